import type { Handler } from '@tandem/contract';
import type { Clock, Database, Ids, Listener, Log } from '@tandem/kit';
import { createChannelStore } from './channels.store.ts';
import { createNotificationHub, type Frame } from './notification-hub.ts';
import { type ChannelSocket, serveChannelSocket, type TakeRequest } from './notification-socket.ts';
import { notificationHandlers } from './notifications.operations.ts';
import { createTokenWatch, type TokenDirectory } from './token-watch.ts';

export type NotificationsDeps = {
  readonly db: Database;
  readonly listener: Listener;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly directory: TokenDirectory;
  /** What clients may ask for over their sockets; without it as often as they like. */
  readonly takeRequest?: TakeRequest | undefined;
};

type SocketAnswer =
  | { readonly status: number; readonly message: string }
  | { readonly onSocket: (socket: ChannelSocket) => void };

export type Notifications = {
  readonly handlers: readonly Handler[];
  readonly sockets: readonly {
    readonly path: string;
    readonly accept: (request: {
      params: Readonly<Record<string, string>>;
    }) => Promise<SocketAnswer>;
  }[];
  /** Hands a frame to everybody of its organisation, on every node, who hears its topic; for what is relayed and never stored. */
  readonly relay: (frame: Frame) => void;
  /** Hands frames to the readers of this node. */
  readonly deliver: (frame: Frame) => void;
  readonly hears: (org: string, topic: string) => boolean;
  readonly idle: () => boolean;
  readonly start: () => Promise<void>;
  readonly stop: () => void;
};

/** PostgreSQL carries up to 8000 bytes in a notification; a larger relayed frame is not worth a table. */
const maxRelayBytes = 7_900;
const sweepMs = 10 * 60 * 1000;

/** Notification channels of this node: operations, sockets and the fan-out in memory. */
export const createNotifications = ({
  db,
  listener,
  clock,
  ids,
  log,
  directory,
  takeRequest,
}: NotificationsDeps): Notifications => {
  const channels = createChannelStore({ db });
  const hub = createNotificationHub({ clock, log });
  // A node hears its own notifications too; the mark tells them apart.
  const nodeMark = ids.uuid();

  const refresh = async (id: string) => {
    const connection = hub.find(id);
    if (!connection) return;
    const serving = await channels.serving(id, clock.now());
    if (serving?.connection === connection.id) {
      connection.endsAt = serving.expiresAt;
      return hub.setTopics(connection, serving.topics);
    }
    hub.remove(connection);
    connection.socket.close(
      1000,
      serving ? 'another connection uses the channel' : 'the channel has ended',
    );
  };
  const refreshQuietly = (id: string) => {
    refresh(id).catch((error) => log.warn({ err: error }, 'channel could not be read'));
  };
  const announce = async (id: string) => {
    await refresh(id);
    await listener.notify('channel', id);
  };
  const deps = { channels, clock, ids, log, hub, announce, takeRequest };
  const tokenWatch = createTokenWatch({ ...deps, directory });
  let sweeper = { cancel: () => {} };
  const sweep = () => {
    channels
      .removeExpired(clock.now())
      .catch((error) => log.warn({ err: error }, 'expired channels could not be removed'));
    sweeper = clock.after(sweepMs, sweep);
  };
  return {
    handlers: notificationHandlers(deps),
    sockets: [
      {
        path: '/channels/{channelId}',
        async accept({ params }) {
          const channel = await channels.find(params['channelId'] ?? '', clock.now());
          if (!channel)
            return { status: 404, message: 'There is no such channel, or it has expired.' };
          if (!(await directory.liveTokens([channel.tokenId])).has(channel.tokenId))
            return { status: 401, message: 'The token of the channel has ended.' };
          return {
            onSocket: (socket) => {
              serveChannelSocket(deps, channel, socket).catch((error) => {
                log.warn({ err: error }, 'notification socket could not be served');
                socket.close(1011, 'internal error');
              });
            },
          };
        },
      },
    ],
    relay(frame) {
      hub.deliver(frame);
      const text = JSON.stringify({ from: nodeMark, frame });
      if (Buffer.byteLength(text) <= maxRelayBytes)
        listener
          .notify('frame', text)
          .catch((error) => log.debug({ err: error }, 'frame not relayed'));
    },
    deliver: hub.deliver,
    hears: hub.hears,
    idle: hub.idle,
    async start() {
      await listener.listen('channel', refreshQuietly);
      await listener.listen('frame', (text) => {
        const { from, frame } = JSON.parse(text) as { from: string; frame: Frame };
        if (from !== nodeMark) hub.deliver(frame);
      });
      sweep();
      tokenWatch.start();
    },
    stop() {
      tokenWatch.stop();
      sweeper.cancel();
      hub.close();
    },
  };
};
