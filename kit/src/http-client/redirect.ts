import type { HttpResponse } from './http-client.ts';

/** The request that an answer sends on to. */
export type Redirect = {
  readonly url: URL;
  readonly method: string;
  /** Whether the body goes along; without it, nor do the headers that describe it. */
  readonly keepsBody: boolean;
};

const redirecting: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

const becomesGet = (status: number, method: string): boolean =>
  status === 303 ? method !== 'HEAD' && method !== 'GET' : status < 303 && method === 'POST';

/**
 * Where an answer sends on to, as far as that is the same origin; null for any other answer (RFC 9110, 15.4). As
 * browsers do, a POST that is moved becomes a GET.
 */
export const sameOriginRedirect = (
  from: { readonly url: URL; readonly method: string },
  { status, headers }: Pick<HttpResponse, 'status' | 'headers'>,
): Redirect | null => {
  const { location } = headers;
  if (!redirecting.has(status) || typeof location !== 'string') return null;
  const url = URL.parse(location, from.url.href);
  if (!url || url.origin !== from.url.origin || url.username || url.password) return null;
  url.hash = '';
  const changes = becomesGet(status, from.method);
  return { url, method: changes ? 'GET' : from.method, keepsBody: !changes };
};
