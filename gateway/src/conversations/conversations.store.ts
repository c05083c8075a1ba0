import type { Activity } from '@tandem/contract';
import type { Database, Queryable } from '@tandem/kit';
import type {
  NewActivity,
  NewHop,
  NewSession,
  Session,
  StoredActivity,
} from './conversations.model.ts';
import { messageIdOf, partOf } from './conversations.rules.ts';
import { storableJson, storableText } from './storable.rules.ts';

type SessionRow = {
  id: number;
  org: string;
  endpoint: string;
  part: number;
  conversation_id: string;
  user_id: string;
  user_name: string | null;
  user_trusted: boolean;
  locale: string;
  last_seq: number;
  stream_epoch: number;
  created_at: Date;
};

type ActivityRow = {
  session: number;
  seq: number;
  direction: StoredActivity['direction'];
  message_id: string;
  handover: number | null;
  handled: boolean;
  body: Activity;
  created_at: Date;
};

const toSession = (row: SessionRow): Session => ({
  id: row.id,
  org: row.org,
  endpointId: row.endpoint,
  part: row.part,
  conversationId: row.conversation_id,
  userId: row.user_id,
  userName: row.user_name,
  userTrusted: row.user_trusted,
  locale: row.locale,
  lastSeq: row.last_seq,
  streamEpoch: row.stream_epoch,
  createdAt: row.created_at,
});

const toActivity = (row: ActivityRow): StoredActivity => ({
  session: row.session,
  seq: row.seq,
  direction: row.direction,
  messageId: row.message_id,
  handover: row.handover,
  handled: row.handled,
  body: row.body,
  createdAt: row.created_at,
});

/** Makes the session; null when the conversation exists already. */
export const insertSession = async (db: Queryable, session: NewSession) => {
  const [row] = await db.query<SessionRow>(
    `insert into session (org, endpoint, part, conversation_id, user_id, user_name, user_trusted, locale,
       created_at, active_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9) on conflict (conversation_id) do nothing returning *`,
    [
      session.org,
      session.endpointId,
      partOf(session.conversationId),
      session.conversationId,
      storableText(session.userId),
      session.userName && storableText(session.userName),
      session.userTrusted,
      storableText(session.locale),
      session.createdAt,
    ],
  );
  return row ? toSession(row) : null;
};

export const findSession = async (db: Queryable, conversationId: string) => {
  const [row] = await db.query<SessionRow>('select * from session where conversation_id = $1', [
    storableText(conversationId),
  ]);
  return row ? toSession(row) : null;
};

export const findSessionById = async (db: Queryable, id: number) => {
  const [row] = await db.query<SessionRow>('select * from session where id = $1', [id]);
  return row ? toSession(row) : null;
};

/** Takes the session's lock until the transaction ends. */
export const lockSession = async (db: Queryable, id: number) => {
  const [row] = await db.query<SessionRow>('select * from session where id = $1 for update', [id]);
  return row ? toSession(row) : null;
};

/** Repeats of the key answer the activity that was first. The caller holds the session's lock. */
export const insertActivity = async (
  db: Queryable,
  session: Session,
  { activity, seq, at }: { activity: NewActivity; seq: number; at: Date },
): Promise<StoredActivity> => {
  const [row] = await db.query<ActivityRow>(
    `insert into activity (session, seq, org, type, direction, key, message_id, handover, handled, body, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) returning *`,
    [
      session.id,
      seq,
      session.org,
      storableText(activity.body.type),
      activity.direction,
      activity.key ? storableText(activity.key) : null,
      messageIdOf(session.conversationId, seq),
      activity.handover ?? null,
      activity.handled ?? true,
      storableJson(activity.body),
      at,
    ],
  );
  return toActivity(row as ActivityRow);
};

export const findActivityByKey = async (db: Queryable, session: number, key: string) => {
  const [row] = await db.query<ActivityRow>(
    'select * from activity where session = $1 and key = $2',
    [session, storableText(key)],
  );
  return row ? toActivity(row) : null;
};

export const findActivity = async (db: Queryable, session: number, seq: number) => {
  const [row] = await db.query<ActivityRow>(
    'select * from activity where session = $1 and seq = $2',
    [session, seq],
  );
  return row ? toActivity(row) : null;
};

export const findActivityByMessageId = async (
  db: Queryable,
  session: number,
  messageId: string,
) => {
  const [row] = await db.query<ActivityRow>(
    'select * from activity where session = $1 and message_id = $2',
    [session, storableText(messageId)],
  );
  return row ? toActivity(row) : null;
};

/** Activities behind a watermark, oldest first. */
export const listActivities = async (
  db: Queryable,
  { session, after, limit }: { session: number; after: number; limit: number },
) => {
  const rows = await db.query<ActivityRow>(
    'select * from activity where session = $1 and seq > $2 order by seq limit $3',
    [session, after, limit],
  );
  return rows.map(toActivity);
};

/** The last activities, oldest first. */
export const recentActivities = async (db: Queryable, session: number, limit: number) => {
  const rows = await db.query<ActivityRow>(
    'select * from activity where session = $1 order by seq desc limit $2',
    [session, limit],
  );
  return rows.map(toActivity).reverse();
};

export const markHandled = async (db: Queryable, session: number, seq: number): Promise<boolean> =>
  (
    await db.query(
      'update activity set handled = true where session = $1 and seq = $2 and not handled returning seq',
      [session, seq],
    )
  ).length > 0;

/** Whether the customer has left since the activity. */
export const hasLeftSince = async (db: Queryable, session: number, seq: number): Promise<boolean> =>
  (
    await db.query(
      `select from activity where session = $1 and seq > $2 and type = 'endOfConversation' limit 1`,
      [session, seq],
    )
  ).length > 0;

/** Whoever was to deal with the activity did not: somebody else will. False when that is noted already. */
export const markUnhandled = async (
  db: Queryable,
  session: number,
  seq: number,
): Promise<boolean> =>
  (
    await db.query(
      'update activity set handled = false where session = $1 and seq = $2 and handled returning seq',
      [session, seq],
    )
  ).length > 0;

export const insertHop = async (
  db: Queryable,
  session: Pick<Session, 'id' | 'org'>,
  { hop, at }: { hop: NewHop; at: Date },
) => {
  await db.query(
    `insert into hop (session, org, handover, kind, summary, ok, detail, at) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      session.id,
      session.org,
      hop.handover ?? null,
      hop.kind,
      storableText(hop.summary),
      hop.ok,
      storableJson(hop.detail ?? {}),
      at,
    ],
  );
};

/** Counts one more socket; the number is its place in the order of openings. */
export const nextStreamEpoch = async (db: Queryable, session: number): Promise<number> => {
  const [row] = await db.query<{ stream_epoch: number }>(
    'update session set stream_epoch = stream_epoch + 1 where id = $1 returning stream_epoch',
    [session],
  );
  return row?.stream_epoch ?? 0;
};

export type SessionMark = {
  readonly id: number;
  readonly lastSeq: number;
  readonly streamEpoch: number;
};

/** How far the sessions are: the polled guarantee behind the notifications. */
export const sessionMarks = async (db: Database, ids: readonly number[]) =>
  (
    await db.query<{ id: number; last_seq: number; stream_epoch: number }>(
      'select id, last_seq, stream_epoch from session where id = any($1::bigint[])',
      [ids],
    )
  ).map((row) => ({ id: row.id, lastSeq: row.last_seq, streamEpoch: row.stream_epoch }));
