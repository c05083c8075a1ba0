import {
  createListener,
  createTestClock,
  createTestIds,
  type Database,
  type Log,
  type Queryable,
  silentLog,
  type TestClock,
  type Transaction,
} from '@tandem/kit';
import { testDatabase } from '@tandem/kit/testing';
import {
  type BatchQueue,
  createLanes,
  type EffectQueue,
  enqueueWork,
  fixed,
  type LaneBatch,
  type Lanes,
  type LeaseTimes,
  lanesMigrations,
  type NewWork,
  type Work,
} from './index.ts';

export const orgA = '00000000-0000-8000-8000-00000000000a';
export const orgB = '00000000-0000-8000-8000-00000000000b';

/** One node: lanes with a clock of its own on a shared database. */
export type TestNode = {
  readonly lanes: Lanes;
  readonly clock: TestClock;
  /** The process stands still: time passes without a timer of it. */
  readonly standStill: (ms: number) => void;
  /** It hears nothing any more: as if it were dead, but for what it has under way. */
  readonly cut: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

export type LanesWorld = AsyncDisposable & {
  readonly db: Database;
  readonly node: (options: {
    queues: readonly (BatchQueue | EffectQueue)[];
    nodeId?: string;
    timerQueue?: string;
    log?: Log;
    leaseTimes?: LeaseTimes;
  }) => Promise<TestNode>;
  /** Stores work as a slice does and answers it; `tell` is the node that committed it. */
  readonly enqueue: (work: readonly NewWork[], tell?: TestNode) => Promise<readonly number[]>;
  readonly left: () => Promise<number>;
};

export const createLanesWorld = async (): Promise<LanesWorld> => {
  const db = await testDatabase({ migrations: [lanesMigrations], max: 8 });
  const open: (() => Promise<void>)[] = [];
  return {
    db,
    async node({ nodeId = 'node-1', log = silentLog, ...rest }) {
      const ticking = createTestClock();
      let stood = 0;
      const clock = { ...ticking, monotonicMs: () => ticking.monotonicMs() + stood };
      const listener = await createListener({
        connection: db.connection,
        schema: db.schema,
        clock,
        log,
      });
      const lanes = createLanes({
        db,
        listener,
        clock,
        ids: createTestIds(nodeId),
        log,
        nodeId,
        leaseTime: 'node',
        ...rest,
      });
      await lanes.start();
      let stopping: Promise<void> | null = null;
      const end = async () => {
        await lanes.stop();
        await listener.close();
      };
      const stop = () => {
        stopping ??= end();
        return stopping;
      };
      open.push(stop);
      const standStill = (ms: number) => {
        stood += ms;
      };
      return { lanes, clock, standStill, cut: () => listener.close(), stop };
    },
    async enqueue(work, tell) {
      const stored = await enqueueWork(db, work);
      tell?.lanes.committed(stored);
      return stored.map(({ id }) => id);
    },
    async left() {
      const [row] = await db.query<{ count: number }>('select count(*) as count from lane_work');
      return row?.count ?? 0;
    },
    async [Symbol.asyncDispose]() {
      for (const stop of open) await stop();
      await db.close();
    },
  };
};

/** Work of one lane whose partition follows from the lane, as a slice has it. */
export const workOf = (work: {
  queue: string;
  lane: number;
  payload: unknown;
  org?: string;
}): NewWork => ({ org: orgA, part: work.lane % 64, ...work });

export type Seen = { readonly lane: number; readonly payload: unknown };

/** A batch queue that writes down what it finished, in the order of commit. */
export const recordingBatch = (
  db: Database,
  options: { name?: string; fail?: (work: Work) => unknown; maxLanes?: number } = {},
): BatchQueue & { readonly seen: Seen[]; readonly sizes: number[] } => {
  const { name = 'advance', fail, maxLanes = 128 } = options;
  const seen: Seen[] = [];
  const sizes: number[] = [];
  return {
    name,
    mode: 'batch',
    maxLanes,
    seen,
    sizes,
    async run(batch) {
      sizes.push(batch.length);
      const rows = batch.flatMap(({ work }) => work);
      for (const row of rows) {
        const error = fail?.(row);
        if (error) throw error;
      }
      await finishBatch(db, batch);
      seen.push(...rows.map(({ lane, payload }) => ({ lane, payload })));
    },
  };
};

/** What a slice does at the end of its transaction. */
export const finishBatch = async (db: Queryable, batch: readonly LaneBatch[]): Promise<void> => {
  const rows = batch.flatMap(({ epoch, work }) =>
    work.map(({ part, id }) => ({ part, id, epoch })),
  );
  await db.query('select lane_finish($1, $2, $3)', [
    rows.map(({ part }) => part),
    rows.map(({ id }) => id),
    rows.map(({ epoch }) => epoch),
  ]);
};

/** Computes in a transaction for longer than the database waits for it. */
export const computeTooLong = async (db: Database, tx: Transaction): Promise<void> => {
  const [own] = await tx.query<{ pid: number }>('select pg_backend_pid() as pid');
  await tx.query("set local idle_in_transaction_session_timeout = '20ms'");
  const alive = 'select from pg_stat_activity where pid = $1';
  await until(async () => (await db.query(alive, [own?.pid])).length === 0);
};

/** An effect queue that writes down what it was asked to do, in order. */
export const recordingEffect = (
  options: Partial<Omit<EffectQueue, 'mode'>> = {},
): EffectQueue & { readonly seen: Seen[] } => {
  const seen: Seen[] = [];
  const { run = async () => ({ kind: 'done' }), ...rest } = options;
  return {
    name: 'send',
    mode: 'effect',
    retry: fixed({ retries: 2, everyMs: 5_000 }),
    destination: () => 'receiver',
    maxInFlightPerDestination: 128,
    ...rest,
    seen,
    run(work, context) {
      seen.push({ lane: work.lane, payload: work.payload });
      return run(work, context);
    },
  };
};

export const payloadsOf = (seen: readonly Seen[], lane: number) =>
  seen.filter((one) => one.lane === lane).map(({ payload }) => payload);

/** Lets the event loop turn until something holds; the test's time limit is the limit. */
export const until = async (holds: () => boolean | Promise<boolean>) => {
  while (!(await holds())) await new Promise<void>((resolve) => setImmediate(resolve));
};

/** A promise to be opened by the test: holds effects in flight. */
export const createGate = () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { passed: promise, open: resolve };
};
