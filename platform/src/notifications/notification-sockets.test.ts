import { notificationsOperations as operations } from '@tandem/contract';
import { derivedUuid, PublicError } from '@tandem/kit';
import { describe, expect, it } from 'vitest';
import { platformTestDatabase, testDirectory } from '../testing/index.ts';
import {
  agent,
  frame,
  openNode,
  orgA,
  orgB,
  type TakeRequest,
  topicOf,
  user,
} from './notifications.fixture.ts';

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

  it('take topics away in band, and answer 404 when their channel is gone', async () => {
    await using db = await platformTestDatabase();
    await using node = await openNode(db, 'one');
    const channel = await node.channel(user(orgA), `v2.users.${agent}?presence&activity`);
    const socket = await node.open(channel.id);
    await expect.poll(() => node.notifications.hears(orgA, topicOf(agent))).toBe(true);
    socket?.say({
      ...{ message: 'unsubscribe', correlationId: 'x' },
      topics: [topicOf(agent), 'v2.users.nobody.presence'],
    });
    await expect
      .poll(() => socket?.frames.at(-1))
      .toEqual({ result: '200', status: 'unsubscribed', correlationId: 'x' });
    expect(node.notifications.hears(orgA, topicOf(agent))).toBe(false);
    expect(node.notifications.hears(orgA, `v2.users.${agent}.activity`)).toBe(true);
    await db.query('delete from notification_channel where id = $1', [channel.id]);
    socket?.say({ message: 'subscribe', topics: [topicOf(agent)] });
    await expect
      .poll(() => socket?.frames.at(-1))
      .toMatchObject({ result: '404', status: 'failure' });
  });

  it('of the channel used longest ago are closed when all twenty are connected and another comes', async () => {
    await using db = await platformTestDatabase();
    await using node = await openNode(db, 'one');
    const first = await node.channel(user(orgA));
    const socket = await node.open(first.id);
    for (let i = 0; i < 19; i++) {
      await node.clock.advance(1);
      await node.channel(user(orgA));
    }
    await db.query(
      'update notification_channel set connection = gen_random_uuid() where id <> $1',
      [first.id],
    );
    expect(socket?.closed).toBeNull();
    await node.clock.advance(1);
    await node.channel(user(orgA));
    await expect.poll(() => socket?.closed?.reason).toBe('the channel has ended');
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
    const warnings = () =>
      [ending, lasting].map((socket) =>
        socket?.frames.filter(({ topicName }) => topicName === 'v2.system.socket_closing'),
      );
    await node.clock.advance(12 * hour - 61_000);
    expect(warnings()).toEqual([[], []]);
    await node.clock.advance(1_500);
    await expect.poll(() => warnings()[0]).toHaveLength(1);
    expect(warnings()[0]?.[0]).toMatchObject({
      version: '2',
      eventBody: { channelId: short.id, organizationId: orgA, userId: agent },
    });
    await node.clock.advance(59_500);
    await expect.poll(() => ending?.closed?.reason).toBe('the channel has ended');
    // Said once, and only to whoever it concerns.
    expect(warnings().map((some) => some?.length)).toEqual([1, 0]);
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
    expect(cut?.frames.at(-1)).toMatchObject({
      topicName: `v2.system.token_revoked.${agent}`,
      eventBody: { systemTopicType: 'token_revoked', reason: 'user_tokens_revoked' },
    });
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
    await expect
      .poll(() => socket?.frames.at(-1))
      .toMatchObject({
        topicName: `v2.system.no_longer_subscribed.${channel.id}`,
        eventBody: {
          channelId: channel.id,
          systemTopicType: 'no_longer_subscribed',
          data: { [queue]: { missingPermissions: [permission] } },
        },
      });
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
