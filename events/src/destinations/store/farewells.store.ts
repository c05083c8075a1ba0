import type { Queryable } from '@tandem/kit';
import type { EventSource } from '../destination.port.ts';
import type { DestinationRecord } from '../destination.types.ts';

/** What it takes to remove what a destination that is gone has left at the other side. */
export type Farewell = Pick<
  DestinationRecord,
  'org' | 'kind' | 'name' | 'settings' | 'secrets' | 'secretSources' | 'source'
> & {
  readonly id: string;
  readonly destination: string;
  readonly createdAt: Date;
  readonly attempts: number;
};

/**
 * Asked for before the destination itself is changed or removed. Where somebody sends for it, its time comes when the
 * lease has run out, as the database counts, and a little later: until then the holder may still make the source anew.
 */
export const insertFarewell = (
  tx: Queryable,
  { id, at, gone }: { id: string; at: Date; gone: DestinationRecord },
): Promise<unknown> =>
  tx.query(
    `insert into destination_farewell
       (id, org, destination, kind, name, settings, secrets, secret_sources, source, created_at, next_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10::timestamptz + coalesce(
       (select greatest(interval '0', lease_until - clock_timestamp() + interval '2 seconds')
        from destination where id = $3 and org = $2 and owner is not null), interval '0'))`,
    [
      ...[id, gone.org, gone.id, gone.kind, gone.name],
      ...[gone.settings, gone.secrets, gone.secretSources, gone.source].map((one) =>
        JSON.stringify(one),
      ),
      at,
    ],
  );

/** A destination with the same source is there again: it stays. */
export const dropFarewells = (
  tx: Queryable,
  { org, source }: { org: string; source: EventSource },
): Promise<unknown> =>
  tx.query(
    `delete from destination_farewell where org = $1 and source ->> 'name' = $2 and source ->> 'account' = $3
       and source ->> 'region' = $4`,
    [org, source.name, source.account, source.region],
  );

/** Takes one whose time has come, for so long. */
export const claimFarewell = async (
  db: Queryable,
  { now, until }: { now: Date; until: Date },
): Promise<Farewell | null> => {
  const [row] = await db.query<Farewell>(
    `update destination_farewell f set next_at = $2, attempts = f.attempts + 1
     where f.id = (select id from destination_farewell where next_at <= $1 order by next_at limit 1
       for update skip locked)
     returning f.id, f.org, f.destination, f.kind, f.name, f.settings, f.secrets, f.secret_sources as "secretSources",
       f.source, f.created_at as "createdAt", f.attempts`,
    [now, until],
  );
  return row ?? null;
};

export const putOffFarewell = (
  db: Queryable,
  { id, nextAt, reason }: { id: string; nextAt: Date; reason: string },
): Promise<unknown> =>
  db.query('update destination_farewell set next_at = $2, reason = $3 where id = $1', [
    id,
    nextAt,
    reason,
  ]);

export const finishFarewell = (db: Queryable, id: string): Promise<unknown> =>
  db.query('delete from destination_farewell where id = $1', [id]);
