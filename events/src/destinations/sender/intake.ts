import { derivedUuid } from '@tandem/kit';
import type { OutgoingEvent } from '../destination.model.ts';
import { liveStream } from '../destination.types.ts';
import type { EventPosition } from '../log.ts';
import { isFromBefore } from './chosen.rules.ts';
import { type Page, readPage } from './reader.ts';
import type { Hand } from './sender.types.ts';
import type { NewEntry } from './window.ts';

const dead = (
  hand: Hand,
  stream: string,
  { event, ...why }: { event: OutgoingEvent; code: string; reason: string },
) => {
  hand.pending.batch().dead.push({
    ...{ stream, event, ...why, attempts: 0, diedAt: hand.deps.clock.now() },
  });
  hand.pending.batch().failed += 1;
};

/** The size of an event, or why it can never be sent. */
const measured = (
  { driver }: Hand,
  event: OutgoingEvent,
): number | { code: string; reason: string } => {
  try {
    const size = driver.sizeOf(event);
    if (size <= driver.largestEvent) return size;
    const reason = `The event has ${size} bytes; the destination takes ${driver.largestEvent}.`;
    return { code: 'event.too.large', reason };
  } catch (error) {
    return {
      code: 'event.unusable',
      reason: `The event cannot be sent (${(error as Error).name}).`,
    };
  }
};

/** Not one event of a page: hardly the fault of each of them, so somebody has to look. */
const tellUnreadable = ({ rest, pending }: Hand, { broken }: Page) => {
  const reason = broken.at(-1)?.reason ?? '';
  const report = rest.unreadable({ code: 'event.unreadable', reason });
  if (report) pending.batch().report = report;
};

/** Takes a page in hand: what can never be sent is dead, what stands behind a parked event of its key is parked. */
const takeIn = (hand: Hand, stream: string, page: Page) => {
  const { window, parking, pending, deps, doneBefore, destination } = hand;
  const entries: NewEntry[] = [];
  const now = deps.clock.now();
  for (const { event: plain, before } of page.events) {
    if (stream === liveStream && isFromBefore(destination, plain)) continue;
    const event = stream === liveStream ? plain : { ...plain, replay: stream };
    const done = stream === liveStream && doneBefore.delete(event.id);
    const size = done ? 0 : measured(hand, event);
    if (typeof size !== 'number') dead(hand, stream, { event, ...size });
    else if (!done && parking.has(stream, event.key)) {
      const waiting = { firstAt: now, nextAt: now, attempts: 0, code: null, reason: null };
      pending.batch().parks.push({ stream, event, ...waiting });
      const where = { stream, key: event.key, now: deps.clock.monotonicMs() };
      parking.add(where, { count: 1, commit: pending.number() });
    } else entries.push({ event, size, before, done });
  }
  for (const { event, reason } of page.broken)
    dead(hand, stream, { event, code: 'event.unreadable', reason });
  if (page.allBroken) tellUnreadable(hand, page);
  window.add(stream, entries, page.end);
};

/** Reads on in one stream of a session. */
export const readOn = async (
  hand: Hand,
  stream: string,
  { until, horizon }: { readonly until?: EventPosition; readonly horizon?: EventPosition | null },
): Promise<Pick<Page, 'more' | 'heldBack' | 'end'>> => {
  const { deps, destination, window } = hand;
  const after = window.endOf(stream) ?? destination.cursor;
  const page = await readPage({
    ...{ db: deps.db, render: deps.render, org: destination.org, after },
    wanted: new Set(destination.topics),
    idOf: ({ position }) => derivedUuid('unreadable', position.xid, String(position.id)),
    ...(until ? { until } : {}),
    ...(horizon ? { horizon } : {}),
  });
  takeIn(hand, stream, page);
  // What is left of it is not sent any more: its topic was given up.
  if (stream === liveStream && !page.more) hand.doneBefore.clear();
  return page;
};
