import type { Clock } from '@tandem/kit';

/** What is left, as of a moment. */
type Bucket = { left: number; atMs: number };

const minuteMs = 60_000;
/** Far more addresses than one node serves in a minute; beyond, the oldest are forgotten. */
const maxBuckets = 100_000;

/** Takes one of what a key may have in a minute. Answers the milliseconds until there is one; 0: it was taken. */
export type TakeOne = (key: string, perMinute: number) => number;

/** Buckets that hold a minute's worth and fill up evenly: a burst passes, a flood does not. */
export const createBuckets = (clock: Pick<Clock, 'monotonicMs'>): TakeOne => {
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
