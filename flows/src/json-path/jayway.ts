import { LanguageError, positionAt } from '../language-error.ts';
import { pathErrors } from './path.errors.ts';
import { pathLimits } from './path-limits.ts';

/** A path of Jayway JsonPath in the spelling of RFC 9535. */
export type TranslatedPath = {
  readonly path: string;
  /** The path ended with `.length()`: its result is the number of items, members or characters. */
  readonly length: boolean;
};

const shorthand = /^[A-Za-z_\u0080-\u{10ffff}][\w\u0080-\u{10ffff}]*$/u;
const endsName = '.[]()=!<>&|,?*@$\'"~ \t\n\r';

/** Words that are operators of Jayway's filters, and what to write instead. */
const refusedWords: Readonly<Record<string, string>> = {
  in: 'compare with each value and join with ||',
  nin: 'compare with each value and join with &&',
  contains: 'use a nested filter such as ?@.list[?@ == "x"], or search(@.text, "x")',
  size: 'use length(@.list) == …',
  empty: 'use length(@.list) == 0',
  subsetof: 'there is no counterpart',
  anyof: 'there is no counterpart',
  noneof: 'there is no counterpart',
  type: 'there is no counterpart',
};

type Scan = {
  readonly source: string;
  /** The path as written, and where `source` begins in it (negative for what was put in front). */
  readonly written: string;
  readonly shift: number;
  at: number;
  made: string;
  /** Brackets of filters that are open. */
  filters: number;
  /** Where the query of a filter that is being read begins in `made`; -1 outside one. */
  operand: number;
  length: boolean;
};

const refuse = (scan: Scan, detail: string) =>
  new LanguageError(pathErrors.dialect({ detail }), positionAt(scan.written, scan.at + scan.shift));

const quoted = (name: string) =>
  `['${name.replaceAll(/[\\']/g, (character) => `\\${character}`)}']`;

const nameAt = (source: string, from: number): string => {
  let end = from;
  while (end < source.length && !endsName.includes(source[end] as string)) end += 1;
  return source.slice(from, end);
};

const copyText = (scan: Scan): void => {
  const quote = scan.source[scan.at];
  let end = scan.at + 1;
  while (end < scan.source.length && scan.source[end] !== quote)
    end += scan.source[end] === '\\' ? 2 : 1;
  scan.made += scan.source.slice(scan.at, end + 1);
  scan.at = end + 1;
};

/** `.length()` becomes the function around its query, or, at the end of the path, the length of the result. */
const readFunction = (scan: Scan, name: string): void => {
  const after = scan.at + name.length;
  const call = /^\(\s*\)/.exec(scan.source.slice(after));
  if (name !== 'length' || !call)
    throw refuse(
      scan,
      `the function "${name}()" has no counterpart; take the value and use a filter of a template.`,
    );
  scan.at = after + call[0].length;
  if (scan.operand >= 0) {
    const { made, operand } = scan;
    scan.made = `${made.slice(0, operand)}length(${made.slice(operand)})`;
    scan.operand = -1;
  } else if (scan.filters > 0 || scan.source.slice(scan.at).trim() !== '')
    throw refuse(scan, '"length()" must be the end of the path.');
  else scan.length = true;
};

/** What follows a dot, which is read already. */
const readName = (scan: Scan, descends: boolean): void => {
  const dots = descends ? '..' : '.';
  const next = scan.source[scan.at];
  if (next === '*') {
    scan.made += `${dots}*`;
    scan.at += 1;
    return;
  }
  if (next === '[' && descends) {
    scan.made += dots;
    return;
  }
  const name = nameAt(scan.source, scan.at);
  if (name === '') throw refuse(scan, 'a name is missing after the dot.');
  if (scan.source[scan.at + name.length] === '(') {
    readFunction(scan, name);
    return;
  }
  scan.made += shorthand.test(name) ? dots + name : (descends ? '..' : '') + quoted(name);
  scan.at += name.length;
};

