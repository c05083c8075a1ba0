import { destinationOperations as operations, type TopicVolume } from '@tandem/contract';
import { testDatabase } from '@tandem/kit/testing';
import { expect, it } from 'vitest';
import { appendEvents, eventsMigrations } from '../index.ts';
import { createDestinationsNode, known, renderKnown } from './destinations.fixture.ts';
import { orgA, orgB } from './sender/sender.fixture.ts';

it('estimates the volume of a topic whose events come late on a busy day', async () => {
  await using db = await testDatabase({ migrations: [eventsMigrations] });
  const node = createDestinationsNode(db, {
    // Every other event of its type has the topic.
    render: async (events, wanted) =>
      renderKnown(
        events.filter(({ type, data }) => type === 'late' && (data as { n: number }).n % 2 === 0),
        wanted,
      ),
  });
  const some = (count: number, type: string, org: string) =>
    Array.from({ length: count }, (_, n) => ({ org, type, key: 'k', data: { n } }));
  await db.transaction((tx) => appendEvents(tx, some(1_500, 'early', orgA)));
  await db.transaction((tx) => appendEvents(tx, some(3_000, 'late', orgA)));
  await db.transaction((tx) => appendEvents(tx, some(10, 'late', orgB)));
  const volume = async (org: string) => {
    const { topics } = await node.call<{ topics: TopicVolume[] }>(operations.getEventVolume, {
      org,
    });
    return topics.find(({ topic }) => topic === known)?.eventsPerDay ?? 0;
  };
  expect(await volume(orgA)).toBeGreaterThan(750);
  expect(await volume(orgA)).toBeLessThan(2_250);
  expect(await volume(orgB)).toBe(5);
  await node.stop();
});
