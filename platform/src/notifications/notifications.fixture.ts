import { EventEmitter } from 'node:events';
import {
  type Channel,
  notificationsOperations as operations,
  type Principal,
} from '@tandem/contract';
import { createListener, type Database, derivedUuid } from '@tandem/kit';
import { createTestClock, createTestIds, silentLog } from '@tandem/kit/testing';
// biome-ignore lint/correctness/noUndeclaredDependencies: only tests load this file.
import { expect } from 'vitest';
import { callerOf, testDirectory, testPrincipal } from '../testing/index.ts';
import { createNotifications, type NotificationsDeps } from './notifications.ts';

export const orgA = derivedUuid('org', 'a');
export const orgB = derivedUuid('org', 'b');
export const agent = derivedUuid('user', 'agent');

export class TestSocket extends EventEmitter {
  readonly frames: Record<string, unknown>[] = [];
  bufferedAmount = 0;
  closed: { code: number; reason: string } | null = null;
  send(text: string) {
    this.frames.push(JSON.parse(text));
  }
  close(code: number, reason: string) {
    this.closed ??= { code, reason };
    this.emit('close');
  }
  say(frame: unknown) {
    this.emit('message', Buffer.from(typeof frame === 'string' ? frame : JSON.stringify(frame)));
  }
}

export type TakeRequest = NonNullable<NotificationsDeps['takeRequest']>;

export const openNode = async (
  db: Database,
  name: string,
  {
    directory = testDirectory({}),
    takeRequest = () => {},
  }: { directory?: NotificationsDeps['directory']; takeRequest?: TakeRequest } = {},
) => {
  const clock = createTestClock();
  const ids = createTestIds(name);
  const listener = await createListener({
    connection: db.connection,
    schema: db.schema,
    clock,
    log: silentLog,
  });
  const notifications = createNotifications({
    ...{ db, listener, clock, ids, log: silentLog, directory, takeRequest },
  });
  await notifications.start();
  const served = async (id: string) => {
    const [row] = await db.query<{ connection: string | null }>(
      'select connection from notification_channel where id = $1',
      [id],
    );
    return row?.connection ?? null;
  };
  const as = (principal: Principal) => callerOf(notifications.handlers, principal);
  return {
    clock,
    notifications,
    as,
    async channel(principal: Principal, ...topics: string[]) {
      const { body } = await as(principal)<Channel>(operations.postNotificationsChannels);
      const id = body.id ?? '';
      if (topics.length > 0)
        await as(principal)(operations.putNotificationsChannelSubscriptions, {
          params: { channelId: id },
          body: topics.map((topic) => ({ id: topic })),
        });
      return { ...body, id };
    },
    async open(id: string) {
      const before = await served(id);
      const answer = await notifications.sockets[0]?.accept({ params: { channelId: id } });
      if (!answer || 'status' in answer) return null;
      const socket = new TestSocket();
      answer.onSocket(socket);
      socket.say({ message: 'ping' });
      await expect.poll(() => socket.frames.length).toBeGreaterThan(0);
      // The pong comes before the socket is the channel's.
      await expect.poll(() => served(id)).not.toBe(before);
      return socket;
    },
    async [Symbol.asyncDispose]() {
      notifications.stop();
      await listener.close();
    },
  };
};

export const user = (org: string, permissions: readonly string[] = []) =>
  testPrincipal(org, { kind: 'user', userId: agent, permissions: new Set(permissions) });
export const topicOf = (id: string) => `v2.users.${id}.presence`;
export const frame = (topicName: string) => ({
  org: orgA,
  topicName,
  eventBody: { a: 1 },
  correlationId: 'c',
});
