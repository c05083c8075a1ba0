import type { Database } from '@tandem/kit';
import { until } from '../harness/waiting.ts';
import type { Arrival } from '../harness/webhook-receiver.ts';
import type { Accepted } from './ledger.ts';

/** What must be zero after a kill, whatever moment it chose. */
export type Faults = {
  /** Accepted and not stored, or stored and never delivered. */
  readonly lost: number;
  /** Stored, answered or delivered a second time under another id. */
  readonly doubled: number;
  readonly outOfOrder: number;
  /** Owners, states, ids and sequences that are not what was promised. */
  readonly wrong: number;
  /** The first few, in words. */
  readonly told: readonly string[];
};

export type FaultBook = {
  readonly note: (kind: 'lost' | 'doubled' | 'outOfOrder' | 'wrong', what: string) => void;
  readonly faults: () => Faults;
};

const mostTold = 12;

export const createFaultBook = (): FaultBook => {
  const counts = { lost: 0, doubled: 0, outOfOrder: 0, wrong: 0 };
  const told: string[] = [];
  return {
    note(kind, what) {
      counts[kind] += 1;
      if (told.length < mostTold) told.push(`${kind}: ${what}`);
    },
    faults: () => ({ ...counts, told }),
  };
};

export type StoredMessage = {
  readonly customer: string;
  readonly seq: number;
  readonly id: string;
  readonly direction: 'inbound' | 'outbound';
  readonly key: string | null;
  readonly text: string;
};

/** Every message of the customers of a run as it is stored, by thread and sequence. */
export const readStored = (db: Database, run: string): Promise<StoredMessage[]> =>
  db.query<StoredMessage>(
    `select substr(t.customer, 8) as customer, m.seq, replace(m.id::text, '-', '') as id, m.direction,
       m.body->'channel'->>'messageId' as key, m.body->>'text' as text
     from thread t join message m on m.thread = t.id
     where t.customer like 'opaque:' || $1 || '-%' order by t.id, m.seq`,
    [run],
  );

const workIn = async (halves: readonly Database[]): Promise<number> => {
  let left = 0;
  for (const db of halves) {
    const [row] = await db.query<{ left: number }>('select count(*) as left from lane_work');
    left += row?.left ?? 0;
  }
  return left;
};

/** Resolves when no work is left in the lanes; halves may just be handing something to each other. */
export const untilDrained = (halves: readonly Database[], withinMs: number): Promise<true> => {
  let empty = 0;
  return until(
    'the lanes are empty',
    async () => {
      empty = (await workIn(halves)) === 0 ? empty + 1 : 0;
      return empty > halves.length;
    },
    { withinMs, everyMs: 50 },
  );
};

const groupBy = <T>(items: readonly T[], key: (item: T) => string) => Map.groupBy(items, key);

const firstDifference = (found: readonly string[], wanted: readonly string[]) => {
  const index = wanted.findIndex((text, at) => found[at] !== text);
  return index < 0
    ? `${found.length} instead of ${wanted.length}`
    : `"${found[index]}" instead of "${wanted[index]}" at ${index}`;
};

/** Compares what came with what should have come; each text stands for one message. */
export const compareTexts = (
  book: FaultBook,
  where: string,
  { found, wanted }: { found: readonly string[]; wanted: readonly string[] },
) => {
  const missing = new Set(wanted).difference(new Set(found));
  for (const text of missing) book.note('lost', `${where}: ${text}`);
  const surplus = found.length - new Set(found).size;
  for (let n = 0; n < surplus; n += 1) book.note('doubled', where);
  for (const text of new Set(found).difference(new Set(wanted)))
    book.note('wrong', `${where}: unexpected ${text}`);
  const order = [...new Set(found)].filter((text) => !missing.has(text));
  const wantedHere = wanted.filter((text) => !missing.has(text));
  if (order.some((text, index) => text !== wantedHere[index]))
    book.note('outOfOrder', `${where}: ${firstDifference(order, wantedHere)}`);
};

/** Accepted messages are stored once, under the promised id, in the order sent, in a sequence without gaps. */
export const verifyStored = (
  book: FaultBook,
  accepted: ReadonlyMap<string, readonly Accepted[]>,
  stored: readonly StoredMessage[],
): void => {
  const byCustomer = groupBy(stored, ({ customer }) => customer);
  for (const [customer, sent] of accepted) {
    const rows = byCustomer.get(customer) ?? [];
    const inbound = rows.filter(({ direction }) => direction === 'inbound');
    compareTexts(book, `stored of ${customer}`, {
      found: inbound.map(({ key }) => key ?? ''),
      wanted: sent.map(({ key }) => key),
    });
    const ids = new Map(inbound.map(({ key, id }) => [key, id]));
    for (const { key, id } of sent)
      if (ids.has(key) && ids.get(key) !== id) book.note('wrong', `id of ${key}`);
    if (rows.some(({ seq }, index) => seq !== index + 1))
      book.note('wrong', `sequence of ${customer}`);
  }
};

/** What a flow or an agent answered is stored once each and reached the webhook in order, each under one id. */
export const verifyReplies = (
  book: FaultBook,
  answered: ReadonlyMap<string, readonly { readonly text: string }[]>,
  { stored, arrivals }: { stored: readonly StoredMessage[]; arrivals: readonly Arrival[] },
): void => {
  const storedBy = groupBy(stored, ({ customer }) => customer);
  const arrivedBy = groupBy(arrivals, ({ customer }) => customer);
  for (const [customer, sent] of answered) {
    const wanted = sent.map(({ text }) => text);
    const replies = (storedBy.get(customer) ?? []).filter((row) => row.direction === 'outbound');
    compareTexts(book, `replies stored for ${customer}`, {
      found: replies.map((r) => r.text),
      wanted,
    });
    const firsts = new Map<string, Arrival>();
    for (const arrival of arrivedBy.get(customer) ?? [])
      if (!firsts.has(arrival.id)) firsts.set(arrival.id, arrival);
    compareTexts(book, `replies arrived at ${customer}`, {
      found: [...firsts.values()].map(({ text }) => text),
      wanted,
    });
    for (const { id, text } of replies)
      if (firsts.has(id) && firsts.get(id)?.text !== text) book.note('wrong', `reply ${id}`);
  }
};

/** The event log tells of every accepted message once. */
export const verifyEvents = async (
  book: FaultBook,
  db: Database,
  accepted: readonly Accepted[],
): Promise<void> => {
  const rows = await db.query<{ id: string; times: number }>(
    `with told as (
       select data->>'messageId' as id from event_log where type = 'message.received'
       union all
       select json_array_elements_text(data->'received') from event_log where type = 'conversation.changed'
     )
     select w.id, count(t.id) as times from unnest($1::text[]) w(id) left join told t on t.id = w.id
     group by w.id having count(t.id) <> 1`,
    [accepted.map(({ id }) => id)],
  );
  for (const { id, times } of rows) book.note('wrong', `${times} events of message ${id}`);
};

/** Nothing was given up: the receiver was there all the time. */
export const verifyNothingDied = async (book: FaultBook, db: Database): Promise<void> => {
  const dead = await db.query<{ reason: string }>(
    'select reason from dead_letter where redriven_at is null',
  );
  for (const { reason } of dead) book.note('lost', `dead letter: ${reason}`);
};
