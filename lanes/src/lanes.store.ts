import type { Database } from '@tandem/kit';
import type { HeldWork, Lane, Tenure } from './lane-book.types.ts';
import type { CommittedWork, Work } from './lanes.types.ts';

type WorkRow = {
  org: string;
  queue: string;
  part: number;
  id: number;
  lane: number;
  payload: unknown;
  attempts: number;
  late: boolean;
  due: number | null;
};

const fromRow = ({ due, ...work }: WorkRow): HeldWork => ({
  work,
  runAtMs: due ?? Number.NEGATIVE_INFINITY,
});

const workColumns = `org, queue, part, id, lane, payload, attempts, late,
  case when run_at > '-infinity' then (extract(epoch from run_at) * 1000)::float8 end as due`;

export type WorkKey = { readonly part: number; readonly id: number };

export type LeaseRow = {
  readonly part: number;
  readonly epoch: number;
  readonly target: number;
  /** {@link Tenure.doubtTo} */
  readonly doubt: number | null;
};

/** How a piece of work ends: gone, tried again, or among the dead letters. */
export type Settlement = {
  readonly tenure: Pick<Tenure, 'part' | 'epoch'>;
  readonly work: Work;
  readonly kind: 'done' | 'retry' | 'dead';
  readonly runAt?: Date;
  readonly attempts: number;
  readonly reason?: string;
  readonly info?: unknown;
};

export type LanesStore = ReturnType<typeof createLanesStore>;

/** A statement on a transaction, or on the pool by itself. */
type Run = (text: string, values: readonly unknown[]) => Promise<unknown>;

const json = (value: unknown) => (value === undefined ? null : JSON.stringify(value));

/** Partitions, ids and epochs: the parameters of `lane_finish`. */
export const finishColumns = (settlements: readonly Settlement[]) => [
  settlements.map(({ tenure }) => tenure.part),
  settlements.map(({ work }) => work.id),
  settlements.map(({ tenure }) => tenure.epoch),
];

/** Removes work, or notes what became of it, under the fence. */
export const settle = async (run: Run, settlements: readonly Settlement[], now: Date) => {
  const keys = finishColumns(settlements);
  if (settlements.every(({ kind }) => kind === 'done'))
    return void (await run('select lane_finish($1, $2, $3)', keys));
  await run('select lane_settle($1, $2, $3, $4, $5, $6, $7, $8, $9)', [
    ...keys,
    settlements.map(({ kind }) => kind),
    settlements.map(({ runAt }) => runAt ?? null),
    settlements.map(({ attempts }) => attempts),
    settlements.map(({ kind, reason }) => (kind === 'dead' ? (reason ?? 'unknown') : null)),
    settlements.map(({ info }) => json(info)),
    now,
  ]);
};

export const createLanesStore = ({ db, nodeId }: { db: Database; nodeId: string }) => ({
  /** @param now null: the database's clock. */
  lease: (lifeMs: number, now: Date | null): Promise<LeaseRow[]> =>
    db.query<LeaseRow>('select part, epoch, target, doubt from lane_lease($1, $2, $3)', [
      nodeId,
      lifeMs,
      now,
    ]),

  async release(tenures: readonly Pick<Tenure, 'part' | 'epoch'>[]): Promise<void> {
    await db.query('select lane_release($1, $2, $3)', [
      nodeId,
      tenures.map(({ part }) => part),
      tenures.map(({ epoch }) => epoch),
    ]);
  },

  /** Whether the database serves a statement now. */
  answers: (): Promise<boolean> =>
    db.query('select').then(
      () => true,
      () => false,
    ),

  async leave(): Promise<void> {
    await db.query('delete from node where id = $1', [nodeId]);
  },

  /** Keys of the next rows of partitions. */
  scan: (after: readonly { part: number; after: number }[], limit: number): Promise<WorkKey[]> =>
    db.call<WorkKey>('lane_scan', 'select part, id from lane_scan($1, $2, $3)', [
      after.map(({ part }) => part),
      after.map((scan) => scan.after),
      limit,
    ]),

  /** Rows by their keys, as far as they are still there. */
  async rows(keys: readonly WorkKey[]): Promise<HeldWork[]> {
    if (keys.length === 0) return [];
    const rows = await db.call<WorkRow>(
      'lane_rows',
      `select ${workColumns} from lane_rows($1, $2)`,
      [keys.map(({ part }) => part), keys.map(({ id }) => id)],
    );
    return rows.map(fromRow);
  },

  async load(lanes: readonly Lane[], limit: number): Promise<HeldWork[]> {
    const rows = await db.call<WorkRow>(
      'lane_load',
      `select ${workColumns} from lane_load($1, $2, $3, $4)`,
      [
        lanes.map(({ queue }) => queue),
        lanes.map(({ tenure }) => tenure.part),
        lanes.map(({ lane }) => lane),
        limit,
      ],
    );
    return rows.map(fromRow);
  },

  async moveDueTimers(options: {
    tenures: readonly Tenure[];
    queue: string;
    now: Date;
    limit: number;
  }): Promise<CommittedWork[]> {
    const { tenures, queue, now, limit } = options;
    const rows = await db.call<Omit<WorkRow, 'due'> & { after: number | null }>(
      'lane_timers_due',
      'select id, part, org, lane, payload, after from lane_timers_due($1, $2, $3, $4, $5)',
      [tenures.map(({ part }) => part), tenures.map(({ epoch }) => epoch), queue, now, limit],
    );
    return rows.map((row) => ({ ...row, queue, attempts: 0 }));
  },

  /** Counts tries of work that are about to begin. */
  async countTries(tries: readonly { readonly tenure: Tenure; readonly id: number }[]) {
    await db.call('lane_try', 'select lane_try($1, $2, $3)', [
      tries.map(({ tenure }) => tenure.part),
      tries.map(({ id }) => id),
      tries.map(({ tenure }) => tenure.epoch),
    ]);
  },

  settle: (settlements: readonly Settlement[], now: Date) =>
    settle((text, values) => db.call(text.slice(7, 18), text, values), settlements, now),
});
