import type { Clock, Log } from '@tandem/kit';
import { createTenure, type Tenure } from './lane-book.types.ts';
import type { LanesStore } from './lanes.store.ts';

/** The partitions of this node: taken, renewed, drained when another node should have them, dropped when lost. */
export type Leases = {
  /** Renews, takes and drains; callers meanwhile share the round that follows. */
  readonly tick: () => Promise<void>;
  readonly all: () => Iterable<Tenure>;
  readonly byPart: (part: number) => Tenure | undefined;
  /** Milliseconds the leases in hand are certain to last; 0 when that is not certain any more. */
  readonly leftMs: () => number;
  /** To be called when the last thing under way in a draining tenure has ended. */
  readonly drained: (tenure: Tenure) => void;
  readonly stop: () => Promise<void>;
};

/** How long a node owns its partitions without a word from it, and how often it gives one. The same on all nodes. */
export type LeaseTimes = { readonly lifeMs: number; readonly renewMs: number };

export const defaultLeaseTimes: LeaseTimes = { lifeMs: 15_000, renewMs: 3_000 };

type Options = {
  store: LanesStore;
  clock: Clock;
  log: Log;
  /** Whose clock dates the leases: the database's, or (tests) the node's own. */
  time: 'database' | 'node';
  /** How long a lease lasts without renewal. */
  lifeMs: number;
  onGained: (tenures: readonly Tenure[]) => void;
  onLost: (tenure: Tenure) => void;
  /** Partitions became free: others may take them at once. */
  onReleased: () => Promise<void>;
};

export const createLeases = (options: Options): Leases => {
  const { store, clock, log, time, lifeMs, onGained, onLost, onReleased } = options;
  const tenures = new Map<number, Tenure>();
  /** Epochs given back: a round that read the lease before that must not take them for held. */
  const givenBack = new Map<number, number>();
  let validUntil = 0;
  let expiry: { cancel: () => void } | null = null;
  let round: Promise<void> | null = null;
  let next: Promise<void> | null = null;
  let stopped = false;

  const lose = (tenure: Tenure) => {
    tenures.delete(tenure.part);
    onLost(tenure);
  };
  const expire = () => {
    if (clock.monotonicMs() < validUntil) return;
    if (tenures.size > 0)
      log.warn({ parts: tenures.size }, 'leases ran out before they were renewed');
    for (const tenure of [...tenures.values()]) lose(tenure);
  };
  const giveBack = async (released: readonly Tenure[]) => {
    for (const tenure of released) {
      givenBack.set(tenure.part, tenure.epoch);
      lose(tenure);
    }
    await store.release(released);
  };
  const releaseQuietly = (released: readonly Tenure[]) => {
    if (released.length === 0) return;
    giveBack(released).then(onReleased, (error) =>
      log.warn({ err: error }, 'partitions not released; they run out by themselves'),
    );
  };
  const drainBeyond = (target: number) => {
    const kept = [...tenures.values()].filter(({ draining }) => !draining);
    const excess = kept.sort((a, b) => a.part - b.part).slice(target);
    for (const tenure of excess) tenure.draining = true;
    releaseQuietly(excess.filter(({ underWay }) => underWay === 0));
  };
  const runRound = async () => {
    const began = clock.monotonicMs();
    const rows = await store.lease(lifeMs, time === 'node' ? clock.now() : null);
    if (stopped) return;
    const epochs = new Map(rows.map(({ part, epoch }) => [part, epoch]));
    for (const tenure of [...tenures.values()])
      if (epochs.get(tenure.part) !== tenure.epoch) lose(tenure);
    validUntil = began + lifeMs;
    expiry?.cancel();
    expiry = clock.after(validUntil - clock.monotonicMs(), expire);
    const stale = rows.filter(({ part, epoch }) => givenBack.get(part) === epoch);
    if (stale.length > 0) await store.release(stale);
    const gained = rows
      .filter(({ part, epoch }) => !tenures.has(part) && givenBack.get(part) !== epoch)
      .map(({ part, epoch, doubt }) => createTenure(part, epoch, doubt));
    for (const tenure of gained) tenures.set(tenure.part, tenure);
    if (gained.length > 0) onGained(gained);
    const target = rows[0]?.target;
    if (target !== undefined) drainBeyond(target);
  };
  const tickNow = (): Promise<void> => {
    round = runRound().finally(() => {
      round = null;
    });
    return round;
  };

  return {
    tick() {
      if (stopped) return Promise.resolve();
      if (!round) return tickNow();
      next ??= round
        .catch(() => {})
        .then(() => {
          next = null;
          return stopped ? undefined : tickNow();
        });
      return next;
    },
    all: () => tenures.values(),
    byPart: (part) => tenures.get(part),
    leftMs: () => Math.max(0, validUntil - clock.monotonicMs()),
    drained(tenure) {
      if (tenure.draining && tenures.get(tenure.part) === tenure) releaseQuietly([tenure]);
    },
    async stop() {
      stopped = true;
      expiry?.cancel();
      await round?.catch(() => {});
      await giveBack([...tenures.values()]);
      // Gone before the others hear of it: they count the nodes when they take the free partitions.
      await store.leave();
      await onReleased();
    },
  };
};