/** `[(@.length-1)]` counts from the end; other scripts are refused. */
const readBracket = (scan: Scan): void => {
  const rest = scan.source.slice(scan.at);
  const script = /^\[\s*\(/.test(rest);
  if (script) {
    const last = /^\[\s*\(\s*@\.length(?:\(\))?\s*-\s*(\d{1,9})\s*\)\s*\]/.exec(rest);
    if (!last) throw refuse(scan, 'scripts in brackets are not supported.');
    scan.made += `[-${Number(last[1])}]`;
    scan.at += last[0].length;
    return;
  }
  const filter = /^\[\s*\?/.exec(rest);
  if (filter) scan.filters += 1;
  scan.made += filter ? '[?' : '[';
  scan.at += filter ? filter[0].length : 1;
};

const copy = (scan: Scan, text: string): void => {
  scan.made += text;
  scan.at += text.length;
};

const readWord = (scan: Scan, word: string): void => {
  const instead = Object.hasOwn(refusedWords, word.toLowerCase())
    ? refusedWords[word.toLowerCase()]
    : undefined;
  if (instead !== undefined) throw refuse(scan, `the operator "${word}": ${instead}.`);
  copy(scan, word);
};

/** A number of a filter; its point begins no name. */
const numberAt = (source: string, at: number): string =>
  /^\d{1,20}(?:\.\d{1,20})?/.exec(source.slice(at, at + 45))?.[0] ?? '';

/** An operator, a bracket that closes, a blank or a root. */
const readSymbol = (scan: Scan, character: string): void => {
  if (scan.source.startsWith('=~', scan.at))
    throw refuse(
      scan,
      'the operator "=~": use match(@.name, "pattern") or search(@.name, "pattern").',
    );
  if (character === '@' || (character === '$' && scan.filters > 0)) scan.operand = scan.made.length;
  else if (' \t\r\n=!<>&|,()'.includes(character)) scan.operand = -1;
  if (character === ']' && scan.filters > 0) closeBracket(scan);
  copy(scan, character);
};

const step = (scan: Scan): void => {
  const { source, at } = scan;
  const character = source[at] as string;
  const number = numberAt(source, at);
  const word = scan.filters > 0 ? (/^[A-Za-z_]\w*/.exec(source.slice(at))?.[0] ?? '') : '';
  if (number !== '') copy(scan, number);
  else if (word !== '') readWord(scan, word);
  else if (character === "'" || character === '"') copyText(scan);
  else if (character === '[') readBracket(scan);
  else if (character === '.') {
    const descends = source[at + 1] === '.';
    scan.at += descends ? 2 : 1;
    readName(scan, descends);
  } else readSymbol(scan, character);
};

/** Whether the bracket that closes here is the filter's own or one of a query in it. */
const closeBracket = (scan: Scan): void => {
  let depth = 0;
  for (let at = scan.made.length - 1; at >= 0; at -= 1) {
    if (scan.made[at] === ']') depth += 1;
    if (scan.made[at] === '[' && depth === 0) {
      if (scan.made[at + 1] === '?') scan.filters -= 1;
      return;
    }
    if (scan.made[at] === '[') depth -= 1;
  }
};

/**
 * Translates the spellings of Jayway JsonPath that Webex flows use: a missing `$`, names with hyphens or digits in
 * front, `[(@.length-1)]`, `.length()`. What is RFC 9535 already stays as it is.
 * @throws LanguageError `path.too.long`, `path.dialect` with what to write instead, for what has no counterpart.
 */
export const translateJayway = (source: string): TranslatedPath => {
  if (source.length > pathLimits.source)
    throw new LanguageError(
      pathErrors.tooLong({ most: String(pathLimits.source) }),
      positionAt(source, pathLimits.source),
    );
  const trimmed = source.trim();
  const rooted = trimmed.startsWith('$')
    ? trimmed
    : `$${/^[[.]/.test(trimmed) ? '' : '.'}${trimmed}`;
  const scan: Scan = {
    source: rooted,
    written: source,
    shift: source.indexOf(trimmed) + trimmed.length - rooted.length,
    at: 0,
    made: '',
    filters: 0,
    operand: -1,
    length: false,
  };
  while (scan.at < rooted.length) step(scan);
  return { path: scan.made, length: scan.length };
};
