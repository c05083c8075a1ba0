import { topicName } from '@tandem/contract';
import type { ClientSocket, Clock, Timer, WebSocketClient } from '@tandem/kit';
import type { GenesysClient } from './client.ts';

/** One notification channel with its open socket. */
export type OpenChannel = {
  readonly id: string;
  readonly close: () => void;
};

export type ChannelDeps = {
  readonly client: GenesysClient;
  readonly sockets: WebSocketClient;
  readonly clock: Clock;
};

/** Every change of owner or end shows in one of these. */
const suffixes = ['customer.end', 'user.start', 'user.end', 'acd.end', 'acw'] as const;
const topicsOf = (conversation: string) =>
  suffixes.map((suffix) => topicName(`v2.detail.events.conversation.{id}.${suffix}`, conversation));

const silenceMs = 75_000;
/** The vendor ends channels after a day. */
const renewMs = 20 * 60 * 60 * 1000;

const conversationOf = (topic: unknown): string | null =>
  typeof topic === 'string'
    ? (/^v2\.detail\.events\.conversation\.([^.]+)\./.exec(topic)?.[1] ?? null)
    : null;

const topicOf = (text: string): unknown => {
  try {
    return (JSON.parse(text) as { topicName?: unknown } | null)?.topicName;
  } catch {
    return null;
  }
};

const createChannel = async (client: GenesysClient) => {
  const answer = await client.request({ method: 'POST', path: '/api/v2/notifications/channels' });
  const { id, connectUri } = (answer.body ?? {}) as { id?: unknown; connectUri?: unknown };
  if (answer.status === 200 && typeof id === 'string' && typeof connectUri === 'string')
    return { id, connectUri };
  throw new Error(`no notification channel: HTTP ${answer.status}`);
};

/** Ends the socket when nothing is heard, heartbeats included, or when its day is over. */
const guardSocket = (clock: Clock, socket: ClientSocket) => {
  const renew = clock.after(renewMs, socket.close);
  let silence: Timer = clock.after(silenceMs, socket.close);
  return {
    heard() {
      silence.cancel();
      silence = clock.after(silenceMs, socket.close);
    },
    cancel() {
      renew.cancel();
      silence.cancel();
    },
  };
};

/**
 * Opens a channel. `hear` gets the conversation an event is about; `onClosed` is called once when the socket ended by
 * itself.
 * @throws ProviderFailure, Error when there is no channel or no socket
 */
export const openChannel = async (
  { client, sockets, clock }: ChannelDeps,
  on: { hear: (conversation: string) => void; closed: () => void },
): Promise<OpenChannel> => {
  const { id, connectUri } = await createChannel(client);
  const socket = await sockets.connect(connectUri);
  const guard = guardSocket(clock, socket);
  let closedHere = false;
  socket.onMessage((text) => {
    guard.heard();
    const topic = topicOf(text);
    if (topic === 'v2.system.socket_closing') return socket.close();
    const conversation = conversationOf(topic);
    if (conversation) on.hear(conversation);
  });
  socket.onClose(() => {
    guard.cancel();
    if (!closedHere) on.closed();
  });
  return {
    id,
    close() {
      closedHere = true;
      socket.close();
    },
  };
};

/** Subscribes to conversations and answers those that are granted; the others are refused one by one. */
export const subscribe = async (
  client: GenesysClient,
  channel: OpenChannel,
  conversations: readonly string[],
): Promise<ReadonlySet<string | null>> => {
  const answer = await client.request({
    method: 'POST',
    path: `/api/v2/notifications/channels/${channel.id}/subscriptions?ignoreErrors=true`,
    body: conversations.flatMap(topicsOf).map((id) => ({ id })),
  });
  const { entities } = (answer.body ?? {}) as { entities?: { id?: string; state?: string }[] };
  if (answer.status !== 200 || !Array.isArray(entities)) return new Set();
  return new Set(
    entities.filter(({ state }) => state !== 'Rejected').map(({ id }) => conversationOf(id)),
  );
};
