/** Escapes that PostgreSQL's JSON cannot hold: NUL and lone surrogates. */
const unstorable = /\\u(0000|d[89a-f])/i;

const cleanText = (text: string): string => text.toWellFormed().replaceAll('\u0000', '');

const cleanValue = (value: unknown): unknown => {
  if (typeof value === 'string') return cleanText(value);
  if (Array.isArray(value)) return value.map(cleanValue);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [cleanText(name), cleanValue(inner)]),
  );
};

/** A body without characters that cannot be stored; the same object where there are none. */
export const storable = <T>(body: T): T =>
  unstorable.test(JSON.stringify(body) ?? '') ? (cleanValue(body) as T) : body;

const escapes = /\\(?:ud[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2}|u[0-9a-f]{4}|.)/gi;

const cleanEscape = (found: string): string => {
  if (found === '\\u0000') return '';
  return /^\\ud[89a-f]..$/i.test(found) ? '\uFFFD' : found;
};

/** A JSON text that the server can take apart, however deep it is; the same text where it can already. */
export const storableJson = (text: string): string =>
  unstorable.test(text) ? text.replace(escapes, cleanEscape) : text;
