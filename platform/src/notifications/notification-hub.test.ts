import { createTestClock, silentLog } from '@tandem/kit/testing';
import { expect, it } from 'vitest';
import { createNotificationHub, type HubConnection } from './notification-hub.ts';
import { agent, frame, orgA, TestSocket, topicOf } from './notifications.fixture.ts';

const connectionOf = (socket: TestSocket): HubConnection => ({
  ...{ org: orgA, channel: 'channel', tokenId: 'token', userId: agent, clientId: 'client' },
  ...{ bundled: false, endsAt: new Date('2026-01-02'), warnedOf: null, permissions: new Set() },
  ...{ accessVersion: 1, id: 'connection', socket, topics: new Set() },
});

it('a connection that is gone while its topics were read hears nothing any more', async () => {
  const clock = createTestClock();
  const hub = createNotificationHub({ clock, log: silentLog });
  const socket = new TestSocket();
  const connection = connectionOf(socket);
  hub.add(connection, [topicOf(agent)]);
  hub.remove(connection);
  hub.setTopics(connection, [topicOf(agent)]);
  hub.deliver(frame(topicOf(agent)));
  expect(socket.frames).toEqual([]);
  expect(hub.idle()).toBe(true);
  const next = { ...connectionOf(new TestSocket()), id: 'next' };
  hub.add(next, []);
  hub.setTopics(connection, [topicOf(agent)]);
  expect(hub.idle()).toBe(true);
  hub.close();
});
