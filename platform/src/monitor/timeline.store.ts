import type { Queryable } from '@tandem/kit';
import type { Participant } from '../conversations/index.ts';

/** Messages, events and deliveries of a timeline, the newest of each. */
export const mostEntries = 2_000;

export type TimelineMessage = {
  readonly id: string;
  readonly seq: number;
  readonly direction: 'inbound' | 'outbound';
  readonly at: Date;
  readonly status: string;
  readonly userId: string | null;
  readonly originatingEntity: string | null;
  readonly receipts: readonly ChannelReceipt[] | null;
  readonly body: Readonly<Record<string, unknown>>;
};

export type ChannelReceipt = {
  readonly status: string;
  readonly time?: string;
  readonly reasons?: readonly { readonly code: string; readonly message?: string }[];
};

export type TimelineEvent = {
  readonly position: string;
  readonly type: string;
  readonly at: Date;
  readonly correlationId: string | null;
  readonly data: Readonly<Record<string, unknown>>;
};

type Where = { readonly org: string; readonly conversation: string; readonly thread: number };

/** Messages by their place in the thread, with their order. */
export const timelineMessages = async (
  db: Queryable,
  { org, conversation, thread }: Where,
): Promise<readonly TimelineMessage[]> =>
  db.query<TimelineMessage>(
    `select * from (
       select id, seq, direction, at, status, user_id as "userId", originating_entity as "originatingEntity", receipts,
         body
       from message where org = $1 and thread = $2 and conversation = $3 order by seq desc limit $4) m
     order by seq`,
    [org, thread, conversation, mostEntries],
  );

/** Domain events of the conversation in their order. */
export const timelineEvents = async (
  db: Queryable,
  { org, conversation }: Where,
): Promise<readonly TimelineEvent[]> => {
  const rows = await db.query<TimelineEvent>(
    `select xid::text || '-' || id as position, type, at, correlation_id as "correlationId", data
     from event_log where org = $1 and key = $2 order by xid desc, id desc limit $3`,
    [org, `conversation:${conversation}`, mostEntries],
  );
  return rows.reverse();
};

/** Everybody who ever took part, in the order of joining. */
export const timelineParticipants = async (
  db: Queryable,
  { org, conversation }: Where,
): Promise<readonly Participant[]> => {
  const rows = await db.query<{ doc: Participant }>(
    'select doc from participant where org = $1 and conversation = $2 order by ordinal',
    [org, conversation],
  );
  return rows.map(({ doc }) => doc);
};
