import { type Batcher, type Clock, createBatcher, type Database, type Ids } from '@tandem/kit';
import type { CommittedWork } from '@tandem/lanes';
import type { Direct, Resting, Taken } from './direct.ts';
import { heldItems, type StoredBatch, storeMessages, storeReceipts } from './inbound.store.ts';
import type { Accepted, InboundItem, ReceiptItem } from './inbound.types.ts';
import { messagingErrors, retrySoon } from './messaging.errors.ts';

/** Stores inbound items in groups; a result means that the item is on disk. */
export type Acceptor = {
  /** @throws messagingErrors.busy (503) */
  readonly message: (item: InboundItem) => Promise<Accepted>;
  /** False: there is no such outbound message. @throws messagingErrors.busy (503) */
  readonly receipt: (item: ReceiptItem) => Promise<boolean>;
  /** Resolves when everything added so far is answered. */
  readonly flush: () => Promise<void>;
};

const maxBatch = 256;
const maxQueued = 4_000;
/** Tries of an item whose thread is locked elsewhere; each waits up to 250 ms. */
const mostTries = 40;

const lockWait = '55P03';
/** Deadlock, serialisation, and a key stored meanwhile on another node: a repeat sorts it out. */
const passing = new Set(['40P01', '40001', '23505']);

const codeOf = (error: unknown): string => String((error as { code?: unknown }).code ?? '');

/** Data that one item brought (class 22) or a limit it broke (54): no reason to refuse the rest of the batch. */
const isOfOneItem = (code: string) => /^(22|54)/.test(code);

/** A result, the error of that item alone, or an answer that comes later than the batch's. */
type Settled<Result> =
  | { readonly ok: Result }
  | { readonly error: unknown }
  | { readonly later: Promise<Settled<Result>> };

type Storing<Item, Result> = {
  readonly run: (items: readonly Item[]) => Promise<StoredBatch<Result>>;
  /** Which items wait for a thread that is locked elsewhere. */
  readonly held: (items: readonly Item[]) => Promise<ReadonlySet<Item>>;
  readonly committed: (work: readonly CommittedWork[]) => void;
};

const busy = () => messagingErrors.busy({}, retrySoon);

/** Stores what can be stored now; an item that waits for a locked thread is tried on its own, beside the batches. */
const persist = async <Item, Result>(
  items: readonly Item[],
  storing: Storing<Item, Result>,
  tries = mostTries,
): Promise<readonly Settled<Result>[]> => {
  if (items.length === 0) return [];
  try {
    const { results, work } = await storing.run(items);
    storing.committed(work);
    return results.map((ok) => ({ ok }));
  } catch (error) {
    const code = codeOf(error);
    if (isOfOneItem(code) && items.length === 1) return [{ error: messagingErrors.notStorable() }];
    if (code !== lockWait && !passing.has(code) && !isOfOneItem(code)) throw error;
    if (tries === 0) return items.map(() => ({ error: busy() }));
    return code === lockWait
      ? aroundHeld(items, storing, tries - 1)
      : inHalves(items, storing, tries - 1);
  }
};

const inHalves = async <Item, Result>(
  items: readonly Item[],
  storing: Storing<Item, Result>,
  tries: number,
): Promise<readonly Settled<Result>[]> => {
  const half = Math.ceil(items.length / 2);
  const first = await persist(items.slice(0, half), storing, tries);
  return [...first, ...(await persist(items.slice(half), storing, tries))];
};

/** The batch goes on without the items of locked threads; a lone item is such an item. */
const aroundHeld = async <Item, Result>(
  items: readonly Item[],
  storing: Storing<Item, Result>,
  tries: number,
): Promise<readonly Settled<Result>[]> => {
  if (items.length === 1) return persist(items, storing, tries);
  const held = await storing.held(items);
  const later = (item: Item): Settled<Result> => {
    const settled = persist([item], storing, tries).then(([one]) => one as Settled<Result>);
    // Others of the batch may be answered before anybody waits for it.
    settled.catch(() => {});
    return { later: settled };
  };
  const free = await persist(
    items.filter((item) => !held.has(item)),
    storing,
    tries,
  );
  const rest = free.values();
  return items.map((item) =>
    held.has(item) ? later(item) : (rest.next().value as Settled<Result>),
  );
};

