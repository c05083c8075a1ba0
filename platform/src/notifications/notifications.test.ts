import { EventEmitter } from 'node:events';
import {
  type Channel,
  type ChannelTopic,
  notificationsOperations as operations,
  type Principal,
} from '@tandem/contract';
import { createListener, type Database, derivedUuid, PublicError } from '@tandem/kit';
import { createTestClock, createTestIds, silentLog } from '@tandem/kit/testing';
import { describe, expect, it } from 'vitest';
import { callerOf, platformTestDatabase, testDirectory, testPrincipal } from '../testing/index.ts';
import { createNotifications, type NotificationsDeps } from './notifications.ts';

const orgA = derivedUuid('org', 'a');
const orgB = derivedUuid('org', 'b');
const agent = derivedUuid('user', 'agent');

class TestSocket extends EventEmitter {
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

type TakeRequest = NonNullable<NotificationsDeps['takeRequest']>;

const openNode = async (
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

const user = (org: string, permissions: readonly string[] = []) =>
  testPrincipal(org, { kind: 'user', userId: agent, permissions: new Set(permissions) });
const topicOf = (id: string) => `v2.users.${id}.presence`;
const frame = (topicName: string) => ({
  org: orgA,
  topicName,
  eventBody: { a: 1 },
  correlationId: 'c',
});

describe('notification channels', () => {
  it('answer where to connect, and exist only for their owner', async () => {
    await using db = await platformTestDatabase();
    await using node = await openNode(db, 'one');
    const channel = await node.channel(user(orgA));
    expect(channel.connectUri).toBe(`ws://127.0.0.1:8080/channels/${channel.id}`);
    const params = { channelId: channel.id };
    expect(
      (await node.as(user(orgA))(operations.headNotificationsChannel, { params })).status,
    ).toBe(200);
    for (const stranger of [user(orgB), testPrincipal(orgA)]) {
      await expect(
        node.as(stranger)(operations.headNotificationsChannel, { params }),
      ).rejects.toMatchObject({ status: 404 });
      await expect(
        node.as(stranger)(operations.putNotificationsChannelSubscriptions, { params, body: [] }),
      ).rejects.toMatchObject({ status: 404 });
    }
    expect(await node.open('streaming-1-unknown')).toBeNull();
  });

  it('are at most twenty for each owner: the oldest unconnected one goes first', async () => {
    await using db = await platformTestDatabase();
    await using node = await openNode(db, 'one');
    const connected = await node.channel(user(orgA));
    await node.open(connected.id);
    const oldest = await node.channel(user(orgA));
    await node.clock.advance(1);
    for (let i = 0; i < 19; i++) await node.channel(user(orgA));
    const { body } = await node.as(user(orgA))<{ entities: Channel[] }>(
      operations.getNotificationsChannels,
    );
    expect(body.entities).toHaveLength(20);
    expect(body.entities.map(({ id }) => id)).toContain(connected.id);
    expect(body.entities.map(({ id }) => id)).not.toContain(oldest.id);
  });

  it('end after a day unless they subscribe again', async () => {
    await using db = await platformTestDatabase();
    await using node = await openNode(db, 'one');
    const channel = await node.channel(user(orgA));
    const day = 24 * 60 * 60 * 1000;
    await node.clock.advance(day - 1);
    await node.as(user(orgA))(operations.postNotificationsChannelSubscriptions, {
      params: { channelId: channel.id },
      body: [{ id: topicOf(agent) }],
    });
    await node.clock.advance(day - 1);
    expect(await node.open(channel.id)).not.toBeNull();
    await node.clock.advance(2);
    expect(await node.open(channel.id)).toBeNull();
  });
});

describe('subscriptions', () => {
  it('are refused whole when one permission is missing, unless errors are ignored', async () => {
    await using db = await platformTestDatabase();
    await using node = await openNode(db, 'one');
    const caller = node.as(user(orgA));
    const channel = await node.channel(user(orgA));
    const params = { channelId: channel.id };
    const queue = `v2.routing.queues.${orgA}.conversations`;
    const body = [{ id: topicOf(agent) }, { id: queue }, { id: 'v2.nothing' }];
    await expect(
      caller(operations.putNotificationsChannelSubscriptions, { params, body: body.slice(0, 2) }),
    ).rejects.toMatchObject({ status: 403 });
    await expect(
      caller(operations.putNotificationsChannelSubscriptions, { params, body }),
    ).rejects.toMatchObject({ status: 400, params: { topic: 'v2.nothing' } });
    const reply = await caller<{ entities: ChannelTopic[] }>(
      operations.putNotificationsChannelSubscriptions,
      { params, body, query: { ignoreErrors: true } },
    );
    expect(reply.body.entities).toMatchObject([
      { id: topicOf(agent), state: 'Permitted' },
      { id: queue, state: 'Rejected', missingPermissions: ['conversation:communication:view'] },
      { id: 'v2.nothing', state: 'Rejected' },
    ]);
  });

  it('accept combined names, add, replace and remove', async () => {
    await using db = await platformTestDatabase();
    await using node = await openNode(db, 'one');
    const caller = node.as(user(orgA));
    const channel = await node.channel(user(orgA), `v2.users.${agent}?presence&routingStatus`);
    const params = { channelId: channel.id };
    const names = async () =>
      (
        await caller<{ entities: ChannelTopic[] }>(
          operations.getNotificationsChannelSubscriptions,
          { params },
        )
      ).body.entities.map(({ id }) => id);
    expect(await names()).toEqual([topicOf(agent), `v2.users.${agent}.routingStatus`]);
    await caller(operations.postNotificationsChannelSubscriptions, {
      params,
      body: [{ id: `v2.users.${agent}.activity` }],
    });
    expect(await names()).toHaveLength(3);
    await caller(operations.deleteNotificationsChannelSubscriptions, { params });
    expect(await names()).toEqual([]);
  });

  it('refuse more than a thousand topics', async () => {
    await using db = await platformTestDatabase();
    await using node = await openNode(db, 'one');
    const channel = await node.channel(user(orgA));
    const body = Array.from({ length: 1001 }, (_, i) => ({ id: topicOf(String(i)) }));
    await expect(
      node.as(user(orgA))(operations.putNotificationsChannelSubscriptions, {
        params: { channelId: channel.id },
        body,
      }),
    ).rejects.toMatchObject({ status: 400 });
  });
});

describe('notification sockets', () => {
  it('carry frames of subscribed topics, answer ping, subscribe in band and beat every 30 seconds', async () => {
    await using db = await platformTestDatabase();
    await using node = await openNode(db, 'one');
    const channel = await node.channel(user(orgA), topicOf(agent));
    const socket = await node.open(channel.id);
    await expect.poll(() => node.notifications.hears(orgA, topicOf(agent))).toBe(true);
    node.notifications.deliver(frame(topicOf(agent)));
    node.notifications.deliver(frame(topicOf('somebody')));
    expect(socket?.frames.slice(1)).toEqual([
      {
        topicName: topicOf(agent),
        version: '2',
        eventBody: { a: 1 },
        metadata: { CorrelationId: 'c' },
      },
    ]);
    node.notifications.deliver({ ...frame(topicOf(agent)), org: orgB });
    expect(socket?.frames).toHaveLength(2);
    socket?.say({ message: 'subscribe', topics: [topicOf('other')], correlationId: 'x' });
    await expect
      .poll(() => socket?.frames.at(-1))
      .toEqual({ result: '200', status: 'subscribed', correlationId: 'x' });
    expect(node.notifications.hears(orgA, topicOf('other'))).toBe(true);
    socket?.say({ message: 'subscribe', topics: ['v2.nothing'] });
    await expect
      .poll(() => socket?.frames.at(-1))
      .toMatchObject({ result: '400', status: 'failure' });
    socket?.say('not json');
    await node.clock.advance(30_000);
    expect(socket?.frames.at(-1)).toEqual({
      topicName: 'channel.metadata',
      eventBody: { message: 'WebSocket Heartbeat' },
    });
    socket?.emit('close');
    expect(node.notifications.idle()).toBe(true);
  });

  it('are one for each channel on all nodes together, and hear what another node relays', async () => {
    await using db = await platformTestDatabase();
    await using one = await openNode(db, 'one');
    await using two = await openNode(db, 'two');
    const channel = await one.channel(user(orgA));
    const first = await one.open(channel.id);
    const second = await two.open(channel.id);
    await expect.poll(() => first?.closed?.code).toBe(1000);
    expect(second?.closed).toBeNull();
    await one.as(user(orgA))(operations.putNotificationsChannelSubscriptions, {
      params: { channelId: channel.id },
      body: [{ id: topicOf(agent) }],
    });
    await expect.poll(() => two.notifications.hears(orgA, topicOf(agent))).toBe(true);
    one.notifications.relay(frame(topicOf(agent)));
    await expect
      .poll(() => second?.frames.filter(({ topicName }) => topicName === topicOf(agent)).length)
      .toBe(1);
  });

  it('end with their channel’s day, and live on when that began anew', async () => {
    await using db = await platformTestDatabase();
    await using node = await openNode(db, 'one');
    const hour = 60 * 60 * 1000;
    const [short, long] = [await node.channel(user(orgA)), await node.channel(user(orgA))];
    const [ending, lasting] = [await node.open(short.id), await node.open(long.id)];
    await node.clock.advance(12 * hour);
    lasting?.say({ message: 'subscribe', topics: [topicOf(agent)] });
    await expect.poll(() => lasting?.frames.at(-1)).toMatchObject({ status: 'subscribed' });
    await node.clock.advance(12 * hour);
    await expect.poll(() => ending?.closed?.reason).toBe('the channel has ended');
    expect(lasting?.closed).toBeNull();
  });

  it('may not subscribe over the socket more often than their client may ask', async () => {
    await using db = await platformTestDatabase();
    const taken: Parameters<TakeRequest>[0][] = [];
    await using node = await openNode(db, 'one', {
      takeRequest(who) {
        taken.push(who);
        if (taken.length > 1)
          throw new PublicError({ status: 429, code: 'too.many.requests', message: 'Wait.' });
      },
    });
    const principal = { ...user(orgA), bundled: true };
    const socket = await node.open((await node.channel(principal)).id);
    const subscribing = { message: 'subscribe', topics: [topicOf(agent)], correlationId: 'x' };
    socket?.say(subscribing);
    await expect.poll(() => socket?.frames.at(-1)).toMatchObject({ result: '200' });
    socket?.say({ ...subscribing, topics: [topicOf(derivedUuid('user', 'other'))] });
    await expect
      .poll(() => socket?.frames.at(-1))
      .toEqual({ result: '429', status: 'failure', message: 'Wait.', correlationId: 'x' });
    socket?.say({ message: 'ping' });
    await expect.poll(() => socket?.frames.length).toBe(4);
    const { clientId, userId } = principal;
    expect(taken).toEqual([
      { clientId, userId, bundled: true },
      { clientId, userId, bundled: true },
    ]);
    expect(await db.query('select topic from notification_subscription')).toHaveLength(1);
  });

  it('end within half a second of their token, and open no more', async () => {
    await using db = await platformTestDatabase();
    const ended = new Set<string>();
    const liveTokens = async (ids: readonly string[]) =>
      new Map(ids.filter((id) => !ended.has(id)).map((id) => [id, 1]));
    await using node = await openNode(db, 'one', {
      directory: { ...testDirectory({}), liveTokens },
    });
    const lasting = await node.channel({ ...user(orgA), tokenId: 'lasting' }, topicOf(agent));
    const revoked = await node.channel({ ...user(orgA), tokenId: 'revoked' }, topicOf(agent));
    const [kept, cut] = [await node.open(lasting.id), await node.open(revoked.id)];
    await node.clock.advance(500);
    expect(cut?.closed).toBeNull();
    ended.add('revoked');
    await expect
      .poll(async () => {
        await node.clock.advance(500);
        return cut?.closed?.code;
      })
      .toBe(1008);
    expect(kept?.closed).toBeNull();
    const before = cut?.frames.length;
    node.notifications.deliver(frame(topicOf(agent)));
    expect(cut?.frames).toHaveLength(before ?? 0);
    expect(await node.open(revoked.id)).toBeNull();
  });

  it('lose topics that their token does not allow any more, and may not ask for them again', async () => {
    await using db = await platformTestDatabase();
    const permission = 'conversation:communication:view';
    const access = { version: 1, permissions: new Set([permission]) };
    await using node = await openNode(db, 'one', {
      directory: {
        liveTokens: async (ids) => new Map(ids.map((id) => [id, access.version])),
        permissionsOf: async () => access.permissions,
      },
    });
    const queue = `v2.routing.queues.${orgA}.conversations`;
    const channel = await node.channel(user(orgA, [permission]), queue, topicOf(agent));
    const socket = await node.open(channel.id);
    await node.clock.advance(500);
    await expect.poll(() => node.notifications.hears(orgA, queue)).toBe(true);
    Object.assign(access, { version: 2, permissions: new Set() });
    await expect
      .poll(async () => {
        await node.clock.advance(500);
        return node.notifications.hears(orgA, queue);
      })
      .toBe(false);
    expect(node.notifications.hears(orgA, topicOf(agent))).toBe(true);
    socket?.say({ message: 'subscribe', topics: [queue] });
    await expect.poll(() => socket?.frames.at(-1)).toMatchObject({ result: '400' });
    expect(socket?.closed).toBeNull();
  });

  it('are cut off when their reader does not keep up, and warned when the node stops', async () => {
    await using db = await platformTestDatabase();
    await using node = await openNode(db, 'one');
    const slow = await node.open((await node.channel(user(orgA), topicOf(agent))).id);
    const other = await node.open((await node.channel(user(orgA), topicOf('other'))).id);
    await expect
      .poll(() => [agent, 'other'].map((id) => node.notifications.hears(orgA, topicOf(id))))
      .toEqual([true, true]);
    if (slow) slow.bufferedAmount = 9 * 1024 * 1024;
    node.notifications.deliver(frame(topicOf(agent)));
    expect(slow?.closed?.code).toBe(1013);
    node.notifications.stop();
    expect(other?.frames.at(-1)).toMatchObject({ topicName: 'v2.system.socket_closing' });
    expect(other?.closed?.code).toBe(1001);
  });
});
