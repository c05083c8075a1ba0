import type { Queryable } from '@tandem/kit';
import type { Envelope, NewBusEvent } from './bus.model.ts';

export type BusEventRow = {
  readonly seq: number;
  readonly id: string;
  readonly key: string;
  readonly detailType: string;
  readonly envelope: Envelope;
  readonly kept: boolean;
  readonly rules: readonly string[];
  readonly receivedAt: Date;
};

/** Of the envelope nothing is taken out in SQL: PostgreSQL refuses a NUL or half a sign anywhere in it, whoever wrote it. */
const columns = `seq, event_id as id, key, detail_type as "detailType", envelope, kept, rules,
  received_at as "receivedAt"`;

export type InsertBusEvents = {
  readonly org: string;
  readonly source: string;
  readonly replay: string | null;
  readonly kept: boolean;
  readonly at: Date;
  readonly events: readonly (NewBusEvent & { readonly rules: readonly string[] })[];
};

/** Stores events in the given order; those known already are passed over. @returns the new ones' numbers by id */
export const insertBusEvents = async (
  tx: Queryable,
  { org, source, replay, kept, at, events }: InsertBusEvents,
): Promise<ReadonlyMap<string, number>> => {
  const rows = await tx.query<{ seq: number; id: string }>(
    `insert into bus_event (org, source, replay, kept, received_at, event_id, key, detail_type, envelope, rules)
     select $1, $2, $3, $4, $5, e.id, e.key, e.type, e.envelope, e.rules::jsonb
     from unnest($6::uuid[], $7::text[], $8::text[], $9::json[], $10::text[])
       with ordinality e(id, key, type, envelope, rules, n)
     order by e.n
     on conflict (org, source, event_id, replay) do nothing
     returning seq, event_id as id`,
    [
      org,
      source,
      replay,
      kept,
      at,
      events.map(({ id }) => id),
      events.map(({ key }) => key),
      events.map(({ envelope }) => envelope['detail-type']),
      events.map(({ envelope }) => JSON.stringify(envelope)),
      events.map(({ rules }) => JSON.stringify(rules)),
    ],
  );
  return new Map(rows.map(({ id, seq }) => [id, seq]));
};

type OfSource = { readonly org: string; readonly source: string };

export const hasKept = async (db: Queryable, { org, source }: OfSource): Promise<boolean> => {
  const rows = await db.query(
    'select from bus_event where org = $1 and source = $2 and kept limit 1',
    [org, source],
  );
  return rows.length > 0;
};

/** Kept events, oldest first. */
export const keptEvents = (
  db: Queryable,
  { org, source, limit }: OfSource & { readonly limit: number },
): Promise<BusEventRow[]> =>
  db.query<BusEventRow>(
    `select ${columns} from bus_event where org = $1 and source = $2 and kept order by seq limit $3`,
    [org, source, limit],
  );

export const releaseEvents = async (
  tx: Queryable,
  { org, source }: OfSource,
  events: readonly { readonly seq: number; readonly rules: readonly string[] }[],
): Promise<void> => {
  await tx.query(
    `update bus_event b set kept = false, rules = e.rules::jsonb
     from unnest($3::bigint[], $4::text[]) e(seq, rules)
     where b.org = $1 and b.source = $2 and b.seq = e.seq`,
    [org, source, events.map(({ seq }) => seq), events.map(({ rules }) => JSON.stringify(rules))],
  );
};

/** The last events of a bus, newest first. */
export const lastEvents = async (
  db: Queryable,
  { org, source, size, offset }: OfSource & { readonly size: number; readonly offset: number },
): Promise<{ readonly total: number; readonly rows: readonly BusEventRow[] }> => {
  const [count] = await db.query<{ total: number }>(
    `select count(*) as total from (
       select from bus_event where org = $1 and source = $2 limit 10000) e`,
    [org, source],
  );
  const rows = await db.query<BusEventRow>(
    `select ${columns} from bus_event where org = $1 and source = $2
     order by seq desc limit $3 offset $4`,
    [org, source, size, offset],
  );
  return { total: count?.total ?? 0, rows };
};
