import type { Database, Queryable } from '@tandem/kit';
import type { CustomerProfile, NewSession, Session } from './conversations.model.ts';
import { partOf } from './conversations.rules.ts';
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
  taken_bytes: number;
  stream_epoch: number;
  channel: string | null;
  channel_address: string | null;
  visitor: string | null;
  profile: CustomerProfile | null;
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
  takenBytes: row.taken_bytes,
  streamEpoch: row.stream_epoch,
  channel: row.channel === null ? null : { id: row.channel, address: row.channel_address ?? '' },
  visitor: row.visitor,
  profile: row.profile,
  createdAt: row.created_at,
});

/** Makes the session; null when the conversation exists already. */
export const insertSession = async (db: Queryable, session: NewSession) => {
  const [row] = await db.query<SessionRow>(
    `insert into session (org, endpoint, part, conversation_id, user_id, user_name, user_trusted, locale,
       created_at, active_at, channel, channel_address, visitor, profile)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10, $11, $12, $13)
     on conflict (conversation_id) do nothing returning *`,
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
      session.channel?.id ?? null,
      session.channel ? storableText(session.channel.address) : null,
      session.visitor ? storableText(session.visitor) : null,
      session.profile ? storableJson(session.profile) : null,
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

/** The sessions of many conversations, in their order; null where there is none. */
export const findSessions = async (
  db: Queryable,
  conversationIds: readonly string[],
): Promise<readonly (Session | null)[]> => {
  const ids = conversationIds.map(storableText);
  const rows = await db.call<SessionRow>('sessions_of', 'select * from sessions_of($1)', [ids]);
  const found = new Map(rows.map((row) => [row.conversation_id, toSession(row)]));
  return ids.map((id) => found.get(id) ?? null);
};

const byId = (rows: readonly SessionRow[]): ReadonlyMap<number, Session> =>
  new Map(rows.map((row) => [row.id, toSession(row)]));

/** The sessions of those ids that are there. */
export const findSessionsById = async (db: Queryable, ids: readonly number[]) =>
  byId(await db.call<SessionRow>('sessions_by_id', 'select * from sessions_by_id($1)', [ids]));

/** The sessions that handovers belong to, by their own ids. */
export const findSessionsOfHandovers = async (db: Queryable, handovers: readonly number[]) =>
  byId(
    await db.call<SessionRow>('sessions_of_handovers', 'select * from sessions_of_handovers($1)', [
      handovers,
    ]),
  );

export const findSessionById = async (db: Queryable, id: number) => {
  const [row] = await db.query<SessionRow>('select * from session where id = $1', [id]);
  return row ? toSession(row) : null;
};

/** Takes the session's lock until the transaction ends. */
export const lockSession = async (db: Queryable, id: number) => {
  const [row] = await db.query<SessionRow>('select * from session where id = $1 for update', [id]);
  return row ? toSession(row) : null;
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
  /** Its endpoint is there and active. */
  readonly served: boolean;
};

/** How far the sessions are: the polled guarantee behind the notifications. */
export const sessionMarks = async (
  db: Database,
  ids: readonly number[],
): Promise<readonly SessionMark[]> =>
  (
    await db.query<{ id: number; last_seq: number; stream_epoch: number; served: boolean }>(
      `select s.id, s.last_seq, s.stream_epoch, coalesce(e.active, false) as served
       from session s left join endpoint e on e.id = s.endpoint where s.id = any($1::bigint[])`,
      [ids],
    )
  ).map(({ id, last_seq: lastSeq, stream_epoch: streamEpoch, served }) => ({
    ...{ id, lastSeq, streamEpoch, served },
  }));
