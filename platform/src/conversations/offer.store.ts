import type { Queryable } from '@tandem/kit';

/** The queue a conversation was last in, also one that it has left or that is deleted; null if it never was in one. */
export const findLastQueue = async (
  db: Queryable,
  { org, conversationId }: { readonly org: string; readonly conversationId: string },
): Promise<string | null> => {
  const [row] = await db.query<{ queue: string | null }>(
    `select queue from participant where org = $1 and conversation = $2 and queue is not null
     order by ordinal desc limit 1`,
    [org, conversationId],
  );
  return row?.queue ?? null;
};

/** The last queue of those that are still there in which a conversation was. */
export const findEarlierQueue = async (
  db: Queryable,
  { org, conversationId }: { readonly org: string; readonly conversationId: string },
): Promise<{ readonly queueId: string; readonly name: string } | null> => {
  const [row] = await db.query<{ queueId: string; name: string }>(
    `select q.id as "queueId", q.name from participant p join queue q on q.org = p.org and q.id = p.queue
     where p.org = $1 and p.conversation = $2 order by p.ordinal desc limit 1`,
    [org, conversationId],
  );
  return row ?? null;
};
