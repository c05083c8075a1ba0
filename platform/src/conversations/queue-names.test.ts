import type { Database } from '@tandem/kit';
import { testClock } from '@tandem/kit/testing';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createQueueNames } from '../routing/index.ts';
import { platformTestDatabase } from '../testing/index.ts';
import { addQueue, here, queueId, there } from './conversation.testing.ts';

const gone = '00000000-0000-4000-8000-00000000dead';

let db: Database;
beforeAll(async () => {
  db = await platformTestDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  await db.query('truncate queue cascade');
  await addQueue(db);
});

/** Names of queues, and which of them were read. */
const startNames = () => {
  const clock = testClock();
  const read: unknown[] = [];
  const call: Database['call'] = (name, text, values) => {
    read.push(values?.[1]);
    return db.call(name, text, values);
  };
  return { clock, read, names: createQueueNames({ db: { ...db, call }, clock }) };
};

const nameIt = (name: string) =>
  db.query('update queue set name = $2 where id = $1', [queueId, name]);

it('names of the last second are not read again, older ones are', async () => {
  const { clock, read, names } = startNames();
  await nameIt('Sales');
  await names(here, [queueId]);
  await nameIt('Orders');
  expect(await names(here, [queueId, gone])).toEqual(new Map([[queueId, 'Sales']]));
  expect(read).toEqual([[queueId], [gone]]);
  await clock.advance(1_000);
  expect(await names(here, [queueId])).toEqual(new Map([[queueId, 'Orders']]));
});

it('names of no queue are not remembered, nor those of other organisations told', async () => {
  const { read, names } = startNames();
  expect(await names(here, [gone])).toEqual(new Map());
  expect(await names(here, [gone])).toEqual(new Map());
  expect((await names(here, [queueId])).size).toBe(1);
  expect(await names(there, [queueId])).toEqual(new Map());
  expect(read).toEqual([[gone], [gone], [queueId], [queueId]]);
});
