import { connectorErrors } from './connectors.errors.ts';

const problem = (text: string) => connectorErrors.badCall({ problem: text });

const methodForm = /^[A-Z]{1,16}$/;

/** @throws connectorErrors.badCall */
export const methodOf = (method: string): string => {
  const upper = method.toUpperCase();
  if (!methodForm.test(upper) || upper === 'CONNECT' || upper === 'TRACE')
    throw problem('The method is not one that is sent.');
  return upper;
};

const decoded = (segment: string): string => {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw problem('The path holds a % that encodes nothing.');
  }
};

/** Dots in any spelling, also behind encoded slashes, lead out of the base. */
const leadsOut = (path: string): boolean =>
  path
    .split('/')
    .flatMap((segment) => decoded(segment).split(/[/\\]/))
    .some((part) => part === '..' || part === '.');

/** Whether an address is the base or lies below it. */
export const isBelow = (baseUrl: string, url: URL): boolean => {
  const base = new URL(baseUrl);
  const folder = base.pathname.replace(/\/?$/, '/');
  return url.origin === base.origin && `${url.pathname}/`.startsWith(folder);
};

export type Query = Readonly<Record<string, string | readonly string[]>>;

/**
 * The address of a call: path and query below the base, and nowhere else.
 * @param baseUrl without a slash at its end
 * @throws connectorErrors.badCall for an absolute address, or a path that leads out of the base
 */
export const targetOf = (
  baseUrl: string,
  { path, query = {} }: { readonly path: string; readonly query?: Query },
): URL => {
  const [plain = '', ...search] = path.split('?');
  if (/^[a-z][a-z0-9+.-]*:/i.test(plain) || /^[/\\]{2}/.test(plain))
    throw problem('The path is a whole address. It is appended to the address of the connector.');
  if (/[\\#\s]/.test(path) || [...path].some((char) => char.charCodeAt(0) < 0x20))
    throw problem('The path holds a character that must be encoded.');
  if (leadsOut(plain)) throw problem('The path leads out of the address of the connector.');
  const rest = plain === '' || plain.startsWith('/') ? plain : `/${plain}`;
  const url = new URL(`${baseUrl}${rest}`);
  if (url.username !== '' || !isBelow(baseUrl, url))
    throw problem('The path leads out of the address of the connector.');
  url.search = search.join('?');
  for (const [name, value] of Object.entries(query))
    for (const one of [value].flat()) url.searchParams.append(name, one);
  return url;
};

/** What the connection itself says; a caller's own words would contradict it. */
const reserved = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

const nameForm = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;
const isSendable = (value: string) =>
  [...value].every((char) => {
    const code = char.charCodeAt(0);
    return code === 9 || (code >= 0x20 && code !== 0x7f && code <= 0xff);
  });

/**
 * Headers of a call with those of the connector, which prevail.
 * @param own names in small letters
 * @throws connectorErrors.badCall
 */
export const headersOf = (
  given: Readonly<Record<string, string | string[]>>,
  own: Readonly<Record<string, string>>,
): Record<string, string | string[]> => {
  const headers: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(given)) {
    const key = name.toLowerCase();
    if (!nameForm.test(name) || ![value].flat().every(isSendable))
      throw problem(`The header "${name.slice(0, 100)}" cannot be sent.`);
    if (reserved.has(key)) throw problem(`The header ${key} is set by the connector itself.`);
    if (!Object.hasOwn(own, key)) headers[key] = value;
  }
  return { ...headers, ...own };
};

/** Headers without those that describe a body. */
export const withoutContentHeaders = (
  headers: Readonly<Record<string, string | string[]>>,
): Record<string, string | string[]> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !/^content-/i.test(name)));
