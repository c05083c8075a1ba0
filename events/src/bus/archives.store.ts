import type { Queryable } from '@tandem/kit';
import type { Envelope } from './bus.model.ts';

export type ArchiveRecord = {
  readonly id: string;
  readonly org: string;
  readonly bus: string;
  readonly name: string;
  readonly pattern: string | null;
  readonly retentionDays: number;
  readonly createdAt: Date;
};

const columns = `a.id, a.org, a.bus, a.name, a.pattern, a.retention_days as "retentionDays",
  a.created_at as "createdAt"`;

type OfBus = { readonly org: string; readonly bus: string };

export const listArchives = (db: Queryable, { org, bus }: OfBus): Promise<ArchiveRecord[]> =>
  db.query<ArchiveRecord>(
    `select ${columns} from bus_archive a where a.org = $1 and a.bus = $2 order by lower(a.name)`,
    [org, bus],
  );

export const findArchive = async (
  db: Queryable,
  { org, bus, id }: OfBus & { readonly id: string },
): Promise<ArchiveRecord | null> => {
  const [row] = await db.query<ArchiveRecord>(
    `select ${columns} from bus_archive a where a.org = $1 and a.bus = $2 and a.id = $3`,
    [org, bus, id],
  );
  return row ?? null;
};

/** Events in each of the archives. */
export const archivedCounts = async (
  db: Queryable,
  org: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, number>> => {
  const rows = await db.query<{ id: string; count: number }>(
    `select archive as id, count(*) as count from archived_event
     where org = $1 and archive = any ($2::uuid[]) group by archive`,
    [org, ids],
  );
  return new Map(rows.map(({ id, count }) => [id, count]));
};

/** False: the bus has an archive of the name. */
export const insertArchive = async (tx: Queryable, archive: ArchiveRecord): Promise<boolean> => {
  const rows = await tx.query(
    `insert into bus_archive (org, id, bus, name, pattern, retention_days, created_at)
     values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing returning id`,
    [
      archive.org,
      archive.id,
      archive.bus,
      archive.name,
      archive.pattern,
      archive.retentionDays,
      archive.createdAt,
    ],
  );
  return rows.length === 1;
};

/** Its events go with the next round of retention. */
export const deleteArchive = async (tx: Queryable, { org, id }: ArchiveRecord): Promise<void> => {
  await tx.query('delete from bus_archive where org = $1 and id = $2', [org, id]);
};

type Archived = {
  readonly archive: string;
  readonly seq: number;
  readonly id: string;
  readonly key: string;
  readonly envelope: Envelope;
};

export const archiveEvents = async (
  tx: Queryable,
  org: string,
  events: readonly Archived[],
): Promise<void> => {
  if (events.length === 0) return;
  await tx.query(
    `insert into archived_event (org, archive, seq, event_id, key, at, envelope)
     select $1, e.archive, e.seq, e.id, e.key, e.at, e.envelope
     from unnest($2::uuid[], $3::bigint[], $4::uuid[], $5::text[], $6::timestamptz[], $7::json[])
       e(archive, seq, id, key, at, envelope)
     on conflict do nothing`,
    [
      org,
      events.map(({ archive }) => archive),
      events.map(({ seq }) => seq),
      events.map(({ id }) => id),
      events.map(({ key }) => key),
      events.map(({ envelope }) => envelope.time),
      events.map(({ envelope }) => JSON.stringify(envelope)),
    ],
  );
};

/** Archived events behind a number, oldest first. */
export const archivedEvents = (
  db: Queryable,
  range: {
    readonly org: string;
    readonly archive: string;
    readonly from: Date;
    readonly to: Date;
    readonly after: number;
    readonly limit: number;
  },
): Promise<{ seq: number; id: string; key: string; envelope: Envelope }[]> =>
  db.query<{ seq: number; id: string; key: string; envelope: Envelope }>(
    `select seq, event_id as id, key, envelope from archived_event
     where org = $1 and archive = $2 and seq > $3 and at >= $4 and at < $5 order by seq limit $6`,
    [range.org, range.archive, range.after, range.from, range.to, range.limit],
  );
