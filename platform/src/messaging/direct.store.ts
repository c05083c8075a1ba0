import type { Database } from '@tandem/kit';
import type { CommittedWork } from '@tandem/lanes';
import type { ThreadChange } from '../conversations/index.ts';
import {
  changeColumns,
  jsonOfChanges,
  placeholders,
  type StoredWork,
  type ThreadRow,
  toMessageKey,
  toStored,
} from '../threads/index.ts';
import type { RestingThread } from './direct.rules.ts';
import type { InboundItem } from './inbound.types.ts';
import { inputQueue } from './inbound.types.ts';

/** What a thread is found by before its id is known. */
export type ThreadKey = Pick<InboundItem, 'integrationId' | 'customerKey'>;

const loadSql = `select k.n::int as place, t.* from unnest($1::uuid[], $2::text[]) with ordinality k(integration, customer, n)
  cross join lateral (
    select t.id, t.org, t.part, t.integration, t.profile, t.conversation, t.conversation_ended_at as ended, t.state,
      t.rev
    from thread t where t.integration = k.integration and t.customer = k.customer
      and not exists (select from lane_work w where w.lane = t.id and w.queue = '${inputQueue}') limit 1) t`;

/** Threads by their keys, without a lock; null for those that do not exist and those with inputs that wait. */
export const loadResting = async (
  db: Database,
  keys: readonly ThreadKey[],
): Promise<(RestingThread | null)[]> => {
  const rows = await db.call<ThreadRow & { place: number; rev: number }>('load_resting', loadSql, [
    keys.map(({ integrationId }) => integrationId),
    keys.map(({ customerKey }) => customerKey),
  ]);
  const found = new Map(rows.map((row) => [row.place, { ...toStored(row), rev: row.rev }]));
  return keys.map((_, index) => found.get(index + 1) ?? null);
};

/** New messages of one thread with what their step made of them. */
export type DirectChange = {
  readonly thread: RestingThread;
  readonly lock: string;
  readonly items: readonly InboundItem[];
  readonly change: ThreadChange;
};

const widthOfOwn = 8;

const takeSql = `select w.id, w.after, a.o_refused as refused
  from take_batch(${placeholders(
    widthOfOwn + 40,
    jsonOfChanges.map((position) => position + widthOfOwn),
  )}) a left join lateral unnest(a.o_work, a.o_after) w(id, after) on true`;

const profileOf = ({ thread, items }: DirectChange): string | null => {
  const text = JSON.stringify((items[0] as InboundItem).customer);
  return text === JSON.stringify(thread.customer) ? null : text;
};

const ownColumns = (changes: readonly DirectChange[], now: Date): unknown[] => {
  const keyed = changes.flatMap(({ items }, place) =>
    items.filter(({ key }) => key !== null).map((item) => ({ item, place: place + 1 })),
  );
  return [
    changes.map(({ lock }) => lock),
    changes.map(({ thread }) => thread.rev),
    changes.map(profileOf),
    keyed.map(({ place }) => place),
    keyed.map(({ item }) => item.customerKey),
    keyed.map(({ item }) => item.key),
    keyed.map(({ item }) => toMessageKey(item.id)),
    now,
  ];
};

export type Taken =
  | { readonly work: readonly CommittedWork[] }
  /** Positions of changes that do not stand as they are; nothing was stored. */
  | { readonly refused: ReadonlySet<number> };

/** Stores messages and what came of them in one transaction. @param changes ascending by lock */
export const takeBatch = async (
  db: Database,
  changes: readonly DirectChange[],
  now: Date,
): Promise<Taken> => {
  const { columns, workOf } = changeColumns(changes.map(({ change }) => change));
  const rows = await db.call<StoredWork & { refused: number[] | null }>('take_batch', takeSql, [
    ...ownColumns(changes, now),
    ...columns,
  ]);
  const refused = rows[0]?.refused;
  if (refused) return { refused: new Set(refused.map((position) => position - 1)) };
  return { work: workOf(rows) };
};
