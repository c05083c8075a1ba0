import type { Outcome } from '@tandem/lanes';
import type { ApiDestinationRecord } from './bus.model.ts';

/** An API destination answers within this time. */
export const invocationTimeoutMs = 5_000;
/** Policy of a target that names none, as at AWS. */
export const defaultRetryAttempts = 185;
export const defaultEventAgeSeconds = 86_400;

/** Headers of every call, which nothing else can set (AWS user guide, "API destinations as targets"). */
export const invocationHeaders = {
  'user-agent': 'Amazon/EventBridge/ApiDestinations',
  'content-type': 'application/json; charset=utf-8',
  range: 'bytes=0-1048575',
  'accept-encoding': 'gzip,deflate',
  connection: 'close',
} as const;

const others = [
  'content-length',
  'host',
  'transfer-encoding',
  'upgrade',
  'te',
  'trailer',
  'expect',
];

/** Whether a header belongs to the call itself and so cannot carry a key. */
export const isReservedHeader = (name: string): boolean =>
  name.toLowerCase() in invocationHeaders || others.includes(name.toLowerCase());

/** What proves who calls; `secret` is the key, the password or an access token. */
export const authorizationOf = (
  { kind, headerName, username }: ApiDestinationRecord['connection'],
  secret: string,
): Readonly<Record<string, string>> => {
  switch (kind) {
    case 'apiKey':
      return { [(headerName ?? 'authorization').toLowerCase()]: secret };
    case 'basic':
      return {
        authorization: `Basic ${Buffer.from(`${username ?? ''}:${secret}`).toString('base64')}`,
      };
    case 'oauth':
      return { authorization: `Bearer ${secret}` };
    default:
      return {};
  }
};

/** Milliseconds of a Retry-After header (RFC 9110 §10.2.3); undefined without a usable one. */
export const retryAfterMs = (
  header: string | string[] | undefined,
  now: Date,
): number | undefined => {
  const text = [header].flat()[0]?.trim();
  if (!text) return undefined;
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1_000;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now.getTime());
};

const [troubleLeastMs, troubleMostMs] = [1_000, 480_000];

/**
 * Pause until the next look at what was not the target's fault: an eighth of the event's age, so that it grows with how
 * long the trouble lasts.
 */
export const troublePauseMs = (ageMs: number): number =>
  Math.min(troubleMostMs, Math.max(troubleLeastMs, Math.ceil(ageMs / 8)));

/** How an attempt ended, with a code that is told in the reader's language. */
export type Verdict = {
  readonly kind: Outcome['kind'];
  readonly status: number | null;
  readonly code: string | null;
  readonly reason: string | null;
  readonly afterMs?: number;
};

const codeOf = (status: number): string => {
  if (status === 429 || status === 503) return 'target.busy';
  return status >= 500 ? `http.${status}` : 'target.refused';
};

/** What an answer means: 2xx arrived, 429 and 5xx are tried again, everything else is final. */
export const verdictOfStatus = (status: number, afterMs: number | undefined): Verdict => {
  if (status >= 200 && status < 300) return { kind: 'done', status, code: null, reason: null };
  const again = status === 429 || status >= 500;
  return {
    kind: again ? 'retry' : 'dead',
    status,
    code: codeOf(status),
    reason: `The target answered ${status}.`,
    ...(again && afterMs !== undefined ? { afterMs } : {}),
  };
};

/** Policy of a target: how often and for how long an event is tried. */
export type RetryLimits = {
  readonly attempts: number;
  readonly maximumRetryAttempts: number;
  readonly ageMs: number;
  readonly maximumEventAgeInSeconds: number;
};

/** A retry that the target's policy does not allow any more is final. */
export const withinPolicy = (verdict: Verdict, limits: RetryLimits): Verdict => {
  if (verdict.kind !== 'retry') return verdict;
  const leftMs = limits.maximumEventAgeInSeconds * 1_000 - limits.ageMs;
  const { reason, status } = verdict;
  if (limits.attempts > limits.maximumRetryAttempts)
    return { kind: 'dead', status, code: 'target.attempts', reason };
  if (leftMs <= 0) return { kind: 'dead', status, code: 'target.age', reason };
  return verdict.afterMs === undefined
    ? verdict
    : { ...verdict, afterMs: Math.min(verdict.afterMs, leftMs) };
};
