import type { Clock, Database, Log } from '@tandem/kit';
import { failureKind, reasonOf } from './failures.ts';
import type { Tenure } from './lane-book.types.ts';
import { type LanesStore, type Settlement, settle } from './lanes.store.ts';
import type { EffectQueue, SettledWork } from './lanes.types.ts';
import type { Leases } from './leases.ts';

/** What became of a completion: written, or void because the partition or the row is no longer ours. */
export type Completion = 'committed' | 'lost' | 'gone';

export type Unsettled = {
  readonly tenure: Tenure;
  readonly settled: SettledWork;
  readonly settlement: Settlement;
  readonly ended: (how: Completion, settlement: Settlement) => void;
  readonly failures: number;
};

/** Completions of an effect queue in group commit: what comes while a batch is on its way goes with the next. */
export type Settler = {
  readonly add: (item: Omit<Unsettled, 'failures'>) => void;
  readonly size: () => number;
  readonly flush: () => Promise<void>;
};

const maxBatch = 512;
const retryMs = 250;
const longestRetryMs = 5_000;
const maxFailures = 5;

export const createSettler = (options: {
  queue: EffectQueue;
  db: Database;
  store: LanesStore;
  leases: Leases;
  clock: Clock;
  log: Log;
}): Settler => {
  const { queue, db, store, leases, clock, log } = options;
  let pending: Unsettled[] = [];
  let size = 0;
  let loop: Promise<void> | null = null;

  const end = (items: readonly Unsettled[], how: Completion) => {
    size -= items.length;
    for (const { ended, settlement } of items) ended(how, settlement);
  };
  const write = async (items: readonly Unsettled[]) => {
    const now = clock.now();
    const settlements = items.map(({ settlement }) => settlement);
    const told = items.filter(({ failures }) => failures < maxFailures);
    const { onSettled } = queue;
    if (!onSettled || told.length === 0) return store.settle(settlements, now);
    await db.transaction(async (tx) => {
      await onSettled(
        tx,
        told.map(({ settled }) => settled),
      );
      await settle(tx.query, settlements, now);
    });
  };
  /** One item that fails by itself tries again a few times, then it dies without what its queue adds to it. */
  const defer = (item: Unsettled, error: unknown) => {
    const failures = item.failures + 1;
    log.error({ err: error, queue: queue.name, failures }, 'completion failed');
    const settlement: Settlement =
      failures < maxFailures
        ? item.settlement
        : { ...item.settlement, kind: 'dead', reason: `completion failed: ${reasonOf(error)}` };
    clock.after(retryMs, () => push({ ...item, settlement, failures }));
  };
  const commit = async (items: readonly Unsettled[]): Promise<void> => {
    const lost = items.filter(({ tenure }) => tenure.lost.signal.aborted);
    if (lost.length > 0) end(lost, 'lost');
    const ours = lost.length > 0 ? items.filter((item) => !lost.includes(item)) : items;
    if (ours.length === 0) return;
    try {
      await write(ours);
    } catch (error) {
      return afterFailure(ours, error);
    }
    end(ours, 'committed');
  };
  const afterFailure = async (items: readonly Unsettled[], error: unknown): Promise<void> => {
    const kind = failureKind(error);
    if (kind === 'outage') {
      log.warn({ err: error, queue: queue.name, items: items.length }, 'completions not written');
      await clock.sleep(Math.min(longestRetryMs, retryMs));
      return commit(items);
    }
    if (kind === 'leaseLost') await leases.tick().catch(() => {});
    const [only] = items;
    if (items.length > 1) {
      const middle = Math.ceil(items.length / 2);
      await commit(items.slice(0, middle));
      return commit(items.slice(middle));
    }
    if (!only) return;
    if (kind === 'workGone') end(items, 'gone');
    else if (kind === 'poison') defer(only, error);
    else clock.after(retryMs, () => push(only));
  };
  const run = async () => {
    while (pending.length > 0) {
      const items = pending.slice(0, maxBatch);
      pending = pending.slice(maxBatch);
      await commit(items);
    }
  };
  const push = (item: Unsettled) => {
    pending.push(item);
    if (loop) return;
    // Effects that end in the same turn of the event loop share the first batch.
    loop = Promise.resolve()
      .then(run)
      .finally(() => {
        loop = null;
      });
  };
  return {
    add(item) {
      size += 1;
      push({ ...item, failures: 0 });
    },
    size: () => size,
    async flush() {
      while (loop) await loop;
    },
  };
};
