import type { TopicVolume } from '@tandem/contract';
import type { DestinationDeps } from './destinations.deps.ts';
import { sendableTopics } from './destinations.usecases.ts';
import type { StoredEvent } from './log.ts';
import { eventsByType, sampleByType } from './store/index.ts';

const dayMs = 24 * 3_600_000;
/** So many events of each type are rendered to see what they bring: the rare ones beside those that crowd a busy day. */
const sample = 50;

/** Events of the sample by type. */
const byType = (events: readonly StoredEvent[]) => {
  const types = new Map<string, number>();
  for (const { type } of events) types.set(type, (types.get(type) ?? 0) + 1);
  return types;
};

/**
 * How many events a day each topic would bring, judged by the last day: a sample is rendered, and each type of event
 * counted in full.
 */
export async function estimateVolume(
  { db, clock, render }: Pick<DestinationDeps, 'db' | 'clock' | 'render'>,
  org: string,
): Promise<readonly TopicVolume[]> {
  const topics = sendableTopics();
  const since = new Date(clock.now().getTime() - dayMs);
  const [counts, events] = await Promise.all([
    eventsByType(db, org, since),
    sampleByType(db, org, { since, most: sample }),
  ]);
  const types = byType(events);
  const typeAt = new Map(
    events.map(({ position, type }) => [`${position.xid}-${position.id}`, type]),
  );
  const scale = new Map(
    counts.map(({ type, events: all }) => [type, all / (types.get(type) ?? all)]),
  );
  const volume = new Map<string, number>();
  for (const { topic, position } of await render(events, new Set(topics))) {
    const type = typeAt.get(`${position.xid}-${position.id}`) ?? '';
    volume.set(topic, (volume.get(topic) ?? 0) + (scale.get(type) ?? 1));
  }
  return topics.map((topic) => ({ topic, eventsPerDay: Math.round(volume.get(topic) ?? 0) }));
}
