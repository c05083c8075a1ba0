import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Call } from '@tandem/contract';

/** Browsers share cookies between the ports of a host: the port in the name keeps two installations apart. */
const cookieName = (kind: 'session' | 'form', origin: string): string => {
  const { port } = new URL(origin);
  return `tandem_${kind}${port ? `_${port}` : ''}`;
};

export const readCookie = (
  headers: Call['headers'],
  kind: 'session' | 'form',
  origin: string,
): string | null => {
  const header = headers['cookie'];
  const prefix = `${cookieName(kind, origin)}=`;
  const pairs = (Array.isArray(header) ? header.join(';') : (header ?? '')).split(';');
  const found = pairs.map((pair) => pair.trim()).find((pair) => pair.startsWith(prefix));
  const value = found?.slice(prefix.length);
  return value && /^[\w-]+$/.test(value) ? value : null;
};

export const makeCookie = (input: {
  readonly kind: 'session' | 'form';
  readonly origin: string;
  readonly value: string;
  readonly seconds: number;
}): string => {
  const { kind, origin, value, seconds } = input;
  const secure = origin.startsWith('https:') ? '; Secure' : '';
  return `${cookieName(kind, origin)}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure}`;
};

/** Ties a form to the browser it was shown in and to what it is about. */
export const signForm = (key: Buffer, browser: string, request: string): string =>
  createHmac('sha256', key).update(`${browser}\u0000${request}`).digest('base64url');

export const isFormSigned = (
  key: Buffer,
  input: { readonly browser: string | null; readonly request: string; readonly token: string },
): boolean => {
  if (!input.browser) return false;
  const wanted = Buffer.from(signForm(key, input.browser, input.request));
  const given = Buffer.from(input.token);
  return wanted.length === given.length && timingSafeEqual(wanted, given);
};
