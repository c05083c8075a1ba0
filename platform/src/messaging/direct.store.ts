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
import { noThread, type RestingThread } from './direct.rules.ts';
import type { InboundItem } from './inbound.types.ts';

/** What a thread is found by before its id is known. */
export type ThreadKey = Pick<InboundItem, 'integrationId' | 'customerKey'>;

type LoadedRow = ThreadRow & { place: number; rev: number; busy: boolean };

/** Threads by their keys, without a lock: `busy` ones have inputs that wait. */
export const loadResting = async (
  db: Database,
  keys: readonly ThreadKey[],
): Promise<(RestingThread | 'busy' | 'absent')[]> => {
  const rows = await db.call<LoadedRow>('load_resting', 'select * from load_resting($1, $2)', [
    keys.map(({ integrationId }) => integrationId),
    keys.map(({ customerKey }) => customerKey),
  ]);
  const found = new Map(rows.map((row) => [row.place, row]));
  return keys.map((_, index) => {
    const row = found.get(index + 1);
    if (!row) return 'absent';
    return row.busy ? 'busy' : { ...toStored(row), rev: row.rev };
  });
};

/** New messages of one thread with what their step made of them. */
export type DirectChange = {
  readonly thread: RestingThread;
  readonly lock: string;
  readonly items: readonly InboundItem[];
  readonly change: ThreadChange;
};

const widthOfOwn = 8;

const takeSql = `select w.id, w.after, a.o_refused as refused, case when coalesce(w.n, 1) = 1 then a.o_made end as made
  from take_batch(${placeholders(
    widthOfOwn + 40,
    jsonOfChanges.map((position) => position + widthOfOwn),
  )}) a left join lateral unnest(a.o_work, a.o_after) with ordinality w(id, after, n) on true`;

const isNew = ({ thread }: DirectChange): boolean => thread.thread === noThread;

const profileOf = (one: DirectChange): string | null => {
  const text = JSON.stringify((one.items[0] as InboundItem).customer);
  return !isNew(one) && text === JSON.stringify(one.thread.customer) ? null : text;
};

const ownColumns = (changes: readonly DirectChange[], now: Date): unknown[] => {
  const keyed = changes.flatMap(({ items }, place) =>
    items.filter(({ key }) => key !== null).map((item) => ({ item, place: place + 1 })),
  );
  return [
    changes.map(({ lock }) => lock),
    changes.map((one) => (isNew(one) ? null : one.thread.rev)),
    changes.map(({ items }) => (items[0] as InboundItem).customerKey),
    changes.map(profileOf),
    keyed.map(({ place }) => place),
    keyed.map(({ item }) => item.key),
    keyed.map(({ item }) => toMessageKey(item.id)),
    now,
  ];
};

export type Taken =
  /** `threads`: ids of the threads, in order. */
  | { readonly work: readonly CommittedWork[]; readonly threads: readonly number[] }
  /** Positions of changes that do not stand as they are; nothing was stored. */
  | { readonly refused: ReadonlySet<number> };

type TakenRow = StoredWork & {
  readonly refused: readonly number[] | null;
  /** Arrays of bigint come from the driver as text. */
  readonly made: readonly string[] | null;
};

/** Ids of all threads, those that were made in place of none. */
const threadsOf = (changes: readonly DirectChange[], made: TakenRow['made'] | undefined) => {
  const rest = (made ?? []).values();
  return changes.map((one) => (isNew(one) ? Number(rest.next().value) : one.thread.thread));
};

/** Stores messages and what came of them in one transaction. @param changes ascending by lock */
export const takeBatch = async (
  db: Database,
  changes: readonly DirectChange[],
  now: Date,
): Promise<Taken> => {
  const { columns, workOf } = changeColumns(changes.map(({ change }) => change));
  const [ids, ...others] = columns;
  const rows = await db.call<TakenRow>('take_batch', takeSql, [
    ...ownColumns(changes, now),
    (ids as number[]).map((id) => (id === noThread ? null : id)),
    ...others,
  ]);
  const [first] = rows;
  if (first?.refused) return { refused: new Set(first.refused.map((position) => position - 1)) };
  const threads = threadsOf(changes, first?.made);
  return { work: workOf(rows, threads), threads };
};
