import type { Database, Ids } from '@tandem/kit';
import type { CommittedWork } from '@tandem/lanes';
import { fromMessageKey, packed, placeholders, toMessageKey } from '../threads/index.ts';
import { lockKeyOf, orderedUuid } from './inbound.rules.ts';
import {
  type Accepted,
  type InboundItem,
  type InputPayload,
  inputQueue,
  type ReceiptItem,
} from './inbound.types.ts';

export type StoredBatch<T> = {
  readonly results: readonly T[];
  readonly work: readonly CommittedWork<InputPayload>[];
};

type Group = { readonly lock: string; readonly first: InboundItem; count: number };

const groupKey = (item: InboundItem) => `${item.integrationId} ${item.customerKey}`;

/** Threads of a batch in the order of their locks, and the place of each among them. */
const groupByThread = (items: readonly InboundItem[]) => {
  const groups = new Map<string, Group>();
  for (const item of items) {
    const key = groupKey(item);
    const group = groups.get(key);
    if (group) group.count += 1;
    else
      groups.set(key, {
        lock: lockKeyOf(item.integrationId, item.customerKey),
        first: item,
        count: 1,
      });
  }
  const entries = [...groups].sort(([, a], [, b]) => {
    const [left, right] = [BigInt(a.lock), BigInt(b.lock)];
    return left < right ? -1 : left > right ? 1 : 0;
  });
  return {
    threads: entries.map(([, group]) => group),
    placeOf: new Map(entries.map(([key], index) => [key, index + 1])),
  };
};

/** Parameters of `accept_batch` that hold JSON: t_profile, m_body, m_input. */
const jsonAt = [5, 14, 15];

/** What a batch of messages is stored with. */
type MessageContext = {
  readonly ids: Ids;
  readonly now: Date;
  /** Change numbers of threads with which nothing follows of an item; all others go through their lanes. */
  readonly resting?: ReadonlyMap<InboundItem, number>;
};

/** Messages that are stored, and which of them no lane has to see. */
export type StoredMessages = StoredBatch<Accepted> & { readonly rested: ReadonlySet<InboundItem> };

const acceptSql = `select a.id, a.conversation, a.work, a.after, a.thread
  from accept_batch(${placeholders(18, jsonAt)}) b,
  unnest(b.o_id, b.o_conversation, b.o_work, b.o_after, b.o_thread) a(id, conversation, work, after, thread)`;

type AcceptRow = {
  id: string;
  conversation: string;
  work: number | null;
  after: number | null;
  thread: number;
};

const columnsOf = (items: readonly InboundItem[], { ids, now, resting }: MessageContext) => {
  const { threads, placeOf } = groupByThread(items);
  const ranks = new Map<number, number>();
  const places = items.map((item) => placeOf.get(groupKey(item)) as number);
  return [
    threads.map(({ lock }) => lock),
    threads.map(({ first }) => first.org),
    threads.map(({ first }) => first.integrationId),
    threads.map(({ first }) => first.customerKey),
    packed(threads.map(({ first }) => JSON.stringify(first.customer))),
    threads.map(({ first }) => first.part),
    threads.map(({ count }) => count),
    threads.map(() => orderedUuid(now, ids.hex32())),
    threads.map(({ first }) => new Date(now.getTime() - first.threadingMs)),
    places,
    places.map((place) => {
      const rank = (ranks.get(place) ?? 0) + 1;
      ranks.set(place, rank);
      return rank;
    }),
    items.map(({ id }) => toMessageKey(id)),
    items.map(({ key }) => key),
    packed(items.map(({ body }) => body)),
    packed(items.map(({ input }) => JSON.stringify(input))),
    items.map(({ input }) => input.correlationId),
    now,
    threads.map(({ first }) => resting?.get(first) ?? null),
  ];
};

/** Stores a batch of messages in one transaction; items of one batch have different keys. */
export const storeMessages = async (
  db: Database,
  items: readonly InboundItem[],
  context: MessageContext,
): Promise<StoredMessages> => {
  const rows = await db.call<AcceptRow>('accept_batch', acceptSql, columnsOf(items, context));
  const work = rows.flatMap(({ work: id, after, thread, conversation }, index) => {
    const item = items[index] as InboundItem;
    return id === null
      ? []
      : [
          {
            org: item.org,
            queue: inputQueue,
            part: item.part,
            lane: thread,
            id,
            after,
            attempts: 0,
            payload: { conversation, ...item.input },
          },
        ];
  });
  const results = rows.map(({ id, conversation }) => ({
    id: fromMessageKey(id),
    conversationId: conversation,
  }));
  const isRested = (item: InboundItem, index: number) =>
    rows[index]?.work === null && results[index]?.id === item.id;
  return { results, work, rested: new Set(items.filter(isRested)) };
};

/** Which items belong to threads whose lock somebody holds at this moment. */
export const heldItems = async (
  db: Database,
  items: readonly InboundItem[],
): Promise<ReadonlySet<InboundItem>> => {
  const lockOf = (item: InboundItem) => lockKeyOf(item.integrationId, item.customerKey);
  const rows = await db.query<{ lock: string }>(
    'select k::text as lock from unnest($1::bigint[]) k where not pg_try_advisory_xact_lock(k)',
    [[...new Set(items.map(lockOf))]],
  );
  const held = new Set(rows.map(({ lock }) => lock));
  return new Set(items.filter((item) => held.has(lockOf(item))));
};

const receiptsSql = `select a.thread, a.conversation, a.part, a.work, a.after
  from accept_receipts($1, $2, $3, $4, $5, $6) b,
  unnest(b.o_thread, b.o_conversation, b.o_part, b.o_work, b.o_after) a(thread, conversation, part, work, after)`;

type ReceiptRow = {
  thread: number | null;
  conversation: string;
  part: number;
  work: number | null;
  after: number | null;
};

/** Stores receipts; a result is false where the integration has no such outbound message. */
export const storeReceipts = async (
  db: Database,
  items: readonly ReceiptItem[],
  now: Date,
): Promise<StoredBatch<boolean>> => {
  const rows = await db.call<ReceiptRow>('accept_receipts', receiptsSql, [
    items.map(({ org }) => org),
    items.map(({ integrationId }) => integrationId),
    items.map(({ messageId }) => toMessageKey(messageId)),
    items.map(({ messageId, input }) => `receipt:${messageId}:${input.status}`),
    items.map(({ input }) => JSON.stringify(input)),
    now,
  ]);
  const work = rows.flatMap(({ thread, conversation, part, work: id, after }, index) => {
    const item = items[index] as ReceiptItem;
    return id === null || thread === null
      ? []
      : [
          {
            org: item.org,
            queue: inputQueue,
            part,
            lane: thread,
            id,
            after,
            attempts: 0,
            payload: { conversation, ...item.input },
          },
        ];
  });
  return { results: rows.map(({ thread }) => thread !== null), work };
};
