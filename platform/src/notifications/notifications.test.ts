import {
  type Channel,
  type ChannelTopic,
  notificationsOperations as operations,
} from '@tandem/contract';
import { describe, expect, it } from 'vitest';
import { platformTestDatabase, testPrincipal } from '../testing/index.ts';
import { agent, openNode, orgA, orgB, topicOf, user } from './notifications.fixture.ts';

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

describe('subscriptions that ask for too much', () => {
  it('are refused by what they stand for, before it is looked at whether the topics exist', async () => {
    await using db = await platformTestDatabase();
    await using node = await openNode(db, 'one');
    const channel = await node.channel(user(orgA), topicOf(agent));
    const put = (names: readonly string[], ignoreErrors: boolean) =>
      node.as(user(orgA))(operations.putNotificationsChannelSubscriptions, {
        params: { channelId: channel.id },
        body: names.map((id) => ({ id })),
        query: { ignoreErrors },
      });
    const suffixes = Array.from({ length: 1_001 }, (_, i) => `s${i}`);
    const once = `v2.users.${agent}?${suffixes.join('&')}`;
    const halves = [suffixes.slice(0, 501), suffixes.slice(501)];
    const twice = halves.map((some) => `v2.users.${agent}?${some.join('&')}`);
    for (const names of [[once], twice, suffixes])
      await expect(put(names, true)).rejects.toMatchObject({ code: 'notifications.topics.limit' });
    expect(await db.query('select topic from notification_subscription')).toHaveLength(1);
    const repeated = `v2.users.${agent}?${'presence&'.repeat(2_000)}`;
    expect((await put([repeated, repeated], false)).body).toMatchObject({
      entities: [{ id: topicOf(agent), state: 'Permitted' }],
    });
  });

  it.each([
    ['too long', topicOf('x'.repeat(12_000))],
    ['too long before what is combined', `v2.users.${'x'.repeat(12_000)}?presence`],
    ['too long in what is combined', `v2.users.${agent}?${'x'.repeat(12_000)}`],
    ['with a NUL', topicOf('a\u0000b')],
    ['with half a sign', topicOf('a\ud800b')],
  ])('are told a name that is %s, and keep the others', async (_, name) => {
    await using db = await platformTestDatabase();
    await using node = await openNode(db, 'one');
    const caller = node.as(user(orgA));
    const channel = await node.channel(user(orgA));
    const given = {
      params: { channelId: channel.id },
      body: [{ id: topicOf(agent) }, { id: name }],
    };
    await expect(
      caller(operations.putNotificationsChannelSubscriptions, given),
    ).rejects.toMatchObject({ status: 400, code: 'notifications.topic.malformed' });
    const { body } = await caller(operations.putNotificationsChannelSubscriptions, {
      ...given,
      query: { ignoreErrors: true },
    });
    expect(body).toMatchObject({
      entities: [{ id: topicOf(agent), state: 'Permitted' }, { state: 'Rejected' }],
    });
    const socket = await node.open(channel.id);
    socket?.say({ message: 'subscribe', topics: [name] });
    await expect
      .poll(() => socket?.frames.at(-1))
      .toMatchObject({ result: '400', status: 'failure' });
    socket?.say({ message: 'unsubscribe', topics: [name, topicOf(agent)] });
    await expect.poll(() => socket?.frames.at(-1)).toMatchObject({ status: 'unsubscribed' });
    expect(await db.query('select topic from notification_subscription')).toEqual([]);
  });
});

describe('subscriptions of one channel by two requests at once', () => {
  it('stay below the limit together', async () => {
    await using db = await platformTestDatabase();
    await using node = await openNode(db, 'one');
    const channel = await node.channel(user(orgA));
    const add = (name: string) =>
      node.as(user(orgA))(operations.postNotificationsChannelSubscriptions, {
        params: { channelId: channel.id },
        body: Array.from({ length: 600 }, (_, i) => ({ id: topicOf(`${name}${i}`) })),
      });
    const done = await Promise.allSettled([add('a'), add('b')]);
    expect(done.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const rows = await db.query('select topic from notification_subscription');
    expect(rows).toHaveLength(600);
  });
});
