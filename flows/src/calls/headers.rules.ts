import type { HttpPairs } from '../http.model.ts';
import { callErrors } from './calls.errors.ts';
import type { SentHeaders } from './calls.types.ts';

/** What the connection itself says; an author's own words would contradict it. */
const reserved: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'tandem-flow-depth',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

const nameForm = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,256}$/;

/** Tab and the printable characters of ISO 8859-1. */
const valueForm = /^[\t\x20-\x7e\x80-\xff]*$/;

const defaults: readonly (readonly [string, string])[] = [
  ['accept', '*/*'],
  ['accept-encoding', 'gzip, deflate, br'],
  ['user-agent', 'Tandem'],
];

const add = (headers: Map<string, string | string[]>, key: string, value: string) => {
  const before = headers.get(key);
  headers.set(key, before === undefined ? value : [before, value].flat());
};

/**
 * Headers as they are sent, by names in small letters.
 * @param given what the author wrote; names may repeat
 * @param content what describes the body; the author's own content type prevails unless `content` must stand
 * @param own headers that prevail over the author's
 * @throws callErrors.header naming the header, never its value
 */
export const headersOf = (
  given: HttpPairs,
  { content, own }: { readonly content: Readonly<Record<string, string>>; readonly own: HttpPairs },
): SentHeaders => {
  const headers = new Map<string, string | string[]>();
  for (const [name, raw] of given) {
    const key = name.trim().toLowerCase();
    const value = raw.trim();
    if (!nameForm.test(key))
      throw callErrors.header({ problem: 'The name of a header holds a character it may not.' });
    if (reserved.has(key))
      throw callErrors.header({ problem: `The header ${key} is set by the connection itself.` });
    if (!valueForm.test(value))
      throw callErrors.header({
        problem: `The value of the header ${key} holds a character that cannot be sent.`,
      });
    add(headers, key, value);
  }
  for (const [name, value] of [...Object.entries(content), ...defaults])
    if (!headers.has(name)) headers.set(name, value);
  for (const [name, value] of own) headers.set(name, value);
  return Object.fromEntries(headers);
};

/** Headers without those that describe a body. */
export const withoutContent = (headers: SentHeaders): SentHeaders =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith('content-')));
