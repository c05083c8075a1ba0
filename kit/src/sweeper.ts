import type { Clock, Timer } from './clock.ts';
import type { Database, Transaction } from './database/database.ts';
import type { Log } from './log.ts';

/** Removes a bounded part; `more` says that another one may find something. */
export type SweepBatch = (tx: Transaction) => Promise<{
  readonly removed: number;
  readonly more: boolean;
}>;

/** One kind of thing that is removed when it is old. `begin` starts a run: a batch may remember where it stands. */
export type Sweep = { readonly name: string; readonly begin: (now: Date) => SweepBatch };

export type Sweeper = {
  /** One run of all sweeps, whichever of them fails; then it fails with the first error. @returns what was removed by name; null when another node is at it. */
  readonly round: () => Promise<Readonly<Record<string, number>> | null>;
  readonly start: () => void;
  /** Ends after the batch under way. */
  readonly stop: () => Promise<void>;
};

const firstMs = 60_000;
const hourMs = 3_600_000;
const defaultPauseMs = 50;

/** What the last run removed, for whoever looks after the installation; in the transaction of the batch. */
const noteProgress = (tx: Transaction, name: string, run: { at: Date; removed: number }) =>
  tx.query(
    `insert into retention_run as r (name, started_at, removed, total) values ($1, $2, $3, $3)
     on conflict (name) do update set total = r.total + $3,
       removed = case when r.started_at = $2 then r.removed + $3 else $3 end,
       finished_at = case when r.started_at = $2 then r.finished_at end, started_at = $2`,
    [name, run.at, run.removed],
  );

const lockSql = `select pg_try_advisory_xact_lock(hashtextextended(current_schema() || ' retention', 0)) as ours`;

/**
 * Removes what is old, in small transactions with pauses between them, every hour on one node at a time. Every batch
 * stands for itself: a run that is killed is gone on with by the next. The schema has a table `retention_run`.
 * @param pauseMs between two batches; what else the database does goes first.
 */
export const createSweeper = (deps: {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly sweeps: readonly Sweep[];
  readonly pauseMs?: number;
}): Sweeper => {
  const { db, clock, log, sweeps, pauseMs = defaultPauseMs } = deps;
  let stopped = false;
  let timer: Timer | undefined;
  let running: Promise<unknown> = Promise.resolve();

  /** Null when another node holds the lock. */
  const runBatch = (name: string, batch: SweepBatch, at: Date) =>
    db.transaction(
      async (tx) => {
        const [lock] = await tx.query<{ ours: boolean }>(lockSql);
        if (!lock?.ours) return null;
        const done = await batch(tx);
        await noteProgress(tx, name, { at, removed: done.removed });
        return done;
      },
      { unhurried: true },
    );
  const runSweep = async ({ name, begin }: Sweep, at: Date): Promise<number | null> => {
    const batch = begin(at);
    let removed = 0;
    for (let more = true; more && !stopped; ) {
      const done = await runBatch(name, batch, at);
      if (done === null) return null;
      removed += done.removed;
      more = done.more;
      if (more && pauseMs > 0) await clock.sleep(pauseMs);
    }
    if (!stopped)
      await db.query(
        'update retention_run set finished_at = $3 where name = $1 and started_at = $2',
        [name, at, clock.now()],
      );
    return removed;
  };
  const round = async () => {
    const at = clock.now();
    const counts: Record<string, number> = {};
    let failed: unknown;
    for (const sweep of sweeps) {
      if (stopped) break;
      try {
        const removed = await runSweep(sweep, at);
        if (removed === null) return null;
        counts[sweep.name] = removed;
      } catch (error) {
        // What stands in the way of one is no reason to keep everything else for ever.
        log.warn({ err: error, sweep: sweep.name }, 'what is old could not be removed');
        failed ??= error;
      }
    }
    if (Object.values(counts).some((count) => count > 0))
      log.info({ removed: counts }, 'retention: what was old is removed');
    if (failed) throw failed;
    return counts;
  };
  const repeatIn = (ms: number) => {
    timer = clock.after(ms, () => {
      running = round()
        .catch((error) =>
          log.debug({ err: error }, 'retention failed in part; the next run goes on'),
        )
        .finally(() => {
          if (!stopped) repeatIn(hourMs);
        });
    });
  };

  return {
    round,
    start() {
      if (sweeps.length > 0) repeatIn(firstMs);
    },
    async stop() {
      stopped = true;
      timer?.cancel();
      await running;
    },
  };
};

/** The moment before which things are older than so many days. */
export const oldBefore = (now: Date, days: number): Date =>
  new Date(now.getTime() - days * 24 * 3_600_000);
