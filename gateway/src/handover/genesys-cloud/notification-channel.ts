import type { ClientSocket, Clock, Timer, WebSocketClient } from '@tandem/kit';
import { ProviderFailure } from '../provider.model.ts';
import { isPassing } from '../provider-calls.ts';
import type { GenesysClient } from './client.ts';
import { type Subject, subjectOf, topicsOf } from './notification-topics.ts';

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

const silenceMs = 75_000;
/** The vendor ends channels after a day. */
const renewMs = 20 * 60 * 60 * 1000;

/** The topic usually stands first: what follows, a whole conversation at times, is not read for it. */
const topicOf = (text: string): unknown => {
  const [, leading] = /^\s*\{\s*"topicName"\s*:\s*"([^"\\]+)"/.exec(text) ?? [];
  if (leading !== undefined) return leading;
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
 * Opens a channel. `hear` gets the subject an event is about; `closed` is called once when the socket ended by
 * itself.
 * @throws ProviderFailure, Error when there is no channel or no socket
 */
export const openChannel = async (
  { client, sockets, clock }: ChannelDeps,
  on: { hear: (subject: Subject) => void; closed: () => void },
): Promise<OpenChannel> => {
  const { id, connectUri } = await createChannel(client);
  const socket = await sockets.connect(connectUri);
  const guard = guardSocket(clock, socket);
  let closedHere = false;
  socket.onMessage((text) => {
    guard.heard();
    const topic = topicOf(text);
    if (topic === 'v2.system.socket_closing') return socket.close();
    const subject = subjectOf(topic);
    if (subject) on.hear(subject);
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

/**
 * Subscribes a channel to subjects and answers those that are granted, whole or in part; the others are refused one by
 * one. `replace` drops what the channel heard before.
 * @throws ProviderFailure when the request as a whole is not answered with a success
 */
export const subscribe = async (
  client: GenesysClient,
  channel: OpenChannel,
  { subjects, replace }: { subjects: readonly Subject[]; replace: boolean },
): Promise<ReadonlySet<Subject | null>> => {
  const answer = await client.request({
    method: replace ? 'PUT' : 'POST',
    path: `/api/v2/notifications/channels/${channel.id}/subscriptions?ignoreErrors=true`,
    body: subjects.flatMap(topicsOf).map((id) => ({ id })),
  });
  const { entities } = (answer.body ?? {}) as { entities?: { id?: string; state?: string }[] };
  if (answer.status !== 200 || !Array.isArray(entities))
    throw new ProviderFailure({
      kind: isPassing(answer.status) ? 'retry' : 'refused',
      reason: `Subscribing failed with HTTP ${answer.status}.`,
      status: answer.status,
    });
  return new Set(
    entities.filter(({ state }) => state !== 'Rejected').map(({ id }) => subjectOf(id)),
  );
};
