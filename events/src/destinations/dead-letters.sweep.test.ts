import { createSweeper, createTestClock, type Database, derivedUuid, silentLog } from '@tandem/kit';
import { testDatabase, untilLockedOut } from '@tandem/kit/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventsMigrations } from '../index.ts';
import { deadLetterSweep } from './dead-letters.sweep.ts';
import type { DestinationRecord } from './destination.types.ts';
import { addDestination, orgB, topic } from './sender/sender.fixture.ts';
import { buryEvents, destinationTotals, findDestination, takeDeadLetters } from './store/index.ts';

let db: Database;
beforeAll(async () => {
  db = await testDatabase({ migrations: [eventsMigrations] });
});
afterAll(() => db.close());

const now = new Date('2026-11-21T12:00:00.000Z');
const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000);

const bury = (destination: DestinationRecord, count: number, diedAt: Date) =>
  buryEvents(
    db,
    destination.id,
    Array.from({ length: count }, (_, n) => ({
      ...{ stream: '', code: 'MalformedDetail', reason: 'No JSON.', attempts: 1, diedAt },
      event: {
        id: derivedUuid(destination.id, String(n), diedAt.toISOString()),
        ...{ org: destination.org, position: { xid: '5', id: n }, key: 'k', topic },
        ...{ topicName: topic, eventBody: { n }, correlationId: null, at: diedAt },
      },
    })),
  );
const createSweep = () =>
  createSweeper({
    ...{ db, clock: createTestClock(now), log: silentLog, sweeps: [deadLetterSweep(30)] },
    pauseMs: 0,
  });

it('dead letters go after their time, in batches, and are counted where nobody sent them again', async () => {
  const mine = await addDestination(db);
  const theirs = await addDestination(db, { name: 'two', org: orgB });
  await bury(mine, 2_300, daysAgo(31));
  await bury(mine, 3, daysAgo(29));
  await bury(theirs, 2, daysAgo(31));
  const redriven = { destination: mine.id, org: mine.org, ids: null, limit: 100, at: now };
  expect(await takeDeadLetters(db, redriven)).toHaveLength(100);
  const sweeper = createSweep();
  expect(await sweeper.round()).toEqual({ eventDeadLetters: 2_302 });
  expect(await db.query('select died_at from destination_dead_letter')).toEqual(
    Array.from({ length: 3 }, () => ({ died_at: daysAgo(29) })),
  );
  expect(await findDestination(db, mine.org, mine.id)).toMatchObject({ expired: 2_200 });
  expect(await findDestination(db, orgB, theirs.id)).toMatchObject({ expired: 2 });
  expect(await destinationTotals(db, null)).toMatchObject({ deadLetters: 3, expired: 2_202 });
  expect(await sweeper.round()).toEqual({ eventDeadLetters: 0 });
});

it('whoever sends is in nobody’s way: its destination comes before its dead letters, for both', async () => {
  const one = await addDestination(db, { name: 'busy' });
  await bury(one, 2, daysAgo(31));
  let round: Promise<unknown> = Promise.resolve();
  await db.transaction(async (tx) => {
    await tx.query('update destination set delivered = delivered + 1 where id = $1', [one.id]);
    round = createSweep().round();
    await untilLockedOut(db);
    await tx.query('update destination_dead_letter set redriven_at = $2 where destination = $1', [
      one.id,
      now,
    ]);
  });
  expect(await round).toEqual({ eventDeadLetters: 2 });
  expect(await findDestination(db, one.org, one.id)).toMatchObject({ expired: 0 });
});
