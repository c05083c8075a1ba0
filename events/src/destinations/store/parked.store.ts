import type { Queryable } from '@tandem/kit';
import type { OutgoingEvent } from '../destination.model.ts';
import type { Lane, ParkedEvent, ParkedHead } from '../destination.types.ts';

/** An event as it is kept: its moment is a text. */
export type StoredOutgoing = Omit<OutgoingEvent, 'at'> & { readonly at: string };

export const toOutgoing = (stored: StoredOutgoing): OutgoingEvent => ({
  ...stored,
  at: new Date(stored.at),
});

/** Parks events; one that is there already stays as it is. */
export const parkEvents = async (
  tx: Queryable,
  destination: string,
  parked: readonly ParkedEvent[],
): Promise<void> => {
  if (parked.length === 0) return;
  await tx.query(
    `insert into destination_parked
       (destination, org, stream, key, event_id, event, first_at, attempts, next_at, code, reason)
     select $1, p.org, p.stream, p.key, p.event_id, p.event, p.first_at, p.attempts, p.next_at, p.code, p.reason
     from unnest($2::uuid[], $3::text[], $4::text[], $5::uuid[], $6::json[], $7::timestamptz[], $8::int[],
       $9::timestamptz[], $10::text[], $11::text[]) with ordinality
       as p (org, stream, key, event_id, event, first_at, attempts, next_at, code, reason, n)
     order by p.n
     on conflict (destination, stream, event_id) do nothing`,
    [
      destination,
      parked.map(({ event }) => event.org),
      parked.map(({ stream }) => stream),
      parked.map(({ event }) => event.key),
      parked.map(({ event }) => event.id),
      parked.map(({ event }) => JSON.stringify(event)),
      parked.map(({ firstAt }) => firstAt),
      parked.map(({ attempts }) => attempts),
      parked.map(({ nextAt }) => nextAt),
      parked.map(({ code }) => code),
      parked.map(({ reason }) => reason),
    ],
  );
};

/** Another attempt of the first event of a key failed. */
export const noteAttempts = async (
  tx: Queryable,
  destination: string,
  parked: readonly ParkedEvent[],
): Promise<void> => {
  if (parked.length === 0) return;
  await tx.query(
    `update destination_parked p set attempts = n.attempts, next_at = n.next_at, code = n.code, reason = n.reason
     from unnest($2::text[], $3::uuid[], $4::int[], $5::timestamptz[], $6::text[], $7::text[])
       as n (stream, event_id, attempts, next_at, code, reason)
     where p.destination = $1 and p.stream = n.stream and p.event_id = n.event_id`,
    [
      destination,
      parked.map(({ stream }) => stream),
      parked.map(({ event }) => event.id),
      parked.map(({ attempts }) => attempts),
      parked.map(({ nextAt }) => nextAt),
      parked.map(({ code }) => code),
      parked.map(({ reason }) => reason),
    ],
  );
};

export const unpark = async (
  tx: Queryable,
  destination: string,
  parked: readonly ParkedEvent[],
): Promise<void> => {
  if (parked.length === 0) return;
  await tx.query(
    `delete from destination_parked p using unnest($2::text[], $3::uuid[]) as g (stream, event_id)
     where p.destination = $1 and p.stream = g.stream and p.event_id = g.event_id`,
    [destination, parked.map(({ stream }) => stream), parked.map(({ event }) => event.id)],
  );
};

/** The first parked event of every key. */
export const parkedHeads = async (
  db: Queryable,
  destination: string,
): Promise<readonly ParkedHead[]> =>
  db.query<ParkedHead>(
    `select distinct on (p.stream, p.key) p.stream, p.key, p.first_at as "firstAt", p.attempts, p.next_at as "nextAt",
       count(*) over (partition by p.stream, p.key) as count
     from destination_parked p where p.destination = $1 order by p.stream, p.key, p.seq`,
    [destination],
  );

type ParkedRow = {
  readonly stream: string;
  readonly event: StoredOutgoing;
  readonly firstAt: Date;
  readonly attempts: number;
  readonly nextAt: Date;
  readonly code: string | null;
  readonly reason: string | null;
};

/** The parked events of a key, in order. */
export const parkedOf = async (
  db: Queryable,
  destination: string,
  { stream, key, limit }: Lane & { readonly limit: number },
): Promise<readonly ParkedEvent[]> => {
  const rows = await db.query<ParkedRow>(
    `select p.stream, p.event, p.first_at as "firstAt", p.attempts, p.next_at as "nextAt", p.code, p.reason
     from destination_parked p where p.destination = $1 and p.stream = $2 and p.key = $3
     order by p.seq limit $4`,
    [destination, stream, key, limit],
  );
  return rows.map(({ event, ...row }) => ({ ...row, event: toOutgoing(event) }));
};
