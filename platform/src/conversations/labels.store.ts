import type { Queryable } from '@tandem/kit';

type Of = { readonly org: string; readonly conversationId: string };

/** Labels among which the names to choose from are looked for, the newest. */
const mostCounted = 5000;

/** Lets one change of the conversation's labels at a time happen, until the transaction ends. */
export const lockLabels = async (db: Queryable, { conversationId }: Of): Promise<void> => {
  await db.query(`select pg_advisory_xact_lock(hashtextextended('label ' || $1, 0))`, [
    conversationId,
  ]);
};

/** Names of the labels of a conversation, by the alphabet. */
export const listLabels = async (
  db: Queryable,
  { org, conversationId }: Of,
): Promise<readonly string[]> => {
  const rows = await db.query<{ name: string }>(
    'select name from conversation_label where org = $1 and conversation = $2 order by key',
    [org, conversationId],
  );
  return rows.map(({ name }) => name);
};

/** Puts labels on; one that the organisation has in another spelling keeps that, one that is there stays as it is. */
export const addLabels = async (
  db: Queryable,
  { org, conversationId }: Of,
  {
    names,
    userId,
    at,
  }: { readonly names: readonly string[]; readonly userId: string; readonly at: Date },
): Promise<void> => {
  await db.query(
    `insert into conversation_label (org, conversation, key, name, added_by, added_at)
     select $1, $2, lower(n), coalesce((select known.name from conversation_label known
         where known.org = $1 and known.key = lower(n) order by known.added_at limit 1), n), $4, $5
     from unnest($3::text[]) n on conflict (conversation, key) do nothing`,
    [org, conversationId, names, userId, at],
  );
};

/** Takes labels off; those that are not there do not matter. */
export const removeLabels = async (
  db: Queryable,
  { org, conversationId }: Of,
  names: readonly string[],
): Promise<void> => {
  await db.query(
    `delete from conversation_label where org = $1 and conversation = $2
       and key in (select lower(n) from unnest($3::text[]) n)`,
    [org, conversationId, names],
  );
};

export type LabelUse = { readonly name: string; readonly conversations: number };

/** Labels that the organisation uses, the most used of late first, two hundred at most. */
export const listUsedLabels = (db: Queryable, org: string): Promise<LabelUse[]> =>
  db.query<LabelUse>(
    `select min(l.name) as name, count(*)::int as conversations
     from (select key, name from conversation_label where org = $1
       order by added_at desc limit ${mostCounted}) l
     group by l.key order by count(*) desc, l.key limit 200`,
    [org],
  );