const resultOf = async <Result>(settled: Settled<Result>): Promise<Result> => {
  if ('later' in settled) return resultOf(await settled.later);
  if ('error' in settled) throw settled.error;
  return settled.ok;
};

const nothingTaken: Taken = { answers: new Map(), resting: new Map() };

const nothingDirect: Direct = {
  take: async () => nothingTaken,
  accepted: () => {},
  changed: () => {},
};

/** What is stored and advanced at once. Whatever stands in the way of that is the lanes' to sort out. */
const takenDirectly = async (direct: Direct, items: readonly InboundItem[]): Promise<Taken> => {
  try {
    return await direct.take(items);
  } catch (error) {
    const code = codeOf(error);
    if (code !== lockWait && !passing.has(code) && !isOfOneItem(code)) throw error;
    return nothingTaken;
  }
};

/** Customers choose their ids and those of their messages: nobody can move the border between the two. */
const repeatKey = ({ integrationId, customerKey, key }: InboundItem, index: number) =>
  key === null ? String(index) : JSON.stringify([integrationId, customerKey, key]);

export const createAcceptor = (options: {
  readonly db: Database;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly committed: (work: readonly CommittedWork[]) => void;
  /** Advances threads that rest along with accepting. */
  readonly direct?: Direct;
  /** Events were committed behind which no lane comes. */
  readonly told?: () => void;
  /** Batches that may be under way at once; a thread is always in the same one. One large batch is cheaper than two. */
  readonly shards?: number;
}): Acceptor => {
  const { db, clock, ids, committed, direct = nothingDirect, told, shards = 1 } = options;

  const storingWith = (resting: Resting): Storing<InboundItem, Accepted> => ({
    async run(items) {
      const stored = await storeMessages(db, items, { ids, now: clock.now(), resting });
      direct.accepted(items, { resting, rested: stored.rested });
      if (stored.rested.size > 0) told?.();
      return stored;
    },
    held: (items) => heldItems(db, items),
    committed,
  });
  const storingReceipts: Storing<ReceiptItem, boolean> = {
    run: (items) => storeReceipts(db, items, clock.now()),
    // Their threads are known to the database only: each is tried on its own.
    held: async (items) => new Set(items),
    committed,
  };

  /** What was stored directly stays so whatever becomes of these. */
  const storeOthers = async (
    items: readonly InboundItem[],
    resting: Resting,
  ): Promise<readonly Settled<Accepted>[]> => {
    try {
      return await persist(items, storingWith(resting));
    } catch (error) {
      return items.map(() => ({ error }));
    }
  };
  const runMessages = async (
    items: readonly InboundItem[],
  ): Promise<readonly Settled<Accepted>[]> => {
    // A repeat within the batch gets the answer of the first.
    const firsts = new Map<string, { item: InboundItem; place: number }>();
    const places = items.map((item, index) => {
      const key = repeatKey(item, index);
      const known = firsts.get(key) ?? { item, place: firsts.size };
      firsts.set(key, known);
      return known.place;
    });
    const fresh = [...firsts.values()].map(({ item }) => item);
    const { answers, resting } = await takenDirectly(direct, fresh);
    const left = fresh.filter((item) => !answers.has(item));
    const others = (await storeOthers(left, resting)).values();
    const results = fresh.map((item): Settled<Accepted> => {
      const ok = answers.get(item);
      return ok ? { ok } : (others.next().value as Settled<Accepted>);
    });
    return places.map((place) => results[place] as Settled<Accepted>);
  };

  const messages = Array.from({ length: shards }, () =>
    createBatcher({ run: runMessages, maxBatch, maxQueued, onFull: busy }),
  );
  const receipts = createBatcher({
    run: (items: readonly ReceiptItem[]) => persist(items, storingReceipts),
    maxBatch,
    maxQueued,
    onFull: busy,
  });
  type Shard = Batcher<InboundItem, Settled<Accepted>>;
  return {
    message: async (item) => resultOf(await (messages[item.part % shards] as Shard).add(item)),
    receipt: async (item) => resultOf(await receipts.add(item)),
    flush: async () => {
      await Promise.all([...messages, receipts].map((batcher) => batcher.flush()));
    },
  };
};
