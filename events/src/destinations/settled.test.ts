import { createTestClock, type Database, type TestClock } from '@tandem/kit';
import { testDatabase } from '@tandem/kit/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eventsMigrations } from '../index.ts';
import { addDestination, orgB } from './sender/sender.fixture.ts';
import { settled } from './settled.usecase.ts';

describe('the answer to a change', () => {
  let db: Database;
  let clock: TestClock;
  let looks = 0;
  beforeAll(async () => {
    db = await testDatabase({ migrations: [eventsMigrations] });
  });
  afterAll(() => db.close());
  beforeEach(async () => {
    await db.query('truncate destination cascade');
    clock = createTestClock();
    looks = 0;
  });

  const hold = (id: string, seen: number, lease = '1 hour') =>
    db.query(
      `update destination set owner = 'other', version = 7, seen_version = $2,
         lease_until = clock_timestamp() + $3::interval where id = $1`,
      [id, seen, lease],
    );
  /** Lets time pass until it is answered. @returns after how long, and what was logged */
  const answer = async (id: string, during: (ms: number) => Promise<unknown> = async () => {}) => {
    const begun = clock.monotonicMs();
    const warned: object[] = [];
    let over = false;
    let look: Promise<unknown> = Promise.resolve();
    const counting: Pick<Database, 'query'> = {
      query(...given: Parameters<Database['query']>) {
        looks += 1;
        look = db.query(...given);
        return look;
      },
    } as never;
    const log = { warn: (fields: object) => void warned.push(fields) };
    const waiting = settled({ db: counting as Database, clock, log: log as never }, id).then(() => {
      over = true;
      return clock.monotonicMs() - begun;
    });
    while (!over) {
      await during(clock.monotonicMs() - begun);
      // Every look is through before time goes on.
      await look;
      await db.query('select 1');
      await clock.advance(10);
    }
    return { afterMs: await waiting, warned };
  };

  it('comes at once where nobody sends, or by what is saved already', async () => {
    const { id } = await addDestination(db);
    expect((await answer(id)).afterMs).toBeLessThanOrEqual(100);
    await hold(id, 7);
    expect((await answer(id)).afterMs).toBeLessThanOrEqual(100);
    await hold(id, 3, '-1 second');
    expect(await answer(id)).toMatchObject({ warned: [] });
  });

  it('waits for a holder that has not seen it, without asking all the time', async () => {
    const { id } = await addDestination(db);
    const other = await addDestination(db, { name: 'two', org: orgB });
    await hold(other.id, 7);
    await hold(id, 6);
    const { afterMs, warned } = await answer(id, async (ms) => {
      if (ms >= 3_000) await hold(id, 7);
    });
    expect(warned).toEqual([]);
    expect(afterMs).toBeGreaterThanOrEqual(3_000);
    expect(afterMs).toBeLessThan(8_000);
    expect(looks).toBeLessThan(40);
  });

  it('comes within ten seconds where the holder hangs, which is logged', async () => {
    const { id } = await addDestination(db);
    await hold(id, 6);
    const { afterMs, warned } = await answer(id);
    expect(afterMs).toBeGreaterThanOrEqual(8_000);
    expect(afterMs).toBeLessThan(10_000);
    expect(warned).toMatchObject([{ destination: id, holder: 'older' }]);
  });

  it('comes soon where nobody can say what the holder has seen', async () => {
    const { id } = await addDestination(db);
    await hold(id, 0);
    const { afterMs, warned } = await answer(id);
    expect(afterMs).toBeLessThan(2_000);
    expect(warned).toMatchObject([{ destination: id, holder: 'unknown' }]);
  });
});
