import { createTestClock, type Database, silentLog } from '@tandem/kit';
import { expect, it, vi } from 'vitest';
import { fixed } from './index.ts';
import { createTenure } from './lane-book.types.ts';
import type { LanesStore } from './lanes.store.ts';
import { orgA, recordingEffect } from './lanes.test-support.ts';
import type { Leases } from './leases.ts';
import { createSettler } from './settler.ts';

const startSettler = () => {
  const error = vi.fn();
  const batches: number[] = [];
  const store: Pick<LanesStore, 'settle'> = {
    settle: async (settlements) => void batches.push(settlements.length),
  };
  const settler = createSettler({
    queue: recordingEffect({ retry: fixed({ retries: 0, everyMs: 1 }) }),
    db: {} as Database,
    store: store as LanesStore,
    leases: {} as Leases,
    clock: createTestClock(),
    log: { ...silentLog, error },
  });
  const add = (id: number, ended: () => void) => {
    const tenure = createTenure(1, 1, 0);
    const work = { id, org: orgA, queue: 'send', part: 1, lane: 1, attempts: 0, payload: null };
    const late = { ...work, late: false };
    settler.add({
      ...{ tenure, laneWaits: false, ended },
      settled: { work: late, outcome: { kind: 'done' }, final: true },
      settlement: { tenure, work: late, kind: 'done', attempts: 1 },
    });
  };
  return { settler, add, error, batches };
};

it('ends every item of a batch, and says once which failed to', async () => {
  const { settler, add, error, batches } = startSettler();
  const ended: number[] = [];
  for (const id of [1, 2, 3, 4])
    add(id, () => {
      if (id < 3) throw new Error(`no ${id}`);
      ended.push(id);
    });
  await settler.flush();
  expect(batches).toEqual([4]);
  expect(ended).toEqual([3, 4]);
  expect(settler.size()).toBe(0);
  expect(error.mock.calls).toEqual([
    [{ err: new Error('no 1'), queue: 'send', items: 2 }, 'completing failed'],
  ]);
});
