import type { Log, Timer } from '@tandem/kit';
import {
  type ChannelDeps,
  type OpenChannel,
  openChannel,
  subscribe,
} from './notification-channel.ts';

/**
 * Events of conversations over one notification channel of one client. They only say "look again": what an event
 * means is never taken from the event.
 */
export type NotificationFeed = {
  readonly watch: (conversation: string, hear: () => void) => () => void;
  readonly isLive: (conversation: string) => boolean;
  readonly close: () => void;
};

type Entry = { live: boolean; readonly hearers: Set<() => void> };

const reconnectMs = [1_000, 5_000, 15_000, 60_000] as const;
const gatherMs = 50;
/** A subscription takes up to 1 000 topics, and there are five for each conversation. */
const maxConversations = 190;

/** What is watched, and who wants to hear of it. */
const createEntries = () => {
  const entries = new Map<string, Entry>();
  return {
    add(conversation: string, hear: () => void): Entry {
      const entry = entries.get(conversation) ?? { live: false, hearers: new Set() };
      entries.set(conversation, entry);
      entry.hearers.add(hear);
      return entry;
    },
    remove(conversation: string, hear: () => void) {
      const entry = entries.get(conversation);
      entry?.hearers.delete(hear);
      if (entry?.hearers.size === 0) entries.delete(conversation);
    },
    hear(conversation: string) {
      for (const hear of entries.get(conversation)?.hearers ?? []) hear();
    },
    missing: () =>
      [...entries].flatMap(([id, { live }]) => (live ? [] : [id])).slice(0, maxConversations),
    setLive(conversation: string, live: boolean) {
      const entry = entries.get(conversation);
      if (entry) entry.live = live;
    },
    allDead() {
      for (const entry of entries.values()) entry.live = false;
    },
    isLive: (conversation: string) => entries.get(conversation)?.live ?? false,
    size: () => entries.size,
    clear: () => entries.clear(),
  };
};

export const createNotificationFeed = (deps: ChannelDeps & { log: Log }): NotificationFeed => {
  const { client, clock, log } = deps;
  const entries = createEntries();
  let channel: OpenChannel | null = null;
  let next: Timer | null = null;
  let failures = 0;
  let closed = false;

  const drop = () => {
    channel?.close();
    channel = null;
    entries.allDead();
  };
  const settleIn = (ms: number) => {
    if (!closed && entries.size() > 0) next ??= clock.after(ms, settle);
  };
  const again = () => {
    drop();
    settleIn(reconnectMs[Math.min(failures, reconnectMs.length - 1)] ?? gatherMs);
    failures += 1;
  };
  /** Brings channel and subscriptions to what is watched. */
  const bring = async () => {
    const missing = entries.missing();
    if (closed || missing.length === 0) return;
    channel ??= await openChannel(deps, { hear: entries.hear, closed: again });
    const live = await subscribe(client, channel, missing);
    for (const id of missing) entries.setLive(id, live.has(id));
    failures = 0;
    // Something may have happened before the subscription held.
    for (const id of missing) if (live.has(id)) entries.hear(id);
  };
  const settle = () => {
    next = null;
    bring().catch((error) => {
      log.info({ err: error }, 'notification channel not available, polling instead');
      again();
    });
  };
  return {
    watch(conversation, hear) {
      if (!entries.add(conversation, hear).live) settleIn(gatherMs);
      return () => {
        entries.remove(conversation, hear);
        if (entries.size() === 0) drop();
      };
    },
    isLive: entries.isLive,
    close() {
      closed = true;
      next?.cancel();
      entries.clear();
      drop();
    },
  };
};
