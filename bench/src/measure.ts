import { type Load, type LoadResult, type LoadTarget, pace, type Sent, saturate } from './load.ts';
import type { Receiver, ReceiverReport } from './receiver.ts';

export type Measured = LoadResult & {
  readonly report: ReceiverReport;
  /** From the first send until the last message had arrived. */
  readonly wholeSeconds: number;
  readonly deliveredPerSecond: number;
  readonly hopMs: readonly number[];
};

/** Send times by customer, in order: a customer's replies come in the order of its messages. */
export const createHopClock = () => {
  const sentAt = new Map<string, number[]>();
  let hopMs: number[] = [];
  let lastMs = 0;
  return {
    sent(customer: string, atMs: number) {
      const queue = sentAt.get(customer);
      if (queue) queue.push(atMs);
      else sentAt.set(customer, [atMs]);
    },
    received(customer: string, atMs: number) {
      lastMs = atMs;
      const at = sentAt.get(customer)?.shift();
      if (at !== undefined) hopMs.push(atMs - at);
    },
    take() {
      const taken = { hopMs, lastMs };
      hopMs = [];
      sentAt.clear();
      return taken;
    },
  };
};

export type HopClock = ReturnType<typeof createHopClock>;

const drainMs = 60_000;

/** Waits until as many messages as were accepted have arrived, or for a minute. */
const drained = async (receiver: Receiver, expected: number) => {
  const until = performance.now() + drainMs;
  while (receiver.report().received < expected && performance.now() < until)
    await new Promise((resolve) => setTimeout(resolve, 5));
};

type Run = {
  readonly target: LoadTarget;
  readonly receiver: Receiver;
  readonly clock: HopClock;
  readonly name: string;
  readonly seconds: number;
  readonly connections: number;
  readonly customers: number;
  readonly perSecond?: number;
};

/** One run against a server: sends, waits for the last message to arrive, and reports what the receiver saw. */
export const measure = async ({
  target,
  receiver,
  clock,
  name,
  seconds,
  connections,
  customers,
  perSecond,
}: Run): Promise<Measured> => {
  receiver.reset();
  clock.take();
  const load: Load = {
    target,
    run: name,
    seconds,
    connections,
    customers,
    onSend: ({ customer }: Sent, atMs) => clock.sent(`${name}-customer-${customer}`, atMs),
  };
  const started = performance.now();
  const result =
    perSecond === undefined ? await saturate(load) : await pace({ ...load, perSecond });
  await drained(receiver, result.accepted);
  const { hopMs, lastMs } = clock.take();
  const wholeSeconds = (lastMs - started) / 1000;
  const report = receiver.report();
  return {
    ...result,
    report,
    wholeSeconds,
    deliveredPerSecond: report.received / wholeSeconds,
    hopMs,
  };
};

/** The value below which the share of the values lies. */
export const percentile = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
};
