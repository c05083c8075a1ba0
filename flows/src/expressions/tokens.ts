import { LanguageError, positionAt } from '../language-error.ts';
import { templateErrors } from './template.errors.ts';

export type Token = {
  readonly kind: 'name' | 'number' | 'text' | 'symbol' | 'close' | 'end';
  /** Characters of a name or symbol, content of a text, digits of a number. */
  readonly value: string;
  readonly at: number;
};

/** Longest first. */
const symbols = [
  ...['==', '!=', '<=', '>=', '..', '??'],
  ...['<', '>', '+', '-', '*', '/', '%', '~', '|', '?', ':', '.', ',', '(', ')', '[', ']', '='],
];

const isSpace = (code: number) => code === 32 || (code >= 9 && code <= 13) || code === 160;
const isDigit = (code: number) => code >= 48 && code <= 57;
const isNameStart = (code: number) =>
  (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95;
const isNamePart = (code: number) => isNameStart(code) || isDigit(code);

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '\\': '\\',
  "'": "'",
  '"': '"',
};

export const syntaxError = (source: string, at: number, detail: string) =>
  new LanguageError(templateErrors.syntax({ detail }), positionAt(source, at));

const unclosed = (source: string, at: number, what: string) =>
  new LanguageError(templateErrors.unclosed({ what }), positionAt(source, at));

/** Reads the expression between `{{` and `}}` token by token; the braces of maps are counted. */
export const createTokeniser = (source: string, start: number) => {
  let at = start;
  let braces = 0;
  let afterDot = false;

  const span = (holds: (code: number) => boolean): string => {
    const from = at;
    while (at < source.length && holds(source.charCodeAt(at))) at += 1;
    return source.slice(from, at);
  };

  const text = (quote: string): Token => {
    const from = at;
    let value = '';
    at += 1;
    while (at < source.length && source[at] !== quote) {
      if (quote === '"' && source[at] === '#' && source[at + 1] === '{')
        throw syntaxError(source, at, 'Use ~ to join texts; #{…} inside a text is not supported.');
      const next = source[at + 1];
      const escaped = source[at] === '\\' && next !== undefined ? escapes[next] : undefined;
      value += escaped ?? source[at];
      at += escaped === undefined ? 1 : 2;
    }
    if (at >= source.length) throw unclosed(source, from, 'text');
    at += 1;
    return { kind: 'text', value, at: from };
  };

  const number = (): Token => {
    const from = at;
    span(isDigit);
    // Not the range of `1..5`, and not the second index of `a.0.1`.
    if (!afterDot && source[at] === '.' && isDigit(source.charCodeAt(at + 1))) {
      at += 1;
      span(isDigit);
    }
    if (isNameStart(source.charCodeAt(at)))
      throw syntaxError(source, from, 'A name cannot begin with a digit.');
    return { kind: 'number', value: source.slice(from, at), at: from };
  };

  const symbol = (): Token => {
    const from = at;
    if (braces === 0 && (source.startsWith('}}', at) || source.startsWith('-}}', at))) {
      at += source[at] === '-' ? 3 : 2;
      return { kind: 'close', value: source.slice(from, at), at: from };
    }
    const found =
      source[at] === '{' || source[at] === '}'
        ? source[at]
        : symbols.find((candidate) => source.startsWith(candidate, at));
    if (found === undefined || found === '??')
      throw syntaxError(
        source,
        at,
        `"${String.fromCodePoint(source.codePointAt(at) ?? 0)}" means nothing here.`,
      );
    if (found === '{') braces += 1;
    if (found === '}') braces -= 1;
    if (braces < 0) throw syntaxError(source, at, 'One closing brace too many, or one too few.');
    at += found.length;
    return { kind: 'symbol', value: found, at: from };
  };

  return {
    next(): Token {
      span(isSpace);
      if (at >= source.length) throw unclosed(source, start - 2, 'expression');
      const code = source.charCodeAt(at);
      const from = at;
      let token: Token;
      if (isNameStart(code)) token = { kind: 'name', value: span(isNamePart), at: from };
      else if (isDigit(code)) token = number();
      else if (code === 34 || code === 39) token = text(source[at] as string);
      else token = symbol();
      afterDot = token.kind === 'symbol' && token.value === '.';
      return token;
    },
    /** Where the source goes on after the last token. */
    end: () => at,
  };
};
