import type { Clock } from '@tandem/kit';

/** What is left, as of a moment. */
type Bucket = { left: number; atMs: number };

const minuteMs = 60_000;
/** Far more addresses than one node serves in a minute; beyond, the oldest are forgotten. */
const maxBuckets = 100_000;

/** Takes one of what a key may have in a minute. Answers the milliseconds until there is one; 0: it was taken. */
export type TakeOne = (key: string, perMinute: number) => number;

export type RateBuckets = {
  readonly take: TakeOne;
  /** The same without taking it. */
  readonly wait: TakeOne;
};

/** Buckets that hold a minute's worth and fill up evenly: a burst passes, a flood does not. */
export const createRateBuckets = (clock: Pick<Clock, 'monotonicMs'>): RateBuckets => {
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
  const waitOf = ({ left }: Bucket, perMinute: number) =>
    left < 1 ? Math.ceil(((1 - left) * minuteMs) / perMinute) : 0;
  const filled = ({ left, atMs }: Bucket, perMinute: number, nowMs: number): Bucket => ({
    left: Math.min(perMinute, left + ((nowMs - atMs) * perMinute) / minuteMs),
    atMs: nowMs,
  });
  return {
    take(key, perMinute) {
      const nowMs = clock.monotonicMs();
      sweep(nowMs);
      const bucket = bucketOf(key, perMinute, nowMs);
      Object.assign(bucket, filled(bucket, perMinute, nowMs));
      const waitMs = waitOf(bucket, perMinute);
      if (waitMs === 0) bucket.left -= 1;
      return waitMs;
    },
    wait(key, perMinute) {
      const known = buckets.get(key);
      return known ? waitOf(filled(known, perMinute, clock.monotonicMs()), perMinute) : 0;
    },
  };
};

/** For who only takes. */
export const createBuckets = (clock: Pick<Clock, 'monotonicMs'>): TakeOne =>
  createRateBuckets(clock).take;
