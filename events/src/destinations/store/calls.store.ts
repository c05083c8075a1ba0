import type { Queryable } from '@tandem/kit';
import type { CallRecord, CallResult } from '../destination.types.ts';

/** Calls that went well, and calls that did not: so many of each are kept for a destination. */
export const keptCalls = 1_000;

/** Where in its ring a call stands. What went wrong is not pushed out by what goes well. */
export const slotOf = (nth: number, result: CallResult): number =>
  (nth % keptCalls) + (result === 'delivered' ? 0 : keptCalls);

export type PlacedCall = CallRecord & { readonly slot: number };

/** Calls that went well which one commit notes: at a thousand calls a second the ring would go round anyway. */
const mostNoted = 30;

/** The calls of a commit that are noted: what went wrong, and the last of what went well. */
const noted = (calls: readonly PlacedCall[]): readonly PlacedCall[] => {
  const well = calls.filter(({ result }) => result === 'delivered').slice(-mostNoted);
  const badly = calls.filter(({ result }) => result !== 'delivered');
  // Of two that share a slot within one commit only the later one would stay.
  return [...new Map([...well, ...badly].map((call) => [call.slot, call])).values()];
};

/** Notes calls in the delivery log. */
export const noteCalls = async (
  tx: Queryable,
  { org, destination, calls }: { org: string; destination: string; calls: readonly PlacedCall[] },
): Promise<void> => {
  const last = noted(calls);
  if (last.length === 0) return;
  await tx.query(
    `insert into destination_call as c (destination, org, slot, id, at, duration_ms, result, code, reason, events)
     select $1, $2, n.slot, n.id, n.at, n.duration_ms, n.result, n.code, n.reason, n.events
     from unnest($3::int[], $4::uuid[], $5::timestamptz[], $6::int[], $7::text[], $8::text[], $9::text[], $10::json[])
       as n (slot, id, at, duration_ms, result, code, reason, events)
     on conflict (destination, slot) do update set id = excluded.id, at = excluded.at,
       duration_ms = excluded.duration_ms, result = excluded.result, code = excluded.code, reason = excluded.reason,
       events = excluded.events`,
    [
      destination,
      org,
      last.map(({ slot }) => slot),
      last.map(({ id }) => id),
      last.map(({ at }) => at),
      last.map(({ durationMs }) => Math.round(durationMs)),
      last.map(({ result }) => result),
      last.map(({ code }) => code),
      last.map(({ reason }) => reason),
      last.map(({ events }) => JSON.stringify(events)),
    ],
  );
};

/** The next free slots of both rings, as they were left. */
export const lastSlots = async (
  db: Queryable,
  destination: string,
): Promise<{ readonly well: number; readonly badly: number }> => {
  const rows = await db.query<{ badly: boolean; slot: number }>(
    `select distinct on (c.slot >= $2) c.slot >= $2 as badly, c.slot from destination_call c where c.destination = $1
     order by c.slot >= $2, c.at desc, c.slot desc`,
    [destination, keptCalls],
  );
  const after = (badly: boolean) =>
    ((rows.find((row) => row.badly === badly)?.slot ?? -1) % keptCalls) + 1;
  return { well: after(false), badly: after(true) };
};

/** The latest first; `failed` leaves out what went well. */
export const listCalls = async (
  db: Queryable,
  asked: { org: string; destination: string; size: number; offset: number; failed: boolean },
): Promise<{ readonly rows: readonly CallRecord[]; readonly total: number }> => {
  const { org, destination, size, offset, failed } = asked;
  const rows = await db.query<CallRecord>(
    `select c.id, c.at, c.duration_ms as "durationMs", c.result, c.code, c.reason, c.events from destination_call c
     where c.destination = $1 and c.org = $2 and (not $3 or c.slot >= $4)
     order by c.at desc, c.id limit $5 offset $6`,
    [destination, org, failed, keptCalls, size, offset],
  );
  const [count] = await db.query<{ n: number }>(
    'select count(*) as n from destination_call where destination = $1 and org = $2 and (not $3 or slot >= $4)',
    [destination, org, failed, keptCalls],
  );
  return { rows, total: count?.n ?? 0 };
};
