import type { WebSocket } from 'ws';
import type { FakeConversation } from './fake-genesys.model.ts';

/** The notification channels: who listens to which topics. */
export const createFeed = (origin: () => string, nextId: () => string) => {
  const channels = new Map<string, { topics: Set<string>; socket: WebSocket | null }>();
  return {
    open() {
      const id = `streaming-5-${nextId().slice(0, 12)}`;
      channels.set(id, { topics: new Set(), socket: null });
      return { id, connectUri: `${origin().replace('http', 'ws')}/channels/${id}` };
    },
    subscribe(channel: string, topics: readonly string[]) {
      for (const topic of topics) channels.get(channel)?.topics.add(topic);
    },
    attach(path: string, socket: WebSocket) {
      const channel = channels.get(path.replace('/channels/', ''));
      if (!channel) return socket.close();
      channel.socket?.close();
      channel.socket = socket;
    },
    replace(channel: string, topics: readonly string[]) {
      channels.get(channel)?.topics.clear();
      for (const topic of topics) channels.get(channel)?.topics.add(topic);
    },
    /** How many topics each channel has. */
    topics: () => [...channels.values()].map(({ topics }) => topics.size),
    sizeWith: (channel: string, topics: readonly string[]) =>
      new Set([...(channels.get(channel)?.topics ?? []), ...topics]).size,
    emitQueue(queueId: string) {
      const topicName = `v2.routing.queues.${queueId}.conversations.messages`;
      for (const { topics, socket } of channels.values())
        if (topics.has(topicName))
          socket?.send(JSON.stringify({ topicName, version: '2', eventBody: {}, metadata: {} }));
    },
    emit(conversation: FakeConversation, suffix: string) {
      const topicName = `v2.detail.events.conversation.${conversation.id}.${suffix}`;
      const eventBody = { conversationId: conversation.id, mediaType: 'MESSAGE' };
      for (const { topics, socket } of channels.values())
        if (topics.has(topicName))
          socket?.send(JSON.stringify({ topicName, version: '2', eventBody, metadata: {} }));
    },
    sockets: () => [...channels.values()].filter(({ socket }) => socket?.readyState === 1).length,
    closeAll() {
      for (const { socket } of channels.values()) socket?.terminate();
    },
  };
};
