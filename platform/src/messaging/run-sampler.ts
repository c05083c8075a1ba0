import type { Clock } from '@tandem/kit';

/** Which runs are recorded although nobody looks at their flow. */
export type RunSampler = {
  /** A run of the flow begins: are its steps recorded? */
  readonly begins: (flow: string) => boolean;
  /** A run that is not recorded fails: is its last step? */
  readonly fails: (flow: string) => boolean;
};

/**
 * `take` decides for the step that is stored; `reserve` for a step that is given up where it decides to record, and is
 * taken again by somebody who asks `take`: only that one leaves the fast way, not whatever comes beside it.
 */
export type RunSamplers = { readonly take: RunSampler; readonly reserve: RunSampler };

const never = { begins: () => false, fails: () => false };
export const noSamples: RunSamplers = { take: never, reserve: never };

/** Runs that come after a pause are recorded as long as there are no more than these. */
const burst = 10;
/** Failed runs that are recorded for each other one. */
const failuresPerRun = 5;
const mostFlows = 2_000;

type Bucket = { readonly tokens: number; readonly atMs: number; readonly reserved: number };

/** A bucket for each flow, in memory; the one longest not asked for goes first, and is full when it comes back. */
const createBuckets = (clock: Pick<Clock, 'monotonicMs'>, { perSecond }: { perSecond: number }) => {
  const buckets = new Map<string, Bucket>();
  const most = burst * Math.max(1, perSecond);
  const filled = (flow: string): Bucket => {
    const now = clock.monotonicMs();
    const found = buckets.get(flow);
    if (!found) return { tokens: most, atMs: now, reserved: 0 };
    const tokens = Math.min(most, found.tokens + ((now - found.atMs) / 1000) * perSecond);
    return { ...found, tokens, atMs: now };
  };
  const keep = (flow: string, bucket: Bucket) => {
    buckets.delete(flow);
    buckets.set(flow, bucket);
    const oldest = buckets.keys().next().value;
    if (buckets.size > mostFlows && oldest !== undefined) buckets.delete(oldest);
  };
  const draw = (flow: string, reserves: number): boolean => {
    const bucket = filled(flow);
    if (bucket.tokens < 1) return false;
    keep(flow, { ...bucket, tokens: bucket.tokens - 1, reserved: bucket.reserved + reserves });
    return true;
  };
  return {
    reserve: (flow: string) => draw(flow, 1),
    take(flow: string) {
      const { reserved = 0 } = buckets.get(flow) ?? {};
      if (reserved === 0) return draw(flow, 0);
      keep(flow, { ...filled(flow), reserved: reserved - 1 });
      return true;
    },
  };
};

/**
 * Records so many runs a second of each flow on this node, and five times as many failed ones: a flow with little to
 * do is recorded whole, a busy one in samples whose cost does not grow with its messages.
 */
export const createRunSamplers = (
  clock: Pick<Clock, 'monotonicMs'>,
  perSecond: number,
): RunSamplers => {
  if (perSecond <= 0) return noSamples;
  const runs = createBuckets(clock, { perSecond });
  const failures = createBuckets(clock, { perSecond: perSecond * failuresPerRun });
  return {
    take: { begins: runs.take, fails: failures.take },
    reserve: { begins: runs.reserve, fails: failures.reserve },
  };
};
