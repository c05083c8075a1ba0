import type { EventReplay } from '@tandem/contract';
import type { Queryable } from '@tandem/kit';

export type ReplayRecord = {
  readonly id: string;
  readonly org: string;
  readonly bus: string;
  readonly archive: string;
  readonly name: string;
  readonly from: Date;
  readonly to: Date;
  /** Null: all rules. */
  readonly rules: readonly string[] | null;
  readonly state: EventReplay['state'];
  readonly cursor: number;
  readonly replayed: number;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
};

const columns = `id, org, bus, archive, name, from_at as "from", to_at as "to", rules, state, cursor_seq as cursor,
  replayed, created_at as "createdAt", finished_at as "finishedAt"`;

type OfBus = { readonly org: string; readonly bus: string };

export const listReplays = (db: Queryable, { org, bus }: OfBus): Promise<ReplayRecord[]> =>
  db.query<ReplayRecord>(
    `select ${columns} from bus_replay where org = $1 and bus = $2 order by created_at desc, id`,
    [org, bus],
  );

export const findReplay = async (
  db: Queryable,
  { org, bus, id }: OfBus & { readonly id: string },
): Promise<ReplayRecord | null> => {
  const [row] = await db.query<ReplayRecord>(
    `select ${columns} from bus_replay where org = $1 and bus = $2 and id = $3`,
    [org, bus, id],
  );
  return row ?? null;
};

/** False: the bus had a replay of the name. */
export const insertReplay = async (tx: Queryable, replay: ReplayRecord): Promise<boolean> => {
  const rows = await tx.query(
    `insert into bus_replay (org, id, bus, archive, name, from_at, to_at, rules, state, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict do nothing returning id`,
    [
      replay.org,
      replay.id,
      replay.bus,
      replay.archive,
      replay.name,
      replay.from,
      replay.to,
      replay.rules === null ? null : JSON.stringify(replay.rules),
      replay.state,
      replay.createdAt,
    ],
  );
  return rows.length === 1;
};

/** Notes how far it came, and its new state. */
export const moveReplay = async (
  tx: Queryable,
  { org, id, cursor, replayed, state, finishedAt }: ReplayRecord,
): Promise<void> => {
  await tx.query(
    `update bus_replay set cursor_seq = $3, replayed = $4, state = $5, finished_at = $6
     where org = $1 and id = $2`,
    [org, id, cursor, replayed, state, finishedAt],
  );
};
