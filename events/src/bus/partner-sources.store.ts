import type { Queryable } from '@tandem/kit';
import type { BusRecord, SourceRecord } from './bus.model.ts';

const sourceColumns = `id, org, name, account, region, state, drop_while_pending as "dropWhilePending",
  created_at as "createdAt", expires_at as "expiresAt"`;
const busColumns = `id, org, name, created_at as "createdAt", opened_at as "openedAt"`;

/**
 * Whoever publishes to a source, changes its state or its bus takes this lock first: what comes from a source is put
 * into its lanes in one order.
 */
export const lockSource = async (tx: Queryable, org: string, name: string): Promise<void> => {
  await tx.query(
    `select pg_advisory_xact_lock(hashtextextended('partner_source ' || $1 || ' ' || $2, 0))`,
    [org, name],
  );
};

export const findSource = async (
  db: Queryable,
  org: string,
  by: { readonly id: string } | { readonly name: string },
): Promise<SourceRecord | null> => {
  const [id, name] = 'id' in by ? [by.id, null] : [null, by.name];
  const [row] = await db.query<SourceRecord>(
    `select ${sourceColumns} from partner_source
     where org = $1 and (id = $2::uuid or name = $3::text)`,
    [org, id, name],
  );
  return row ?? null;
};

/** Stores all of it; one of the same name is replaced, its id stays. */
export const saveSource = async (tx: Queryable, source: SourceRecord): Promise<void> => {
  await tx.query(
    `insert into partner_source (org, id, name, account, region, state, drop_while_pending, created_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     on conflict (org, name) do update set account = $4, region = $5, state = $6, drop_while_pending = $7,
       created_at = $8, expires_at = $9`,
    [
      source.org,
      source.id,
      source.name,
      source.account,
      source.region,
      source.state,
      source.dropWhilePending,
      source.createdAt,
      source.expiresAt,
    ],
  );
};

export const deleteSource = async (tx: Queryable, org: string, id: string): Promise<void> => {
  await tx.query('delete from partner_source where org = $1 and id = $2', [org, id]);
};

export const findBus = async (
  db: Queryable,
  org: string,
  by: { readonly id: string } | { readonly name: string },
): Promise<BusRecord | null> => {
  const [id, name] = 'id' in by ? [by.id, null] : [null, by.name];
  const [row] = await db.query<BusRecord>(
    `select ${busColumns} from event_bus where org = $1 and (id = $2::uuid or name = $3::text)`,
    [org, id, name],
  );
  return row ?? null;
};

export const insertBus = async (tx: Queryable, bus: BusRecord): Promise<void> => {
  await tx.query(
    'insert into event_bus (org, id, name, created_at, opened_at) values ($1, $2, $3, $4, $5)',
    [bus.org, bus.id, bus.name, bus.createdAt, bus.openedAt],
  );
};

export const openBus = async (tx: Queryable, bus: BusRecord, at: Date): Promise<void> => {
  await tx.query(
    'update event_bus set opened_at = $3 where org = $1 and id = $2 and opened_at is null',
    [bus.org, bus.id, at],
  );
};

export const deleteBus = async (tx: Queryable, org: string, id: string): Promise<void> => {
  await tx.query('delete from bus_archive where org = $1 and bus = $2', [org, id]);
  await tx.query('delete from bus_replay where org = $1 and bus = $2', [org, id]);
  await tx.query('delete from event_bus where org = $1 and id = $2', [org, id]);
};

/** Kept events are counted so far; beyond it is only "many". */
const mostCounted = 10_000;

const keptOf = (source: string) =>
  `(select count(*) from (select from bus_event e where e.org = ${source}.org and e.source = ${source}.name
     and e.kept limit ${mostCounted}) k)::int`;

export type SourceRow = SourceRecord & { readonly busId: string | null; readonly kept: number };

/** Sources of an organisation by name; expired ones are gone. */
export const listSources = async (
  db: Queryable,
  { org, now }: { org: string; now: Date },
): Promise<readonly SourceRow[]> =>
  db.query<SourceRow>(
    `select s.id, s.org, s.name, s.account, s.region, s.state, s.drop_while_pending as "dropWhilePending",
       s.created_at as "createdAt", s.expires_at as "expiresAt", b.id as "busId", ${keptOf('s')} as kept
     from partner_source s left join event_bus b on b.org = s.org and b.name = s.name
     where s.org = $1 and (s.expires_at is null or s.expires_at > $2) order by s.name`,
    [org, now],
  );

export type BusRow = BusRecord & {
  readonly sourceId: string | null;
  readonly sourceState: SourceRecord['state'] | null;
  readonly kept: number;
  readonly rules: number;
};

export const listBuses = async (
  db: Queryable,
  { org, id = null }: { org: string; id?: string | null },
): Promise<readonly BusRow[]> =>
  db.query<BusRow>(
    `select b.id, b.org, b.name, b.created_at as "createdAt", b.opened_at as "openedAt", s.id as "sourceId",
       s.state as "sourceState", ${keptOf('b')} as kept,
       (select count(*) from bus_rule r where r.org = b.org and r.bus = b.id)::int as rules
     from event_bus b left join partner_source s on s.org = b.org and s.name = b.name
     where b.org = $1 and ($2::uuid is null or b.id = $2) order by b.name`,
    [org, id],
  );
