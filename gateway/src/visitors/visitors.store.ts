import type { Queryable } from '@tandem/kit';
import { type Session, storableJson, storableText } from '../conversations/index.ts';
import type { VisitorIdentity } from './visitors.model.ts';

/** A conversation in the list of a visitor. */
export type VisitorConversation = {
  readonly conversationId: string;
  readonly startedAt: Date;
  readonly lastAt: Date;
  /** The last text that was said. */
  readonly preview: string | null;
  readonly ended: boolean;
};

type Row = {
  conversation_id: string;
  created_at: Date;
  active_at: Date;
  preview: string | null;
  said: number | null;
  ended: number | null;
};

const maxConversations = 50;

/** Conversations of a visitor with the endpoint in which the visitor said something, the latest first. */
export const listVisitorConversations = async (
  db: Queryable,
  { org, endpoint, visitor }: { org: string; endpoint: string; visitor: string },
): Promise<readonly VisitorConversation[]> => {
  const rows = await db.query<Row>(
    `select s.conversation_id, s.created_at, s.active_at, last.preview, said.seq as said, over.seq as ended
     from session s
     left join lateral (
       select left(a.body ->> 'text', 120) as preview from activity a
       where a.session = s.id and a.type = 'message' and a.body ->> 'text' <> '' order by a.seq desc limit 1
     ) last on true
     left join lateral (
       select a.seq from activity a
       where a.session = s.id and a.type = 'message' and a.direction in ('user', 'agent') order by a.seq desc limit 1
     ) said on true
     left join lateral (
       select a.seq from activity a where a.session = s.id
         and (a.type = 'endOfConversation' or (a.type = 'event' and a.body ->> 'name' = 'tandem.ended'))
       order by a.seq desc limit 1
     ) over on true
     where s.org = $1 and s.endpoint = $2 and s.visitor = $3
       and exists (select from activity a where a.session = s.id and a.direction = 'user')
     order by s.active_minute desc, s.active_at desc limit $4`,
    [org, endpoint, visitor, maxConversations],
  );
  return rows.map((row) => ({
    conversationId: row.conversation_id,
    startedAt: row.created_at,
    lastAt: row.active_at,
    preview: row.preview,
    ended: (row.ended ?? 0) > (row.said ?? 0),
  }));
};

export const visitorOf = ({ sub }: Pick<VisitorIdentity, 'sub'>): string => `id:${sub}`;

/** Who the conversation was of before its customer signed in; null: nobody else. */
export const findFirstUser = async (
  db: Queryable,
  { id, org }: Pick<Session, 'id' | 'org'>,
): Promise<string | null> => {
  const [row] = await db.query<{ first_user_id: string | null }>(
    'select first_user_id from session where id = $1 and org = $2',
    [id, org],
  );
  return row?.first_user_id ?? null;
};

/**
 * Makes a conversation that of the identity. False when it is that of somebody else already: an identity that was
 * vouched for is never replaced by another.
 */
export const adoptSession = async (
  db: Queryable,
  session: Session,
  { sub, name, profile }: VisitorIdentity,
): Promise<boolean> =>
  (
    await db.query(
      `update session set user_id = $3, first_user_id = coalesce(first_user_id, user_id),
         user_name = coalesce($4, user_name), user_trusted = true, visitor = $5, profile = $6
       where id = $1 and org = $2 and (not user_trusted or visitor = $5) returning id`,
      [
        ...[session.id, session.org, storableText(sub), name && storableText(name)],
        ...[storableText(visitorOf({ sub })), storableJson(profile)],
      ],
    )
  ).length > 0;
