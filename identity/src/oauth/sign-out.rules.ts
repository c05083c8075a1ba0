import type { Call } from '@tandem/contract';

const originOf = (url: string | undefined): string | null => URL.parse(url ?? '')?.origin ?? null;

const first = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value[0] : value;

/**
 * Whether a request for `GET /logout` was meant by the person at the browser. Signing out by GET is what applications
 * written for the wire do, and any page can send a browser there: so it counts only when it comes
 *
 * - from a page of this installation, or was typed or bookmarked (`Sec-Fetch-Site`; older browsers and plain HTTP do
 *   not send it: then the `Referer`);
 * - or from the very application that it goes back to, by the `Referer`'s origin. `target` is that application's
 *   registered address already.
 *
 * Everybody else is asked first. The session's cookie is `SameSite=Lax`, so pictures, frames and scripts of other
 * sites never carry it.
 */
export const isSignOutMeant = (
  headers: Call['headers'],
  input: { readonly origin: string; readonly target: string | null },
): boolean => {
  const site = first(headers['sec-fetch-site']);
  if (site === 'same-origin' || site === 'none') return true;
  const from = originOf(first(headers['referer']));
  if (from === null) return false;
  return from === originOf(input.origin) || from === originOf(input.target ?? undefined);
};
