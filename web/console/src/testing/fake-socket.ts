import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';
import { type FakeRoutes, found } from './fake-http.ts';

type Channel = { topics: string[]; socket: WebSocket | null };

export type FakeSocket = {
  readonly routes: FakeRoutes;
  /** Answers how many hear it. */
  readonly publish: (topicName: string, eventBody: unknown) => number;
  readonly drop: () => void;
  readonly close: () => void;
};

/** Notification channels: one socket each, events only for subscribed topics. */
export function createFakeSocket(server: Server, port: number): FakeSocket {
  const channels = new Map<string, Channel>();
  const sockets = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, stream, head) => {
    const channel = channels.get(request.url?.split('/').at(-1) ?? '');
    if (!channel) return void stream.destroy();
    sockets.handleUpgrade(request, stream, head, (socket) => {
      channel.socket?.close();
      channel.socket = socket;
      socket.on('message', () =>
        socket.send(
          JSON.stringify({ topicName: 'channel.metadata', eventBody: { message: 'pong' } }),
        ),
      );
    });
  });
  return {
    routes: {
      'POST /api/v2/notifications/channels': () => {
        const id = `streaming-${randomUUID()}`;
        channels.set(id, { topics: [], socket: null });
        return found({ id, connectUri: `ws://127.0.0.1:${port}/channels/${id}` });
      },
      'PUT /api/v2/notifications/channels/{channelId}/subscriptions': ({ params, body }) => {
        const channel = channels.get(params['channelId'] ?? '');
        if (!channel) return found(undefined);
        channel.topics = (body as unknown as { id: string }[]).map(({ id }) => id);
        return found({ entities: channel.topics.map((id) => ({ id, state: 'Permitted' })) });
      },
    },
    publish(topicName, eventBody) {
      const frame = JSON.stringify({ topicName, version: '2', eventBody, metadata: {} });
      const hearing = [...channels.values()].filter(
        ({ topics, socket }) => topics.includes(topicName) && socket?.readyState === socket?.OPEN,
      );
      for (const { socket } of hearing) socket?.send(frame);
      return hearing.length;
    },
    drop() {
      for (const channel of channels.values()) channel.socket?.terminate();
      channels.clear();
    },
    close: () => sockets.close(),
  };
}
