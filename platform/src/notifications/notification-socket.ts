import type { Principal } from '@tandem/contract';
import { type Ids, type Log, PublicError } from '@tandem/kit';
import type { ChannelRecord } from './channels.store.ts';
import { type ChannelDeps, subscribe } from './channels.usecases.ts';
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

/** Subscribes over the socket with the rights of the channel's token. */
const subscribeInBand = async (deps: SocketDeps, connection: HubConnection, frame: ClientFrame) => {
  const correlation =
    typeof frame.correlationId === 'string' ? { correlationId: frame.correlationId } : {};
  try {
    const { clientId, userId, bundled } = connection;
    deps.takeRequest?.({ clientId, userId, bundled });
    if (!isTopicList(frame.topics))
      return {
        result: '400',
        status: 'error',
        message: 'topics must be a list of topic names',
        ...correlation,
      };
    await subscribe({
      ...deps,
      principal: connection,
      channelId: connection.channel,
      wanted: frame.topics,
      replace: false,
      ignoreErrors: false,
    });
    return { result: '200', status: 'subscribed', ...correlation };
  } catch (error) {
    const result = error instanceof PublicError && error.status === 429 ? '429' : '400';
    return { result, status: 'failure', message: (error as Error).message, ...correlation };
  }
};

const answer = async (
  deps: SocketDeps,
  connection: HubConnection,
  data: Buffer,
): Promise<string | null> => {
  const frame = parse(data);
  if (frame?.message === 'ping') return pong;
  if (frame?.message === 'subscribe')
    return JSON.stringify(await subscribeInBand(deps, connection, frame));
  return null;
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
