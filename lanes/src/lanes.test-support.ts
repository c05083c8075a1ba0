import {
  createListener,
  createTestClock,
  createTestIds,
  type Database,
  type Log,
  silentLog,
  type TestClock,
} from '@tandem/kit';
import { testDatabase } from '@tandem/kit/testing';
import {
  type BatchQueue,
  createLanes,
  type EffectQueue,
  enqueueWork,
  type Lanes,
  lanesMigrations,
  type NewWork,
} from './index.ts';

export const orgA = '00000000-0000-8000-8000-00000000000a';
export const orgB = '00000000-0000-8000-8000-00000000000b';

/** One node: lanes with a clock of its own on a shared database. */
export type TestNode = {
  readonly lanes: Lanes;
  readonly clock: TestClock;
  readonly stop: () => Promise<void>;
};

export type LanesWorld = AsyncDisposable & {
  readonly db: Database;
  readonly node: (options: {
    queues: readonly (BatchQueue | EffectQueue)[];
    nodeId?: string;
    timerQueue?: string;
    log?: Log;
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
      const clock = createTestClock();
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
      return { lanes, clock, stop };
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

/** A batch queue that writes down what it finished, in the order of commit. */
export const recordingBatch = (
  db: Database,
  options: { name?: string; fail?: (payload: unknown) => unknown; maxLanes?: number } = {},
): BatchQueue & { readonly seen: { lane: number; payload: unknown }[] } => {
  const { name = 'advance', fail, maxLanes = 128 } = options;
  const seen: { lane: number; payload: unknown }[] = [];
  return {
    name,
    mode: 'batch',
    maxLanes,
    seen,
    async run(batch) {
      const rows = batch.flatMap(({ epoch, work }) => work.map((row) => ({ ...row, epoch })));
      for (const { payload } of rows) {
        const error = fail?.(payload);
        if (error) throw error;
      }
      await db.query('select lane_finish($1, $2, $3)', [
        rows.map(({ part }) => part),
        rows.map(({ id }) => id),
        rows.map(({ epoch }) => epoch),
      ]);
      seen.push(...rows.map(({ lane, payload }) => ({ lane, payload })));
    },
  };
};

export const payloadsByLane = (seen: readonly { lane: number; payload: unknown }[]) => {
  const byLane = new Map<number, unknown[]>();
  for (const { lane, payload } of seen) byLane.set(lane, [...(byLane.get(lane) ?? []), payload]);
  return byLane;
};
