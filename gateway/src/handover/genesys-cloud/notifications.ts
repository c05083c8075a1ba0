import { limits } from '@tandem/contract';
import type { Log, Timer } from '@tandem/kit';
import type { Heard } from '../provider.model.ts';
import {
  type ChannelDeps,
  type OpenChannel,
  openChannel,
  subscribe,
} from './notification-channel.ts';
import { createSubjects, type SubjectEntry } from './notification-subjects.ts';
import { type Subject, topicsOfSubject } from './notification-topics.ts';

/**
 * Events about subjects over the notification channels of one client. They only say "look again": what an event means
 * is never taken from the event. What finds no room in the channels is simply not live.
 */
export type NotificationFeed = {
  readonly watch: (subject: Subject, hear: (what: Heard) => void) => () => void;
  readonly isLive: (subject: Subject) => boolean;
  readonly close: () => void;
};

/**
 * Channels of one client on one node: two nodes, and what a restart leaves behind, stay below the vendor's limit,
 * beyond which the oldest channel would be taken away.
 */
export const maxChannels = 8;
/** Subjects of one channel, within its limit of topics. */
export const maxSubjects = Math.floor(limits.topicsPerChannel / topicsOfSubject);

const reconnectMs = [1_000, 5_000, 15_000, 60_000] as const;
const gatherMs = 50;

/** One channel and what it is subscribed to, what nobody wants any more included. */
type Slot = { channel: OpenChannel; readonly subscribed: Set<Subject> };

export const createNotificationFeed = (deps: ChannelDeps & { log: Log }): NotificationFeed => {
  const { client, clock, log } = deps;
  const subjects = createSubjects();
  const slots = new Set<Slot>();
  let next: Timer | null = null;
  let running = false;
  let failures = 0;
  let closed = false;

  const settleIn = (ms: number) => {
    if (!closed && !running && subjects.size() > 0) next ??= clock.after(ms, () => void settle());
  };
  const again = () => {
    settleIn(reconnectMs[Math.min(failures, reconnectMs.length - 1)] ?? gatherMs);
    failures += 1;
  };
  const drop = (slot: Slot) => {
    slots.delete(slot);
    subjects.release(slot);
    slot.channel.close();
  };
  const open = async (): Promise<Slot> => {
    const on: { lost: () => void } = { lost: () => {} };
    const channel = await openChannel(deps, {
      hear: (subject) => subjects.hear(subject, 'changed'),
      closed: () => on.lost(),
    });
    const slot: Slot = { channel, subscribed: new Set() };
    on.lost = () => {
      if (!slots.delete(slot)) return;
      subjects.release(slot);
      again();
    };
    slots.add(slot);
    return slot;
  };
  /** Puts subjects into a channel. A channel that is full of what nobody wants any more begins anew. */
  const fill = async (slot: Slot, entries: readonly SubjectEntry[]) => {
    const added = entries.map(({ subject }) => subject);
    const replace = slot.subscribed.size + added.length > maxSubjects;
    const wanted = replace ? [...subjects.heldBy(slot), ...added] : added;
    const granted = await subscribe(client, slot.channel, { subjects: wanted, replace });
    if (replace) slot.subscribed.clear();
    for (const subject of wanted) slot.subscribed.add(subject);
    for (const entry of entries) subjects.settle(entry, slot, granted.has(entry.subject));
    // Something may have happened before the subscription held.
    for (const { subject } of entries) if (granted.has(subject)) subjects.hear(subject, 'joined');
  };
  const slotWithRoom = async (): Promise<Slot | null> => {
    const free = [...slots].find((slot) => subjects.heldBy(slot).length < maxSubjects);
    return free ?? (slots.size < maxChannels ? open() : null);
  };
  const bring = async () => {
    for (let waiting = subjects.waiting(); waiting.length > 0 && !closed; ) {
      const slot = await slotWithRoom();
      if (!slot || closed) return;
      const room = maxSubjects - subjects.heldBy(slot).length;
      try {
        await fill(slot, waiting.slice(0, room));
      } catch (error) {
        drop(slot);
        throw error;
      }
      waiting = subjects.waiting();
    }
    failures = 0;
  };
  const settle = async (): Promise<void> => {
    next = null;
    running = true;
    const failed = await bring().then(
      () => false,
      (error) => {
        log.info({ err: error }, 'notification channel not available, polling instead');
        return true;
      },
    );
    running = false;
    if (failed) again();
    else if (subjects.waiting().length > 0 && slots.size < maxChannels) settleIn(gatherMs);
  };
  return {
    watch(subject, hear) {
      if (!subjects.add(subject, hear).slot) settleIn(gatherMs);
      return () => {
        subjects.remove(subject, hear);
        if (subjects.size() === 0) for (const slot of [...slots]) drop(slot);
        // Its room may be what another waits for.
        else if (subjects.waiting().length > 0) settleIn(gatherMs);
      };
    },
    isLive: subjects.isLive,
    close() {
      closed = true;
      next?.cancel();
      subjects.clear();
      for (const slot of [...slots]) drop(slot);
    },
  };
};
