import { type Batcher, type Clock, createBatcher, type Database, type Ids } from '@tandem/kit';
import type { CommittedWork } from '@tandem/lanes';
import { type StoredBatch, storeMessages, storeReceipts } from './inbound.store.ts';
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

const maxBatch = 128;
const maxQueued = 4_000;
/** Tries of a batch whose threads are locked elsewhere; each waits up to 250 ms. */
const mostTries = 20;

/** Lock wait, deadlock, serialisation, and a key stored meanwhile on another node: a repeat sorts it out. */
const passing = new Set(['55P03', '40P01', '40001', '23505']);

const codeOf = (error: unknown): string => String((error as { code?: unknown }).code ?? '');

/** Data that one item brought (class 22) or a limit it broke (54): no reason to refuse the rest of the batch. */
const isOfOneItem = (code: string) => /^(22|54)/.test(code);

/** A result, or the error of that item alone. */
type Settled<Result> = { readonly ok: Result } | { readonly error: unknown };

type Persisted<Result> = {
  readonly results: readonly Settled<Result>[];
  readonly work: readonly CommittedWork[];
};

/**
 * Runs a batch, in halves when one of its items stands in the way: a thread that is locked elsewhere, or data that
 * cannot be stored, delays nobody else.
 */
const persist = async <Item, Result>(
  items: readonly Item[],
  run: (items: readonly Item[]) => Promise<StoredBatch<Result>>,
  tries = mostTries,
): Promise<Persisted<Result>> => {
  try {
    const { results, work } = await run(items);
    return { results: results.map((ok) => ({ ok })), work };
  } catch (error) {
    const code = codeOf(error);
    if (!passing.has(code) && !isOfOneItem(code)) throw error;
    if (items.length === 1 && isOfOneItem(code))
      return { results: [{ error: messagingErrors.notStorable() }], work: [] };
    if (tries === 0) {
      const busy = messagingErrors.busy({}, retrySoon);
      return { results: items.map(() => ({ error: busy })), work: [] };
    }
    if (items.length === 1) return persist(items, run, tries - 1);
    const half = Math.ceil(items.length / 2);
    const first = await persist(items.slice(0, half), run, tries - 1);
    const second = await persist(items.slice(half), run, tries - 1);
    return {
      results: [...first.results, ...second.results],
      work: [...first.work, ...second.work],
    };
  }
};

const resultOf = <Result>(settled: Settled<Result>): Result => {
  if ('error' in settled) throw settled.error;
  return settled.ok;
};

const repeatKey = ({ integrationId, customerKey, key }: InboundItem, index: number) =>
  key === null ? String(index) : `${integrationId} ${customerKey} ${key}`;

export const createAcceptor = (options: {
  readonly db: Database;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly committed: (work: readonly CommittedWork[]) => void;
  /** Batches that may be under way at once; a thread is always in the same one. */
  readonly shards?: number;
}): Acceptor => {
  const { db, clock, ids, committed, shards = 2 } = options;
  const onFull = () => messagingErrors.busy({}, retrySoon);

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
    const { results, work } = await persist(fresh, (some) =>
      storeMessages(db, some, { ids, now: clock.now() }),
    );
    committed(work);
    return places.map((place) => results[place] as Settled<Accepted>);
  };

  const runReceipts = async (
    items: readonly ReceiptItem[],
  ): Promise<readonly Settled<boolean>[]> => {
    const { results, work } = await persist(items, (some) => storeReceipts(db, some, clock.now()));
    committed(work);
    return results;
  };

  const messages = Array.from({ length: shards }, () =>
    createBatcher({ run: runMessages, maxBatch, maxQueued, onFull }),
  );
  const receipts = createBatcher({ run: runReceipts, maxBatch, maxQueued, onFull });
  type Shard = Batcher<InboundItem, Settled<Accepted>>;
  return {
    message: async (item) => resultOf(await (messages[item.part % shards] as Shard).add(item)),
    receipt: async (item) => resultOf(await receipts.add(item)),
    flush: async () => {
      await Promise.all([...messages, receipts].map((batcher) => batcher.flush()));
    },
  };
};
