import type { Principal } from '@tandem/contract';
import { type Ids, type Log, PublicError } from '@tandem/kit';
import type { ChannelRecord } from './channels.store.ts';
import { type ChannelDeps, subscribe, unsubscribe } from './channels.usecases.ts';
import {
  type HubConnection,
  type HubSocket,
  type NotificationHub,
  pong,
} from './notification-hub.ts';

/** The socket as the server's WebSocket library gives it. */
export type ChannelSocket = HubSocket & {
  readonly on: (event: 'message' | 'close', hear: (data: Buffer) => void) => unknown;
};

/** Counts one request of a client, as each of its HTTP requests is. @throws PublicError (429) beyond its rate */
export type TakeRequest = (who: Pick<Principal, 'clientId' | 'userId' | 'bundled'>) => void;

export type SocketDeps = ChannelDeps & {
  readonly takeRequest?: TakeRequest | undefined;
  readonly hub: NotificationHub;
  readonly ids: Ids;
  readonly log: Log;
};

type ClientFrame = {
  readonly message?: unknown;
  readonly topics?: unknown;
  readonly correlationId?: unknown;
};

const parse = (data: Buffer): ClientFrame | null => {
  try {
    const value: unknown = JSON.parse(data.toString('utf8'));
    return typeof value === 'object' && value !== null ? value : null;
  } catch {
    return null;
  }
};

const isTopicList = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((topic) => typeof topic === 'string');

type Answer = { readonly result: string; readonly status: string; readonly message?: string };

const refusalOf = (error: unknown): Answer => {
  if (!(error instanceof PublicError))
    return { result: '500', status: 'error', message: 'The request could not be carried out.' };
  // Whatever is wrong with the topics is one answer, as the vendor gives it.
  const result = [404, 429].includes(error.status) ? String(error.status) : '400';
  return { result, status: 'failure', message: error.message };
};

const changes = {
  /** With the rights of the channel's token. */
  async subscribe(deps: SocketDeps, connection: HubConnection, topics: readonly string[]) {
    await subscribe({
      ...deps,
      principal: connection,
      channelId: connection.channel,
      wanted: topics,
      replace: false,
      ignoreErrors: false,
    });
    return { result: '200', status: 'subscribed' };
  },
  async unsubscribe(deps: SocketDeps, { channel }: HubConnection, topics: readonly string[]) {
    await unsubscribe({ ...deps, channelId: channel, topics });
    return { result: '200', status: 'unsubscribed' };
  },
} as const;

/** Changes the channel's topics over its socket; counts as a request of the client. */
const changeInBand = async (
  deps: SocketDeps,
  connection: HubConnection,
  { frame, change }: { frame: ClientFrame; change: keyof typeof changes },
): Promise<Answer> => {
  const { topics } = frame;
  try {
    const { clientId, userId, bundled } = connection;
    deps.takeRequest?.({ clientId, userId, bundled });
    if (!isTopicList(topics))
      return { result: '400', status: 'error', message: 'topics must be a list of topic names' };
    return await changes[change](deps, connection, topics);
  } catch (error) {
    if (!(error instanceof PublicError))
      deps.log.warn({ err: error }, 'topics of a channel could not be changed');
    return refusalOf(error);
  }
};

const answer = async (
  deps: SocketDeps,
  connection: HubConnection,
  data: Buffer,
): Promise<string | null> => {
  const frame = parse(data);
  if (frame?.message === 'ping') return pong;
  if (frame?.message !== 'subscribe' && frame?.message !== 'unsubscribe') return null;
  const { correlationId } = frame;
  const answered = await changeInBand(deps, connection, { frame, change: frame.message });
  return JSON.stringify({
    ...answered,
    ...(typeof correlationId === 'string' ? { correlationId } : {}),
  });
};

/** Serves one open socket of a channel until it closes. The channel's earlier socket, on any node, is closed. */
export const serveChannelSocket = async (
  deps: SocketDeps,
  channel: ChannelRecord,
  socket: ChannelSocket,
): Promise<void> => {
  const { hub, channels, ids, clock, log } = deps;
  const connection: HubConnection = {
    org: channel.org,
    channel: channel.id,
    tokenId: channel.tokenId,
    userId: channel.userId,
    clientId: channel.clientId,
    bundled: channel.bundled,
    endsAt: channel.expiresAt,
    warnedOf: null,
    permissions: new Set(channel.permissions),
    // Not known yet: the first look at the token reads what it allows.
    accessVersion: -1,
    id: ids.uuid(),
    socket,
    topics: new Set(),
  };
  const failed = (error: unknown) => {
    log.warn({ err: error }, 'notification socket failed');
    socket.close(1011, 'internal error');
  };
  socket.on('message', (data) => {
    answer(deps, connection, data).then(
      (text) => (text === null ? undefined : socket.send(text)),
      failed,
    );
  });
  let closed = false;
  socket.on('close', () => {
    closed = true;
    hub.remove(connection);
    channels
      .disconnect(channel.id, connection.id)
      .catch((error) => log.debug({ err: error }, 'channel could not be marked as unconnected'));
  });
  await channels.connect(channel.id, connection.id, clock.now());
  const topics = await channels.topics(channel.id);
  if (closed) return channels.disconnect(channel.id, connection.id);
  hub.add(connection, topics);
  await deps.announce(channel.id);
};
