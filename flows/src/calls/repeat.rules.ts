import type { HttpRequest, HttpResponse } from '../http.model.ts';

/** The shortest pause before a request is repeated after 5xx; it doubles each time. */
const firstPauseMs = 250;
const longestPauseMs = 5_000;

/** A server that asks for more is not waited for: the author gets its answer. */
const longestRetryAfterMs = 60_000;

export type RepeatContext = {
  /** Attempts made so far, at least 1. */
  readonly attempts: number;
  readonly now: Date;
  /** In [0, 1), so that those who failed together do not come back together. */
  readonly random: number;
};

/** Milliseconds that Retry-After names (RFC 9110, 10.2.3): seconds or a date; null when it names none. */
export const retryAfterMs = (value: string | undefined, now: Date): number | null => {
  const text = value?.trim() ?? '';
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  if (!/^[A-Z][a-z]{2,8},? /.test(text)) return null;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : Math.max(0, at - now.getTime());
};

const pauseMs = (attempts: number, random: number): number => {
  const full = Math.min(firstPauseMs * 2 ** (attempts - 1), longestPauseMs);
  return Math.round(full * (0.5 + random / 2));
};

/** Whether an answer may ask for repetition at all; most do not. */
export const isRepeatable = ({ status }: Pick<HttpResponse, 'status'>): boolean =>
  status >= 500 || status === 429;

type Wanted = Pick<HttpRequest, 'retries' | 'retryAfter'>;

/** Who asks for the time a server names is served once, even where nothing else is repeated. */
const repeatAsTold = (
  { retries, retryAfter }: Wanted,
  { status, headers }: HttpResponse,
  { attempts, now }: RepeatContext,
): number | null => {
  if (!retryAfter || (status !== 429 && status !== 503)) return null;
  const ms = retryAfterMs(headers['retry-after'], now);
  return ms !== null && ms <= longestRetryAfterMs && attempts <= Math.max(retries, 1) ? ms : null;
};

/**
 * Milliseconds until the request is repeated; null when its answer stands. Only 5xx is repeated, and what `retryAfter`
 * asks for.
 */
export const repeatAfter = (
  wanted: Wanted,
  response: HttpResponse,
  context: RepeatContext,
): number | null => {
  const told = repeatAsTold(wanted, response, context);
  if (told !== null) return told;
  const asks = wanted.retryAfter && response.status === 503;
  // It named a time that is not waited for: coming back earlier is what it asked not to do.
  if (asks && retryAfterMs(response.headers['retry-after'], context.now) !== null) return null;
  if (response.status < 500 || context.attempts > wanted.retries) return null;
  return pauseMs(context.attempts, context.random);
};
