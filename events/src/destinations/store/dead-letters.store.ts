import type { Queryable } from '@tandem/kit';
import type { OutgoingEvent } from '../destination.model.ts';
import type { DeadLetter } from '../destination.types.ts';
import { type StoredOutgoing, toOutgoing } from './parked.store.ts';

/** Keeps dead letters; one that dies again takes the place of its first death. */
export const buryEvents = async (
  tx: Queryable,
  destination: string,
  dead: readonly DeadLetter[],
): Promise<void> => {
  if (dead.length === 0) return;
  await tx.query(
    `insert into destination_dead_letter (destination, org, event_id, stream, event, code, reason, attempts, died_at)
     select distinct on (x.event_id) $1, x.org, x.event_id, x.stream, x.event, x.code, x.reason, x.attempts, x.died_at
     from unnest($2::uuid[], $3::uuid[], $4::text[], $5::json[], $6::text[], $7::text[], $8::int[], $9::timestamptz[])
       as x (org, event_id, stream, event, code, reason, attempts, died_at)
     on conflict (destination, event_id) do update set code = excluded.code, reason = excluded.reason,
       attempts = excluded.attempts, died_at = excluded.died_at, redriven_at = null`,
    [
      destination,
      dead.map(({ event }) => event.org),
      dead.map(({ event }) => event.id),
      dead.map(({ stream }) => stream),
      dead.map(({ event }) => JSON.stringify(event)),
      dead.map(({ code }) => code),
      dead.map(({ reason }) => reason),
      dead.map(({ attempts }) => attempts),
      dead.map(({ diedAt }) => diedAt),
    ],
  );
};

export type KeptDeadLetter = DeadLetter & { readonly redrivenAt: Date | null };

type Row = Omit<KeptDeadLetter, 'event'> & { readonly event: StoredOutgoing };

const columns = `x.stream, x.event, x.code, x.reason, x.attempts, x.died_at as "diedAt", x.redriven_at as "redrivenAt"`;

const toDeadLetter = ({ event, ...row }: Row): KeptDeadLetter => ({
  ...row,
  event: toOutgoing(event),
});

type WhichLetters = { readonly org: string; readonly destination: string };

/** The latest first. */
export const listDeadLetters = async (
  db: Queryable,
  { org, destination, size, offset }: WhichLetters & { size: number; offset: number },
): Promise<{ readonly rows: readonly KeptDeadLetter[]; readonly total: number }> => {
  const rows = await db.query<Row>(
    `select ${columns} from destination_dead_letter x where x.destination = $1 and x.org = $2
     order by x.died_at desc, x.event_id limit $3 offset $4`,
    [destination, org, size, offset],
  );
  const [count] = await db.query<{ n: number }>(
    'select count(*) as n from destination_dead_letter where destination = $1 and org = $2',
    [destination, org],
  );
  return { rows: rows.map(toDeadLetter), total: count?.n ?? 0 };
};

/** Waiting dead letters of events that could not be rendered, the oldest first. */
export const waitingUnreadable = async (
  db: Queryable,
  { org, destination, ids, limit }: WhichLetters & { ids: readonly string[] | null; limit: number },
): Promise<readonly OutgoingEvent[]> => {
  const rows = await db.query<{ event: StoredOutgoing }>(
    `select event from destination_dead_letter
     where destination = $1 and org = $2 and code = 'event.unreadable' and redriven_at is null
       and ($3::uuid[] is null or event_id = any ($3))
     order by died_at, event_id limit $4`,
    [destination, org, ids, limit],
  );
  return rows.map(({ event }) => toOutgoing(event));
};

/**
 * Marks dead letters as sent again and answers them, the oldest first.
 * @param ids of events; null: all that wait
 * @param except of events that stay
 */
export const takeDeadLetters = async (
  tx: Queryable,
  {
    org,
    destination,
    ids,
    except = [],
    limit,
    at,
  }: WhichLetters & {
    ids: readonly string[] | null;
    except?: readonly string[];
    limit: number;
    at: Date;
  },
): Promise<readonly KeptDeadLetter[]> => {
  const rows = await tx.query<Row>(
    `update destination_dead_letter x set redriven_at = $4
     where x.destination = $1 and x.org = $2 and x.event_id in (
       select event_id from destination_dead_letter
       where destination = $1 and org = $2 and redriven_at is null and ($3::uuid[] is null or event_id = any ($3))
         and event_id <> all ($6::uuid[])
       order by died_at, event_id limit $5 for update)
     returning ${columns}`,
    [destination, org, ids, at, limit, except],
  );
  return rows
    .map(toDeadLetter)
    .toSorted(
      (a, b) =>
        Number(BigInt(a.event.position.xid) - BigInt(b.event.position.xid)) ||
        a.event.position.id - b.event.position.id,
    );
};
