import { type DocumentFormat, documentPrices, LanguageError, parseText } from '@tandem/flows';
import type { Row } from './table.ts';

const characters = 16_000;
const filled = (piece: string) => piece.repeat(Math.ceil(characters / piece.length));
const numbered = (piece: (n: number) => string, between: string) =>
  Array.from({ length: characters / 8 }, (_, n) => piece(n)).join(between);

type Sample = readonly [format: DocumentFormat, text: string];

/** What costs the most for its length, found by trying. */
const costly: readonly Sample[] = [
  ['JSON', `[${filled('1,')}1]`],
  ['JSON', `{${numbered((n) => `"k${n}":1`, ',')}}`],
  ['JSON', `[${filled('"\\"",')}1]`],
  ['XML', `<a>${filled('<a/>')}</a>`],
  ['XML', `<a ${numbered((n) => `a${n}=""`, ' ')}/>`],
  ['XML', `<a>${filled('&#9;')}</a>`],
  ['TOML', numbered((n) => `k${n}=1`, '\n')],
  ['TOML', numbered((n) => `[t${n}]`, '\n')],
  ['TOML', `a="${filled('\\"')}"`],
  ['YAML', `a: "${filled('\\\n')}"`],
  ['YAML', `a: "${filled('\\q')}"`],
  ['YAML', `[${filled(',')}]`],
  ['YAML', `[${filled('a: b,')}]`],
  ['YAML', `[${filled(': ')}]`],
  ['YAML', filled('}')],
  ['YAML', filled('- ]\n')],
  ['YAML', filled('[')],
  ['YAML', filled('""\n')],
  ['YAML', `a: ${filled('&a ')}`],
  ['YAML', `${filled('%A\n')}---\na`],
];

/** What is read first is slower before it is compiled; the clock of a thread may count in whole milliseconds. */
const times = { before: 3, rounds: 5, perRound: 12 } as const;

const readQuietly = ([format, text]: Sample): void => {
  try {
    parseText(text, format);
  } catch (error) {
    if (!(error instanceof LanguageError)) throw error;
  }
};

/** What reading takes of this thread at the least, in µs for each unit of work that it pays. */
const costOf = (sample: Sample): number => {
  const [format, text] = sample;
  for (let n = 0; n < times.before; n += 1) readQuietly(sample);
  const took = Array.from({ length: times.rounds }, () => {
    const before = process.threadCpuUsage();
    for (let n = 0; n < times.perRound; n += 1) readQuietly(sample);
    const { user, system } = process.threadCpuUsage(before);
    return user + system;
  });
  return Math.min(...took) / (times.perRound * text.length * documentPrices[format]);
};

/** By how much a document that is made to be costly costs more than it pays, beside the usual one of them. */
export const documentRow = (): Row => {
  const costs = costly.map(costOf).sort((one, other) => one - other);
  const usual = costs[costs.length >> 1] ?? Number.NaN;
  const dearest = costs.at(-1) ?? Number.NaN;
  return {
    what: `reading ${costs.length} documents that are made to be costly: the dearest beside the middle one, each for the work it pays`,
    measured: `${(dearest / usual).toFixed(1)} ×`,
    goal: '≤ 8 ×',
  };
};
