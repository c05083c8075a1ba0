import { type Clock, networkOf } from '@tandem/kit';
import { directLineErrors } from './directline.errors.ts';
import type { ChatLimits, ChatUse } from './limits.rules.ts';

export type ChatLimitSettings = {
  readonly perAddress: ChatLimits;
  readonly perEndpoint: ChatLimits;
};

/** Who asks. A server that holds the endpoint's secret asks for many customers from one address. */
export type Asking = {
  readonly address: string;
  readonly endpointId: string;
  readonly trusted: boolean;
};

export type ChatLimiter = {
  /** Counts one use. @throws directLineErrors.tooMany with Retry-After in seconds */
  readonly take: (use: ChatUse, asking: Asking) => void;
  /**
   * Counts a secret, token or endpoint that is none, as often as an address may ask for tokens. Only afterwards: what
   * neighbours guess stops nobody who has the right one. @throws directLineErrors.tooMany with Retry-After in seconds
   */
  readonly takeFailure: (address: string) => void;
};

/** What is left, as of a moment. */
type Bucket = { left: number; atMs: number };

const minuteMs = 60_000;
/** Far more addresses than one node serves in a minute; beyond, the oldest are forgotten. */
const maxBuckets = 100_000;

/** Buckets that hold a minute's worth and fill up evenly: a burst passes, a flood does not. */
const createBuckets = (clock: Clock) => {
  const buckets = new Map<string, Bucket>();
  let sweptMs = clock.monotonicMs();
  const sweep = (nowMs: number) => {
    if (nowMs - sweptMs < minuteMs) return;
    sweptMs = nowMs;
    // Untouched for a minute is full again, as a new one would be.
    for (const [key, { atMs }] of buckets) if (nowMs - atMs >= minuteMs) buckets.delete(key);
  };
  const bucketOf = (key: string, perMinute: number, nowMs: number): Bucket => {
    const known = buckets.get(key);
    if (known) return known;
    if (buckets.size >= maxBuckets) buckets.delete(buckets.keys().next().value ?? '');
    const fresh = { left: perMinute, atMs: nowMs };
    buckets.set(key, fresh);
    return fresh;
  };
  /** Milliseconds until there is one; 0: it was taken. */
  return (key: string, perMinute: number): number => {
    const nowMs = clock.monotonicMs();
    sweep(nowMs);
    const bucket = bucketOf(key, perMinute, nowMs);
    const perMs = perMinute / minuteMs;
    bucket.left = Math.min(perMinute, bucket.left + (nowMs - bucket.atMs) * perMs);
    bucket.atMs = nowMs;
    if (bucket.left < 1) return Math.ceil((1 - bucket.left) / perMs);
    bucket.left -= 1;
    return 0;
  };
};

/**
 * Bounds what anonymous callers may ask, in the memory of this node: no look-up, and with several nodes each counts by
 * itself.
 */
export const createChatLimiter = (
  { perAddress, perEndpoint }: ChatLimitSettings,
  clock: Clock,
): ChatLimiter => {
  const take = createBuckets(clock);
  const require = (key: string, perMinute: number) => {
    if (perMinute === 0) return;
    const waitMs = take(key, perMinute);
    if (waitMs === 0) return;
    const seconds = String(Math.max(1, Math.ceil(waitMs / 1000)));
    throw directLineErrors.tooMany({ seconds }, { headers: { 'retry-after': seconds } });
  };
  return {
    take(use, { address, endpointId, trusted }) {
      if (!trusted) require(`${use} ${networkOf(address)}`, perAddress[use]);
      require(`${use} ${endpointId}`, perEndpoint[use]);
    },
    takeFailure(address) {
      require(`failures ${networkOf(address)}`, perAddress.tokens);
    },
  };
};
