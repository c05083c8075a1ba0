import type { Activity } from '@tandem/contract';
import type { Queryable } from '@tandem/kit';
import type { NewActivity, Session, StoredActivity } from './conversations.model.ts';
import { messageIdOf } from './conversations.rules.ts';
import { storableJson, storableText } from './storable.rules.ts';

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

/** The activities at those positions that there are, oldest first. */
export const findActivities = async (db: Queryable, session: number, seqs: readonly number[]) => {
  const rows = await db.query<ActivityRow>(
    'select * from activity where session = $1 and seq = any ($2::bigint[]) order by seq',
    [session, seqs],
  );
  return rows.map(toActivity);
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

/** A position in a session. */
export type StoredPlace = { readonly session: number; readonly seq: number };

type PlacedRow = ActivityRow & { place: number };

const byPlace = (places: readonly StoredPlace[], rows: readonly PlacedRow[]) => {
  const found = places.map((): StoredActivity[] => []);
  for (const row of rows) found[Number(row.place) - 1]?.push(toActivity(row));
  return found;
};

const columnsOf = (places: readonly StoredPlace[]) => [
  places.map(({ session }) => session),
  places.map(({ seq }) => seq),
];

/** Activities behind each of many positions, oldest first. */
export const listActivitiesOf = async (
  db: Queryable,
  places: readonly StoredPlace[],
  limit: number,
): Promise<readonly (readonly StoredActivity[])[]> =>
  byPlace(
    places,
    await db.call<PlacedRow>(
      'activities_after',
      'select (found).*, place from activities_after($1, $2, $3)',
      [...columnsOf(places), limit],
    ),
  );

/** The activities at many positions, each behind what was said to the customer in the `reach` before, oldest first. */
export const listMessagesBefore = async (
  db: Queryable,
  places: readonly StoredPlace[],
  reach: number,
): Promise<readonly (readonly StoredActivity[])[]> =>
  byPlace(
    places,
    await db.call<PlacedRow>(
      'messages_before',
      'select (found).*, place from messages_before($1, $2, $3)',
      [...columnsOf(places), reach],
    ),
  );

/** The last activities, oldest first. */
export const recentActivities = async (db: Queryable, session: number, limit: number) => {
  const rows = await db.query<ActivityRow>(
    'select * from activity where session = $1 order by seq desc limit $2',
    [session, limit],
  );
  return rows.map(toActivity).reverse();
};

/**
 * Messages and what the gateway said of handovers, oldest first, the last `limit` of them. Of the customer only what
 * came before the position: what was written since is still to be answered.
 */
export const talkBefore = async (
  db: Queryable,
  { session, before, limit }: { session: number; before: number | null; limit: number },
) => {
  const rows = await db.query<ActivityRow>(
    `select * from activity where session = $1 and ($2::bigint is null or seq < $2 or direction <> 'user')
       and (type = 'message' or direction = 'system') order by seq desc limit $3`,
    [session, before, limit],
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

/** What the customer said behind a position and nobody has dealt with yet, oldest first. */
export const listUnhandled = async (db: Queryable, session: number, after: number) => {
  const rows = await db.query<ActivityRow>(
    `select * from activity where session = $1 and seq > $2 and direction = 'user' and not handled
     order by seq`,
    [session, after],
  );
  return rows.map(toActivity);
};

/**
 * Position of the last of the customer's words that somebody has dealt with; 0: none. What the chat tells beside them
 * waits for nobody, and may stand behind words that do.
 */
export const lastHandled = async (db: Queryable, session: number): Promise<number> => {
  const [row] = await db.query<{ seq: number }>(
    `select seq from activity where session = $1 and direction = 'user' and handled
       and (type = 'message' or (type = 'event' and body ->> 'name' = 'postback')) order by seq desc limit 1`,
    [session],
  );
  return row?.seq ?? 0;
};

/** When the customer last said something, dealt with or not; null: never. */
export const lastSaidAt = async (db: Queryable, session: number): Promise<Date | null> => {
  const [row] = await db.query<{ created_at: Date }>(
    `select created_at from activity where session = $1 and direction = 'user'
       and (type = 'message' or body ->> 'name' = 'postback') order by seq desc limit 1`,
    [session],
  );
  return row?.created_at ?? null;
};

/** Whether the customer has left since the activity. */
export const hasLeftSince = async (db: Queryable, session: number, seq: number): Promise<boolean> =>
  (
    await db.query(
      `select from activity where session = $1 and seq > $2 and type = 'endOfConversation' limit 1`,
      [session, seq],
    )
  ).length > 0;

/** Whether the customer has left, and said nothing since. */
export const hasLeft = async (db: Queryable, session: number): Promise<boolean> => {
  const [last] = await db.query<{ type: string }>(
    `select type from activity where session = $1 and direction = 'user'
       and (type in ('message', 'endOfConversation') or (type = 'event' and body ->> 'name' = 'postback'))
     order by seq desc limit 1`,
    [session],
  );
  return last?.type === 'endOfConversation';
};

/** Whether the customer has said something behind the position: to the bot, or to agents. */
export const hasSpokenSince = async (
  db: Queryable,
  session: number,
  seq: number,
): Promise<boolean> =>
  (
    await db.query(
      `select from activity where session = $1 and seq > $2 and direction = 'user'
         and (type = 'message' or (type = 'event' and body ->> 'name' = 'postback')) limit 1`,
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
