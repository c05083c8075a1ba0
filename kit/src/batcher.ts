import { type Clock, systemClock } from './clock.ts';

/**
 * Group commit: items gather while a batch is on its way, one batch at a time. A lone item goes at once.
 * `add` resolves with the item's own result after its batch ran, or rejects with the batch's error.
 */
export type Batcher<Item, Result> = {
  readonly add: (item: Item) => Promise<Result>;
  readonly size: () => number;
  /** Resolves when everything added so far has been answered. */
  readonly flush: () => Promise<void>;
};

type Waiting<Item, Result> = {
  item: Item;
  resolve: (result: Result) => void;
  reject: (error: unknown) => void;
};

/**
 * @param run gets up to `maxBatch` items in the order they were added; answers one result an item, in that order.
 * @param onFull makes the error with which `add` rejects when `maxQueued` items wait.
 * @param restMs how long a batch of several rests after it ran, so that the next one holds more; 0 (default): not at all.
 * @param after counts that rest; the machine's time by default.
 */
export const createBatcher = <Item, Result>(options: {
  run: (items: readonly Item[]) => Promise<readonly Result[]>;
  maxBatch: number;
  maxQueued: number;
  onFull: () => Error;
  restMs?: number;
  after?: Clock['after'];
}): Batcher<Item, Result> => {
  const { run, maxBatch, maxQueued, onFull, restMs = 0, after = systemClock.after } = options;
  let queue: Waiting<Item, Result>[] = [];
  let busy = false;
  let idle: (() => void)[] = [];

  const runNext = async () => {
    const batch = queue.slice(0, maxBatch);
    queue = queue.slice(maxBatch);
    try {
      const results = await run(batch.map(({ item }) => item));
      batch.forEach(({ resolve }, index) => {
        resolve(results[index] as Result);
      });
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
    if (restMs > 0 && batch.length > 1 && queue.length < maxBatch) after(restMs, goOn);
    else goOn();
  };
  const goOn = () => {
    if (queue.length > 0) return void runNext();
    busy = false;
    for (const done of idle) done();
    idle = [];
  };
  return {
    add: (item) =>
      new Promise((resolve, reject) => {
        if (queue.length >= maxQueued) return reject(onFull());
        queue.push({ item, resolve, reject });
        if (busy) return;
        busy = true;
        // Requests parsed in the same turn of the event loop join the first batch.
        setImmediate(runNext);
      }),
    size: () => queue.length,
    flush: () => (busy ? new Promise((resolve) => idle.push(resolve)) : Promise.resolve()),
  };
};
