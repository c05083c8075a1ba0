import type { HttpPairs } from '../http.model.ts';
import { callErrors } from './calls.errors.ts';

const problem = (text: string) => callErrors.url({ problem: text });

const encoded = (text: string): string => encodeURIComponent(text.toWellFormed());

/** Adds pairs to the query that an address has; what it has stays as it is spelled. */
export const withQuery = (address: string, query: HttpPairs): string => {
  if (query.length === 0) return address;
  const more = query.map(([name, value]) => `${encoded(name)}=${encoded(value)}`).join('&');
  if (!address.includes('?')) return `${address}?${more}`;
  return /[?&]$/.test(address) ? `${address}${more}` : `${address}&${more}`;
};

/** A whole address with the query added. @throws callErrors.url */
export const wholeUrl = (text: string, query: HttpPairs): URL => {
  const url = URL.parse(text);
  if (!url || !/^https?:\/\//i.test(text))
    throw problem('The request URL is not a complete http:// or https:// address.');
  if (url.username || url.password)
    throw problem('The request URL holds a user name or password. Send them in a header instead.');
  url.hash = '';
  return query.length === 0 ? url : new URL(withQuery(url.href, query));
};

const decoded = (segment: string): string => {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw problem('The request path holds a % that encodes nothing.');
  }
};

/** Dots in any spelling, also behind encoded slashes, lead out of the base. */
const leadsOut = (path: string): boolean =>
  path
    .split('/')
    .flatMap((segment) => decoded(segment).split(/[/\\]/))
    .some((part) => part === '..' || part === '.');

const isControl = (char: string) => char.charCodeAt(0) <= 0x20 || char.charCodeAt(0) === 0x7f;

/**
 * The address of a path below a base, with the query added.
 * @param base without a slash at its end
 * @throws callErrors.url for a whole address, or a path that leads out of the base
 */
export const urlBelow = (base: string, path: string, query: HttpPairs): URL => {
  const [plain = ''] = path.split('?');
  if (/^[a-z][a-z0-9+.-]*:/i.test(plain) || /^[/\\]{2}/.test(plain))
    throw problem('The request path is a whole address. It is appended to that of the session.');
  if (/[\\#]/.test(path) || [...path].some(isControl))
    throw problem('The request path holds a character that must be encoded.');
  if (leadsOut(plain)) throw problem('The request path leads out of the address of the session.');
  const rest = path === '' || /^[/?]/.test(path) ? path : `/${path}`;
  return new URL(withQuery(`${base}${rest}`, query));
};

/** Whether an address is the base or lies below it. */
export const isBelow = (base: string, url: URL): boolean => {
  const { origin, pathname } = new URL(base);
  return url.origin === origin && `${url.pathname}/`.startsWith(pathname.replace(/\/?$/, '/'));
};
