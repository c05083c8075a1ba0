import type { BundledClient } from '../clients/index.ts';

const loopback = new Set(['127.0.0.1', '[::1]', 'localhost']);

const withoutPort = (uri: string): string | null => {
  const url = URL.parse(uri);
  if (url?.protocol !== 'http:' || !loopback.has(url.hostname)) return null;
  url.port = '';
  return url.href;
};

/**
 * Character for character, except that the port of a loopback address is free: desktop applications listen on
 * whichever they get.
 */
const isRegistered = (given: string, registered: string): boolean => {
  if (given === registered) return true;
  const local = withoutPort(given);
  return local !== null && local === withoutPort(registered);
};

export const isRedirectAllowed = (given: string, registered: readonly string[]): boolean =>
  URL.canParse(given) && registered.some((uri) => isRegistered(given, uri));

/** Addresses a bundled client may be sent back to: its pages, wherever this installation is reached. */
export const redirectUrisOf = (client: BundledClient, origin: string): string[] =>
  client.redirectPaths.map((path) => `${origin}${path}`);

/** Whether the address is a page of this installation: where a bundled client may go after signing out. */
export const isOwnPage = (given: string, origin: string): boolean =>
  URL.parse(given)?.origin === new URL(origin).origin;

const dangerous = new Set(['javascript:', 'data:', 'vbscript:', 'blob:', 'file:']);

/** Why the text cannot be a redirect address, or null. */
export const redirectUriProblem = (uri: string): string | null => {
  const url = URL.parse(uri);
  if (!url) return `registeredRedirectUri "${uri}" is not a complete URL.`;
  if (dangerous.has(url.protocol))
    return `registeredRedirectUri "${uri}" may not use ${url.protocol}`;
  if (uri.includes('#')) return `registeredRedirectUri "${uri}" may not have a fragment.`;
  return null;
};

/** The address with parameters added to its query. */
export const withParameters = (
  uri: string,
  parameters: Readonly<Record<string, string | undefined>>,
): string => {
  const url = new URL(uri);
  for (const [name, value] of Object.entries(parameters))
    if (value !== undefined) url.searchParams.set(name, value);
  return url.href;
};
