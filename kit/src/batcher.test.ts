import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBatcher } from './batcher.ts';
import { createTestClock } from './clock.ts';

const deferred = () => {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
};

describe('group commit batcher', () => {
  it('gathers what arrives while a batch is on its way and answers each item with its own result', async () => {
    const batches: number[][] = [];
    const gate = deferred();
    const batcher = createBatcher<number, string>({
      async run(items) {
        batches.push([...items]);
        if (batches.length === 1) await gate.promise;
        return items.map((item) => `#${item}`);
      },
      maxBatch: 3,
      maxQueued: 100,
      onFull: () => new Error('full'),
    });
    const first = batcher.add(1);
    await new Promise((resolve) => setImmediate(resolve));
    const rest = [2, 3, 4, 5].map(batcher.add);
    gate.resolve();
    expect(await Promise.all([first, ...rest])).toEqual(['#1', '#2', '#3', '#4', '#5']);
    expect(batches).toEqual([[1], [2, 3, 4], [5]]);
  });

  it('rejects every item of a failed batch and goes on with the next', async () => {
    let calls = 0;
    const batcher = createBatcher<number, number>({
      run: async (items) => {
        calls += 1;
        if (calls === 1) throw new Error('lost');
        return items;
      },
      maxBatch: 2,
      maxQueued: 100,
      onFull: () => new Error('full'),
    });
    const results = await Promise.allSettled([1, 2, 3].map(batcher.add));
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
  });

  it('refuses more than it may hold, at once', async () => {
    const gate = deferred();
    const batcher = createBatcher<number, number>({
      run: async (items) => {
        await gate.promise;
        return items;
      },
      maxBatch: 1,
      maxQueued: 2,
      onFull: () => new Error('full'),
    });
    const kept = [1, 2].map(batcher.add);
    await expect(batcher.add(3)).rejects.toThrow('full');
    gate.resolve();
    expect(await Promise.all(kept)).toEqual([1, 2]);
    await batcher.flush();
    expect(batcher.size()).toBe(0);
  });

  it('keeps the order of arrival whatever the batch size', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer(), { maxLength: 50 }),
        fc.integer({ min: 1, max: 7 }),
        async (items, maxBatch) => {
          const seen: number[] = [];
          const batcher = createBatcher<number, number>({
            run: async (batch) => {
              expect(batch.length).toBeLessThanOrEqual(maxBatch);
              seen.push(...batch);
              return batch;
            },
            maxBatch,
            maxQueued: 1000,
            onFull: () => new Error('full'),
          });
          expect(await Promise.all(items.map(batcher.add))).toEqual(items);
          expect(seen).toEqual(items);
        },
      ),
    );
  });

  it('rests behind a batch of several, and only there, so that the next one holds more', async () => {
    const clock = createTestClock();
    const batches: number[][] = [];
    const rested = createBatcher({
      async run(items: readonly number[]) {
        batches.push([...items]);
        return items;
      },
      ...{ maxBatch: 10, maxQueued: 100, restMs: 60_000, after: clock.after },
      onFull: () => new Error('full'),
    });
    await Promise.all([rested.add(1), rested.add(2)]);
    await clock.advance(59_999);
    expect(batches).toEqual([[1, 2]]);
    // Behind the batch that was, and before what runs next.
    const later = [rested.add(3)];
    await new Promise(setImmediate);
    later.push(rested.add(4));
    await clock.advance(60_000);
    expect(await Promise.all(later)).toEqual([3, 4]);
    await clock.advance(60_000);
    await rested.flush();
    expect(await rested.add(5)).toBe(5);
    await rested.flush();
    expect(batches).toEqual([[1, 2], [3, 4], [5]]);
  });
});
