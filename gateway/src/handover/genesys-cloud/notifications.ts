import { topicName } from '@tandem/contract';
import type { ClientSocket, Clock, Log, Timer, WebSocketClient } from '@tandem/kit';
import type { GenesysClient } from './client.ts';

/**
 * Events of conversations over one notification channel of one client. They only say "look again": what an event
 * means is never taken from the event.
 */
export type NotificationFeed = {
  readonly watch: (conversation: string, hear: () => void) => () => void;
  readonly isLive: (conversation: string) => boolean;
  readonly close: () => void;
};

/** Every change of owner or end shows in one of these. */
const suffixes = ['customer.end', 'user.start', 'user.end', 'acd.end', 'acw'] as const;
const topicsOf = (conversation: string) =>
  suffixes.map((suffix) => topicName(`v2.detail.events.conversation.{id}.${suffix}`, conversation));

const reconnectMs = [1_000, 5_000, 15_000, 60_000];
const gatherMs = 50;
const silenceMs = 75_000;
/** The vendor ends channels after a day. */
const renewMs = 20 * 60 * 60 * 1000;
const maxConversations = 190;

type Entry = { live: boolean; hearers: Set<() => void> };
type Deps = {
  readonly client: GenesysClient;
  readonly sockets: WebSocketClient;
  readonly clock: Clock;
  readonly log: Log;
};

type Channel = { readonly id: string; readonly connectUri: string };

const createChannel = async (client: GenesysClient): Promise<Channel | null> => {
  const answer = await client.request({ method: 'POST', path: '/api/v2/notifications/channels' });
  const { id, connectUri } = (answer.body ?? {}) as { id?: unknown; connectUri?: unknown };
  const usable = typeof id === 'string' && typeof connectUri === 'string';
  return answer.status === 200 && usable ? { id, connectUri } : null;
};

/** Names of the topics the client may have; the others are refused one by one, not the whole request. */
const subscribe = async (client: GenesysClient, channel: Channel, topics: readonly string[]) => {
  const answer = await client.request({
    method: 'POST',
    path: `/api/v2/notifications/channels/${channel.id}/subscriptions?ignoreErrors=true`,
    body: topics.map((id) => ({ id })),
  });
  const { entities } = (answer.body ?? {}) as { entities?: { id?: string; state?: string }[] };
  if (answer.status !== 200 || !Array.isArray(entities)) return [];
  return entities.filter(({ state }) => state !== 'Rejected').map(({ id }) => id ?? '');
};

const conversationOf = (topic: unknown): string | null =>
  typeof topic === 'string'
    ? (/^v2\.detail\.events\.conversation\.([^.]+)\./.exec(topic)?.[1] ?? null)
    : null;

const parse = (text: string): { topicName?: unknown } => {
  try {
    return (JSON.parse(text) ?? {}) as { topicName?: unknown };
  } catch {
    return {};
  }
};

export const createNotificationFeed = ({ client, sockets, clock, log }: Deps): NotificationFeed => {
  const entries = new Map<string, Entry>();
  let channel: Channel | null = null;
  let socket: ClientSocket | null = null;
  let failures = 0;
  let timers: Timer[] = [];
  let gathering: Timer | null = null;
  let closed = false;

  const hear = (conversation: string) => {
    for (const hearer of entries.get(conversation)?.hearers ?? []) hearer();
  };
  const drop = () => {
    for (const timer of timers) timer.cancel();
    timers = [];
    socket?.close();
    socket = null;
    channel = null;
    for (const entry of entries.values()) entry.live = false;
  };
  const again = () => {
    drop();
    if (closed || entries.size === 0 || gathering) return;
    const pause = reconnectMs[Math.min(failures, reconnectMs.length - 1)] ?? 60_000;
    failures += 1;
    gathering = clock.after(pause, settle);
  };
  const watchSilence = () => {
    let timer = clock.after(silenceMs, again);
    timers.push({ cancel: () => timer.cancel() });
    return () => {
      timer.cancel();
      timer = clock.after(silenceMs, again);
    };
  };
  const open = async () => {
    const made = await createChannel(client);
    if (!made) throw new Error('no notification channel');
    const opened = await sockets.connect(made.connectUri);
    channel = made;
    socket = opened;
    const heard = watchSilence();
    timers.push(clock.after(renewMs, again));
    opened.onMessage((text) => {
      heard();
      const { topicName: topic } = parse(text);
      if (topic === 'v2.system.socket_closing') return again();
      const conversation = conversationOf(topic);
      if (conversation) hear(conversation);
    });
    opened.onClose(() => {
      if (socket === opened) again();
    });
    return made;
  };
  /** Brings channel and subscriptions to what is watched. */
  const bring = async () => {
    if (closed || entries.size === 0) return;
    const current = channel ?? (await open());
    const missing = [...entries].filter(([, { live }]) => !live).slice(0, maxConversations);
    if (missing.length === 0) return;
    const granted = await subscribe(
      client,
      current,
      missing.flatMap(([id]) => topicsOf(id)),
    );
    const live = new Set(granted.map(conversationOf));
    for (const [id, entry] of missing) {
      entry.live = live.has(id);
      // Something may have happened before the subscription held.
      if (entry.live) hear(id);
    }
    failures = 0;
  };
  const settle = () => {
    gathering = null;
    bring().catch((error) => {
      log.info({ err: error }, 'notification channel not available, polling instead');
      again();
    });
  };
  return {
    watch(conversation, hearer) {
      const entry = entries.get(conversation) ?? { live: false, hearers: new Set() };
      entries.set(conversation, entry);
      entry.hearers.add(hearer);
      if (!entry.live) gathering ??= clock.after(gatherMs, settle);
      return () => {
        entry.hearers.delete(hearer);
        if (entry.hearers.size === 0) entries.delete(conversation);
        if (entries.size === 0) drop();
      };
    },
    isLive: (conversation) => entries.get(conversation)?.live ?? false,
    close() {
      closed = true;
      gathering?.cancel();
      entries.clear();
      drop();
    },
  };
};
