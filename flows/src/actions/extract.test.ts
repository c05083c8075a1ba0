import { describe, expect, it } from 'vitest';
import { type DocumentFormat, documentSizes } from '../documents/index.ts';
import { action, compiled, flowOf, note, path, resume, start } from '../flows.fixture.ts';
import { LanguageError } from '../language-error.ts';
import { WorkPool } from '../work-pool.ts';
import { read } from './extract.ts';

/** Counts what is paid, and never runs out. */
class CountingPool extends WorkPool {
  paid = 0;

  override take(units: number): void {
    this.paid += units;
  }
}

const characters = 16_000;
const filled = (piece: string) => piece.repeat(Math.ceil(characters / piece.length));
const numbered = (piece: (n: number) => string, between: string) =>
  Array.from({ length: characters / 8 }, (_, n) => piece(n)).join(between);

/** What costs the most for its length, found by trying. */
const costly: readonly (readonly [DocumentFormat, string])[] = [
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

const readQuietly = (pool: WorkPool, [format, text]: (typeof costly)[number]): void => {
  try {
    read({ pool }, format, text);
  } catch (error) {
    if (!(error instanceof LanguageError)) throw error;
  }
};

/** Often enough for a clock that counts in milliseconds; what is read first is slower before it is compiled. */
const times = { before: 3, counted: 12 } as const;

/** What reading takes of the processor for each unit that is paid. */
const costOf = (document: (typeof costly)[number]): number => {
  for (let n = 0; n < times.before; n += 1) readQuietly(new CountingPool(), document);
  const pool = new CountingPool();
  const before = process.threadCpuUsage();
  for (let n = 0; n < times.counted; n += 1) readQuietly(pool, document);
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / pool.paid;
};

/** By how much one of them may cost more than the most of them do: what is priced too low is off by tens. */
const leeway = 8;

describe('reading a document', () => {
  const costs = costly.map(costOf);
  const usual = costs.toSorted((one, other) => one - other)[costs.length >> 1] ?? 0;

  it.each(costly.map(([format], n) => [format, n] as const))(
    'in %s is paid for by what it costs (%i)',
    (_, n) => expect(costs[n]).toBeLessThan(leeway * usual),
  );

  it.each(['JSON', 'XML', 'TOML', 'YAML'] as const)(
    'in %s tells the limit where the text is too long, whatever is left to pay with',
    (format) => {
      const most = documentSizes[format];
      expect(() => read({ pool: new WorkPool() }, format, ' '.repeat(most + 1))).toThrow(
        `larger than ${most} characters`,
      );
    },
  );

  it('of a response and in Parse ends with what the step has left to pay with', () => {
    const parses = Array.from({ length: 40 }, (_, n) => `p${n}`);
    const parse = [{ variable: 'y', path: '$[0]' }];
    const flow = compiled(
      flowOf({
        variables: [path, { name: 'y' }],
        actions: [
          action('r', 'httpRequest', {
            ...{ useAuthenticatedEndpoint: false, requestUrl: 'https://example.com/' },
            ...{ parseContentType: 'YAML', parse },
          }),
          ...parses.map((id) =>
            action(id, 'parse', { input: '{{ r.httpResponseBody }}', contentType: 'YAML', parse }),
          ),
          note('over', '{{ error.action }} {{ error.code }}'),
        ],
        edges:
          `r.next>p0 ${parses.map((id, n) => `${id}.next>p${n + 1} ${id}.error>over`).join(' ')}`.replace(
            'p39.next>p40',
            '',
          ),
      }),
    );
    const text = `[${'a: b,'.repeat(documentSizes.YAML)}`.slice(0, documentSizes.YAML - 1);
    const response = { status: 200, headers: {}, body: `${text}]` };
    const waiting = start(flow).state;
    const before = process.threadCpuUsage();
    const { state } = resume(flow, waiting, { input: { kind: 'httpResponse', response } });
    const { user, system } = process.threadCpuUsage(before);
    // The response and four more are a little less than all there is.
    expect(state.variables['path']).toBe('p4 work.budget');
    expect(user + system).toBeLessThan(leeway * usual * new WorkPool().left);
  });
});
