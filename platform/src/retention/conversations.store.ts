import type { Queryable, Transaction } from '@tandem/kit';

/** Where a run stands in an organisation's conversations: text, since a date of JavaScript has no microseconds. */
export type Place = { readonly startedAt: string; readonly id: string };

export const firstPlace: Place = {
  startedAt: '-infinity',
  id: '00000000-0000-0000-0000-000000000000',
};

export type Candidate = Place & { readonly thread: number };

/** The first organisation with conversations behind `after`, in the order of their ids. */
export const nextOrganisation = async (
  db: Queryable,
  after: string | null,
): Promise<string | null> => {
  const [row] = await db.query<{ org: string }>(
    `select org from conversation where $1::uuid is null or org > $1::uuid order by org limit 1`,
    [after],
  );
  return row?.org ?? null;
};

/**
 * Conversations that ended before a moment, those that began first: they are found by the index on the beginning,
 * so that none on the end has to be written on the message path.
 */
export const endedBefore = (
  db: Queryable,
  input: {
    readonly org: string;
    readonly before: Date;
    readonly after: Place;
    readonly limit: number;
  },
): Promise<Candidate[]> =>
  db.query<Candidate>(
    `select id, thread, started_at::text as "startedAt" from conversation
     where org = $1 and started_at < $2 and ended_at < $2 and started_at >= $3::timestamptz
       and (started_at, id) > ($3::timestamptz, $4::uuid)
     order by started_at, id limit $5`,
    [input.org, input.before, input.after.startedAt, input.after.id, input.limit],
  );

/** Those of some threads that nobody works on now, locked. */
const lockFree = async (tx: Transaction, threads: readonly number[]): Promise<number[]> => {
  const rows = await tx.query<{ id: number }>(
    'select id from thread where id = any ($1::bigint[]) and pg_try_advisory_xact_lock(lock_key)',
    [threads],
  );
  return rows.map(({ id }) => id);
};

/** Ended long ago, nobody has after-call work, nothing waits to be done or to be sent again. */
const atRest = `select c.id, c.thread, t.conversation = c.id or t.live = c.id as current
  from conversation c join thread t on t.id = c.thread
  where c.id = any ($1::uuid[]) and c.thread = any ($2::bigint[]) and c.ended_at < $3
    and not exists (select from participant p where p.conversation = c.id and p.live)
    and not exists (select from lane_work w where w.lane = c.thread)
    and not exists (select from dead_letter d
      where d.org = c.org and d.queue in ('input', 'delivery') and d.lane = c.thread and d.redriven_at is null
        and coalesce(d.payload ->> 'conversationId', d.payload ->> 'conversation', c.id::text) = c.id::text)`;

type AtRest = { readonly id: string; readonly thread: number; readonly current: boolean };

/**
 * A thread points to its current conversation: that one goes only with the thread itself, when no other conversation
 * stays. So a thread that stays is not changed.
 */
const lastOnes = async (tx: Transaction, found: readonly AtRest[]): Promise<Set<number>> => {
  const rows = await tx.query<{ id: number }>(
    `select t.id from thread t where t.id = any ($1::bigint[])
       and not exists (select from conversation c where c.thread = t.id and c.id <> all ($2::uuid[]))
       and not exists (select from lane_timer l where l.lane = t.id)`,
    [found.filter(({ current }) => current).map(({ thread }) => thread), found.map(({ id }) => id)],
  );
  return new Set(rows.map(({ id }) => id));
};

/** What may go, under the locks of its threads, which are held until the transaction ends. */
export type Going = {
  readonly conversations: readonly string[];
  readonly threads: readonly number[];
  /** Threads that go themselves. */
  readonly lastThreads: readonly number[];
};

export const lockGoing = async (
  tx: Transaction,
  candidates: readonly Candidate[],
  before: Date,
): Promise<Going> => {
  const locked = await lockFree(tx, [...new Set(candidates.map(({ thread }) => thread))]);
  const found = await tx.query<AtRest>(atRest, [candidates.map(({ id }) => id), locked, before]);
  const last = await lastOnes(tx, found);
  const going = found.filter(({ current, thread }) => !current || last.has(thread));
  return {
    conversations: going.map(({ id }) => id),
    threads: [...new Set(going.map(({ thread }) => thread))],
    lastThreads: [...last],
  };
};

/** Rows of a table that belong to conversations ($1) of threads ($2), at most $3. */
const bounded = (table: string, condition: string, key = 'ctid') =>
  `delete from ${table} where ${key} = any (array(
     select ${key} from ${table} where ${condition} limit $3)) returning 1`;

const ofConversation = 'conversation = any ($1::uuid[]) and $2::bigint[] is not null';

/** In this order; the conversation itself comes last, so a run that is broken off finds it again. */
const parts: readonly string[] = [
  `with gone as (delete from message where ctid = any (array(select ctid from message
       where thread = any ($2::bigint[]) and conversation = any ($1::uuid[]) limit $3)) returning id, thread),
     keys as (delete from inbound_key k using gone g join thread t on t.id = g.thread
       where k.integration = t.integration and k.customer = t.customer and k.message = g.id)
   select 1 from gone`,
  bounded('media', ofConversation),
  bounded('delivery_attempt', ofConversation),
  bounded('conversation_note', ofConversation),
  bounded('conversation_label', ofConversation),
  bounded('conversation_viewer', ofConversation),
  bounded('participant', ofConversation),
  bounded('flow_execution', ofConversation),
  bounded(
    'dead_letter',
    `lane = any ($2::bigint[]) and redriven_at is not null
       and coalesce(payload ->> 'conversationId', payload ->> 'conversation') = any ($1::uuid[]::text[])`,
  ),
];

/** Removes what belongs to the conversations, and then these. @returns false when the budget of rows is used up. */
export const removeConversations = async (
  tx: Transaction,
  { conversations, threads, lastThreads }: Going,
  budget: number,
): Promise<boolean> => {
  if (conversations.length === 0) return true;
  let left = budget;
  for (const part of parts) {
    left -= (await tx.query(part, [conversations, threads, left])).length;
    if (left <= 0) return false;
  }
  await tx.query('delete from conversation where id = any ($1::uuid[])', [conversations]);
  await tx.query('delete from thread where id = any ($1::bigint[])', [lastThreads]);
  return true;
};
