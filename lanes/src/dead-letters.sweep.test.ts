import { createSweeper, createTestClock, type Database, derivedUuid, silentLog } from '@tandem/kit';
import { testDatabase } from '@tandem/kit/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { countExpired, deadLetterSweep } from './dead-letters.sweep.ts';
import { enqueueWork, lanesMigrations } from './index.ts';

const now = new Date('2026-06-01T00:00:00.000Z');
const daysAgo = (days: number) => new Date(now.getTime() - days * 24 * 3_600_000);
const [here, there] = [derivedUuid('here'), derivedUuid('there')];

let db: Database;
beforeAll(async () => {
  db = await testDatabase({ migrations: [lanesMigrations] });
  // Halves bring it along for all that they keep.
  await db.query(
    `create table if not exists retention_run (name text primary key, started_at timestamptz not null,
       finished_at timestamptz, removed bigint not null, total bigint not null)`,
  );
});
afterAll(() => db.close());

const add = (given: {
  org?: string;
  queue?: string;
  payload?: unknown;
  died: number;
  redriven?: number;
}) =>
  db.query(
    `insert into dead_letter (org, queue, part, lane, work_id, payload, attempts, reason, died_at, redriven_at)
     values ($1, $2, 1, 1, 1, $3, 6, 'gone', $4, $5)`,
    [
      ...[given.org ?? here, given.queue ?? 'out', JSON.stringify(given.payload ?? {})],
      ...[daysAgo(given.died), given.redriven === undefined ? null : daysAgo(given.redriven)],
    ],
  );

it('dead letters go by age in bounded parts, and those that nobody put back are counted by what they were for', async () => {
  const clock = createTestClock(now);
  const round = () =>
    createSweeper({
      ...{ db, clock, log: silentLog, pauseMs: 0 },
      sweeps: [deadLetterSweep(30, 'channel')],
    }).round();
  for (let n = 0; n < 1_001; n += 1) await add({ died: 31, payload: { channel: 'a' } });
  await add({ died: 40, payload: { channel: 'b' } });
  await add({ died: 40, payload: 'plain', org: there });
  await add({ died: 40, queue: 'other', redriven: 20 });
  await add({ died: 29, payload: { channel: 'a' } });
  expect(await round()).toEqual({ laneDeadLetters: 1_004 });
  expect(await db.query('select died_at as died from dead_letter')).toEqual([
    { died: daysAgo(29) },
  ]);
  const expired = (org: string, subject?: string, queue = 'out') =>
    countExpired(db, { org, queues: [queue], ...(subject === undefined ? {} : { subject }) });
  expect(await expired(here)).toBe(1_002);
  expect([await expired(here, 'a'), await expired(here, 'b')]).toEqual([1_001, 1]);
  expect([await expired(there), await expired(there, '')]).toEqual([1, 1]);
  expect(await expired(here, undefined, 'other')).toBe(0);
  await add({ died: 31, payload: { channel: 'b' } });
  expect(await round()).toEqual({ laneDeadLetters: 1 });
  expect(await expired(here, 'b')).toBe(2);
});

it('a dead letter that no field can be read of goes as the others do', async () => {
  const clock = createTestClock(now);
  await db.query('delete from dead_letter');
  await db.query(
    `insert into dead_letter (org, queue, part, lane, work_id, payload, attempts, reason, died_at)
     values ($1, 'odd', 1, 1, 1, '{"channel": "x", "id": "a\\u0000"}', 6, 'gone', $2)`,
    [here, daysAgo(31)],
  );
  const sweeper = createSweeper({
    ...{ db, clock, log: silentLog, pauseMs: 0 },
    sweeps: [deadLetterSweep(30, 'channel')],
  });
  expect(await sweeper.round()).toEqual({ laneDeadLetters: 1 });
  expect(await countExpired(db, { org: here, queues: ['odd'], subject: '' })).toBe(1);
});

it('a sweep that fails keeps no other from its work', async () => {
  const clock = createTestClock(now);
  await add({ died: 31 });
  const sweeper = createSweeper({
    ...{ db, clock, log: silentLog, pauseMs: 0 },
    sweeps: [
      { name: 'broken', begin: () => () => Promise.reject(new Error('broken')) },
      deadLetterSweep(30, 'channel'),
    ],
  });
  await expect(sweeper.round()).rejects.toThrow('broken');
  expect(await db.query('select 1 from dead_letter')).toEqual([]);
});

it('what is queued can be read, whatever it holds', async () => {
  const payload = { channel: 'a', id: 'a\u0000b\ud800', list: ['\u0000'] };
  await enqueueWork(db, [{ org: here, queue: 'odd', part: 1, lane: 1, payload }]);
  const [row] = await db.query<{ id: string; channel: string }>(
    `select payload->>'id' as id, payload->>'channel' as channel from lane_work where queue = 'odd'`,
  );
  expect(row).toEqual({ id: 'ab\ufffd', channel: 'a' });
});
