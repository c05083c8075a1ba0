import { type Clock, createBatcher, type Database, type Log } from '@tandem/kit';
import { failureKind, reasonOf } from './failures.ts';
import type { Tenure } from './lane-book.types.ts';
import { finishColumns, type LanesStore, type Settlement, settle } from './lanes.store.ts';
import type { EffectQueue, SettledWork } from './lanes.types.ts';
import type { Leases } from './leases.ts';

/** What became of a completion: written, or void because the partition or the row is no longer ours. */
export type Completion = 'committed' | 'lost' | 'gone';

export type Unsettled = {
  readonly tenure: Tenure;
  readonly settled: SettledWork;
  readonly settlement: Settlement;
  /** Its lane stands still until this is written. */
  readonly laneWaits: boolean;
  readonly ended: (how: Completion, settlement: Settlement) => void;
  readonly failures: number;
};

/** Completions of an effect queue in group commit: what comes while a batch is on its way, or soon after, goes with the next. */
export type Settler = {
  readonly add: (item: Omit<Unsettled, 'failures'>) => void;
  /** Completions not yet written. */
  readonly size: () => number;
  /** Those that failed and wait for another try; `lanes` is how many lanes stand still for that. */
  readonly deferred: () => { readonly items: number; readonly lanes: number };
  readonly flush: () => Promise<void>;
};

type SettlerOptions = {
  queue: EffectQueue;
  db: Database;
  store: LanesStore;
  leases: Leases;
  clock: Clock;
  log: Log;
};

const maxBatch = 512;
/** The lanes have gone on: under load fewer and larger commits. */
const restMs = 20;
const retryMs = 250;
const maxFailures = 5;

/** All of them are gone, and nothing about them failed before. */
const areDone = (items: readonly Unsettled[]): boolean =>
  items.every(({ settlement, failures }) => settlement.kind === 'done' && failures === 0);

const settledOf = (
  items: readonly Unsettled[],
  which: (item: Unsettled) => boolean,
): SettledWork[] => items.filter(which).map(({ settled }) => settled);

const createWriter =
  ({ queue: { onSettled, onGivenUp, finish }, db, store, clock }: SettlerOptions) =>
  async (items: readonly Unsettled[]): Promise<void> => {
    const settled = items.map((item) => item.settled);
    if (finish && areDone(items) && (finish.fits?.(settled) ?? true)) {
      const keys = finishColumns(items.map(({ settlement }) => settlement));
      await db.call(finish.name, finish.text, [...keys, ...finish.values(settled)]);
      return;
    }
    const now = clock.now();
    const settlements = items.map(({ settlement }) => settlement);
    const told = settledOf(items, ({ failures }) => failures < maxFailures);
    // One that kept failing dies without what its queue would add to it, in the end without a word.
    const givenUp = settledOf(
      items,
      ({ failures }) => failures >= maxFailures && failures < 2 * maxFailures,
    );
    const tells = onSettled && told.length > 0;
    const givesUp = onGivenUp && givenUp.length > 0;
    if (!tells && !givesUp) return store.settle(settlements, now);
    await db.transaction(async (tx) => {
      if (tells) await onSettled(tx, told);
      if (givesUp) await onGivenUp(tx, givenUp);
      await settle((text, values) => tx.call(text.slice(7, 18), text, values), settlements, now);
    });
  };

export const createSettler = (options: SettlerOptions): Settler => {
  const { queue, leases, clock, log } = options;
  const write = createWriter(options);
  let size = 0;
  const deferred = new Set<Unsettled>();

  const end = (items: readonly Unsettled[], how: Completion) => {
    size -= items.length;
    const failures: unknown[] = [];
    for (const { ended, settlement } of items)
      try {
        ended(how, settlement);
      } catch (error) {
        // The others have ended all the same.
        failures.push(error);
      }
    if (failures.length > 0) complain(failures[0], failures.length);
  };
  /** One line for a batch, however many of its items. */
  const complain = (error: unknown, count: number) =>
    log.error({ err: error, queue: queue.name, items: count }, 'completing failed');
  const push = (item: Unsettled) => void batcher.add(item);
  const pushLater = (item: Unsettled) => {
    deferred.add(item);
    clock.after(retryMs, () => {
      deferred.delete(item);
      push(item);
    });
  };
  const commit = async (items: readonly Unsettled[]): Promise<void> => {
    const lost = new Set(items.filter(({ tenure }) => tenure.lost.signal.aborted));
    end([...lost], 'lost');
    const ours = lost.size === 0 ? items : items.filter((item) => !lost.has(item));
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
    log.warn({ err: error, queue: queue.name, items: items.length }, 'completions not written');
    if (kind === 'outage') return items.forEach(pushLater);
    if (kind === 'leaseLost') await leases.tick().catch(() => {});
    const [only] = items;
    if (only && items.length === 1) {
      if (kind === 'workGone') return end(items, 'gone');
      return pushLater(kind === 'poison' ? withFailure(only, error) : only);
    }
    const middle = Math.ceil(items.length / 2);
    await commit(items.slice(0, middle));
    return commit(items.slice(middle));
  };
  const batcher = createBatcher({
    async run(items: readonly Unsettled[]) {
      await commit(items).catch((error) => complain(error, items.length));
      return items.map(() => null);
    },
    ...{ maxBatch, restMs },
    // What the runner begins is bounded.
    maxQueued: Number.POSITIVE_INFINITY,
    onFull: () => new Error('too many completions wait'),
  });
  return {
    add(item) {
      size += 1;
      push({ ...item, failures: 0 });
    },
    size: () => size,
    deferred: () => ({
      items: deferred.size,
      lanes: [...deferred].filter(({ laneWaits }) => laneWaits).length,
    }),
    flush: batcher.flush,
  };
};

/** A completion that fails by itself is tried a few times, then the work dies with the reason. */
const withFailure = (item: Unsettled, error: unknown): Unsettled => {
  const failures = item.failures + 1;
  if (failures < maxFailures) return { ...item, failures };
  const reason = `completion failed: ${reasonOf(error)}`;
  return { ...item, failures, settlement: { ...item.settlement, kind: 'dead', reason } };
};
