import type { Database } from '@tandem/kit';
import { testDatabase } from '@tandem/kit/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appendEvents } from '../event-log.ts';
import { eventsMigrations } from '../index.ts';
import { addDestination, orgA, orgB, otherTopic, topic } from './sender/sender.fixture.ts';
import { destinationTotals, lagsOf, setTopics } from './store/index.ts';

describe('what waits for an event destination', () => {
  let db: Database;
  beforeAll(async () => {
    db = await testDatabase({ migrations: [eventsMigrations] });
  });
  afterAll(() => db.close());

  const types = { [topic]: ['happened'], [otherTopic]: ['happened', 'other'] };
  const happen = (type: string, count: number, org = orgA) =>
    db.transaction((tx) =>
      appendEvents(
        tx,
        Array.from({ length: count }, (_, n) => ({ org, type, key: `k${n}`, data: {} })),
      ),
    );

  it('is what may bring one of its topics, chosen before it happened', async () => {
    const { id } = await addDestination(db);
    const idle = await addDestination(db, { name: 'idle', topics: [] });
    const strange = await addDestination(db, { name: 'strange', org: orgB });
    const lag = async (known: typeof types | null = types) =>
      (await lagsOf(db, { org: orgA, ids: [id, idle.id, strange.id], types: known })).get(id);
    expect(await lag()).toMatchObject({ events: 0, oldest: null });
    await happen('other', 3);
    await happen('third', 4);
    expect(await lag()).toMatchObject({ events: 0, oldest: null });
    await happen('happened', 2);
    await happen('happened', 5, orgB);
    expect(await lag()).toMatchObject({ events: 2, oldest: expect.any(Date) });
    expect(await lag(null)).toMatchObject({ events: 9 });
    expect(await destinationTotals(db, types)).toMatchObject({ destinations: 3, lag: 7 });
    // The other topic counts from now on: its events from before are not sent.
    const at = new Date();
    await setTopics(db, { id, org: orgA, topics: [topic, otherTopic], at });
    expect(await lag()).toMatchObject({ events: 2 });
    await happen('other', 1);
    expect(await lag()).toMatchObject({ events: 3 });
    await setTopics(db, { id, org: orgA, topics: [otherTopic], at });
    expect(await lag()).toMatchObject({ events: 1 });
    await setTopics(db, { id, org: orgA, topics: [], at });
    expect(await lag()).toMatchObject({ events: 0, oldest: null });
    const all = await lagsOf(db, { org: orgA, ids: [id, idle.id, strange.id], types });
    expect([...all.keys()].toSorted()).toEqual([id, idle.id].toSorted());
  });
});
