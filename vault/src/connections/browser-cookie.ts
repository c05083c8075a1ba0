import { createHash } from 'node:crypto';
import type { Call } from '@tandem/contract';
import { connectionOperations } from '@tandem/contract';

/** One cookie for each sign-in: two windows at once do not take each other's. */
const nameFor = (state: string): string =>
  `tandem_connection_${createHash('sha256').update(state).digest('hex').slice(0, 16)}`;

/** @param input.url the provider's page, which carries the state */
export const makeBrowserCookie = (input: {
  readonly origin: string;
  readonly url: string;
  readonly browser: string;
  readonly seconds: number;
}): string => {
  const { origin, url, browser, seconds } = input;
  const name = nameFor(new URL(url).searchParams.get('state') ?? '');
  const secure = origin.startsWith('https:') ? '; Secure' : '';
  const { path } = connectionOperations.getConnectionCallback;
  return `${name}=${browser}; Path=${path}; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure}`;
};

export const readBrowserCookie = (headers: Call['headers'], state: string): string | null => {
  const header = headers['cookie'];
  const prefix = `${nameFor(state)}=`;
  const pairs = (Array.isArray(header) ? header.join(';') : (header ?? '')).split(';');
  const found = pairs.map((pair) => pair.trim()).find((pair) => pair.startsWith(prefix));
  const value = found?.slice(prefix.length);
  return value && /^[\w-]+$/.test(value) ? value : null;
};
