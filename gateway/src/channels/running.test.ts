import { untilLockedOut } from '@tandem/kit/testing';
import { describe, expect, it } from 'vitest';
import { eventually, orgB, startServedWorld } from '../testing/index.ts';
import { addChannel, deliver, hopsOf, talksOf } from './channels.fixture.ts';
import { callbackSecret, startFakeCallback } from './webhook/fake-callback.fixture.ts';
import { signWebhook } from './webhook/signature.rules.ts';

/** A customer of a webhook channel, who talks to the agent Grace. */
const talking = async () => {
  const world = await startServedWorld();
  const other = await startFakeCallback();
  const endpoint = await world.endpoint();
  const settings = {
    ...{ callbackUrl: `${other.origin}/callback`, secret: callbackSecret },
    ...{ username: 'tandem', password: 'basic secret' },
  };
  const channel = await addChannel(world, endpoint, { kind: 'webhook', settings });
  const { fake } = world;
  let count = 0;
  const say = async (text: string) => {
    count += 1;
    const body = JSON.stringify({ userId: 'u', sessionId: '1', text });
    const now = String(Math.floor(Date.now() / 1000));
    const signed = { id: `in ${count}`, timestamp: now, body };
    const headers = {
      ...{ 'webhook-id': signed.id, 'webhook-timestamp': now },
      'webhook-signature': signWebhook(callbackSecret, signed),
    };
    return (await deliver(channel.inboundUrl, { body, headers })).status;
  };
  const latest = async () => {
    const [row] = await world.db.query<{ state: string; end_reason: string | null }>(
      'select state, end_reason from handover order by id desc limit 1',
    );
    return row;
  };
  await say('agent');
  await eventually(async () => expect((await latest())?.state).toBe('queued'));
  const [talk] = await talksOf(world, channel);
  const conversation = fake.conversationOf(talk?.conversationId ?? '');
  fake.accept(conversation, 'Grace');
  await fake.say(conversation, 'Hello');
  await eventually(async () => expect((await latest())?.state).toBe('active'));
  const path = `/channels/${channel.id}`;
  const put = (change: object, query = '', org?: string) =>
    world.admin(`${path}${query}`, {
      ...{ method: 'PUT', ...(org ? { org } : {}) },
      body: { name: channel.name, kind: 'webhook', endpointId: endpoint.id, settings, ...change },
    });
  const remove = (query = '') => world.admin(`${path}${query}`, { method: 'DELETE' });
  const customer = () => conversation.participants.find(({ purpose }) => purpose === 'customer');
  const told = () => eventually(async () => expect(customer()?.state).toBe('disconnected'));
  return { world, other, channel, conversation, path, latest, put, remove, say, told };
};

const running = { status: 409, body: { code: 'gateway.channel.running' } };

describe('a channel while agents talk to its customers', () => {
  it('stays with its endpoint, or ends what runs and tells the contact centre', async () => {
    const { world, other, latest, put, say, told } = await talking();
    await using _world = world;
    await using _other = other;
    const second = await world.endpoint({ name: 'Second', handover: false });
    const moved = { endpointId: second.id };
    expect(await put(moved)).toMatchObject({
      ...running,
      body: { message: expect.stringContaining(': 1.') },
    });
    // Other settings can be changed at any time, and what stays where it is ends nothing.
    expect((await put({ name: 'Renamed' }, '?running=end')).status).toBe(200);
    expect((await put(moved, '?running=end', orgB)).status).toBe(404);
    expect(await latest()).toEqual({ state: 'active', end_reason: null });
    expect((await put(moved, '?running=end')).status).toBe(200);
    expect(await latest()).toEqual({ state: 'completed', end_reason: 'system' });
    await told();
    await eventually(async () => {
      const note = world.audited.find(({ changes }) => changes?.['running']);
      expect(note).toMatchObject({ action: 'update', changes: { running: { from: 1, to: 0 } } });
    });
    expect(await say('who is there?')).toBe(202);
    await eventually(async () => {
      const texts = other.requests.map(({ body }) => (body as { text?: string }).text ?? '');
      expect(texts.at(-1)).toMatch(/look up an order/);
    });
  });

  it('is switched off when they are over, or with them', async () => {
    const { world, other, latest, put, told } = await talking();
    await using _world = world;
    await using _other = other;
    expect(await put({ active: false })).toMatchObject(running);
    expect((await put({ active: false }, '?running=end')).status).toBe(200);
    expect((await latest())?.end_reason).toBe('system');
    await told();
  });

  it('keeps its agents where the change is refused for its name', async () => {
    const { world, other, channel, latest, put } = await talking();
    await using _world = world;
    await using _other = other;
    const { settings } = channel;
    const secret = { secret: callbackSecret, username: null, password: null };
    await addChannel(world, channel.endpoint, {
      ...{ kind: 'webhook', name: 'Shop', settings: { ...settings, ...secret } },
    });
    expect(await put({ name: 'sHOP', active: false }, '?running=end')).toMatchObject({
      ...{ status: 409, body: { code: 'gateway.channel.name.taken' } },
    });
    expect(await latest()).toEqual({ state: 'active', end_reason: null });
    expect((await put({ name: 'Renamed', active: false }, '?running=end')).status).toBe(200);
    expect(await latest()).toEqual({ state: 'completed', end_reason: 'system' });
  });

  it('keeps its agents where somebody else changes it at the same time', async () => {
    const { world, other, channel, latest, put } = await talking();
    await using _world = world;
    await using _other = other;
    const { change } = await world.db.transaction(async (tx) => {
      await tx.query('update channel set version = version + 1 where id = $1', [channel.id]);
      const change = put({ active: false }, '?running=end');
      await untilLockedOut(world.db, { statement: 'update channel%' });
      return { change };
    });
    expect(await change).toMatchObject({
      ...{ status: 409, body: { code: 'gateway.channel.changed' } },
    });
    expect(await latest()).toEqual({ state: 'active', end_reason: null });
    expect((await put({ active: false }, '?running=end')).status).toBe(200);
    expect(await latest()).toEqual({ state: 'completed', end_reason: 'system' });
  });

  it('is deleted when they are over, or with them', async () => {
    const { world, other, path, latest, remove, told } = await talking();
    await using _world = world;
    await using _other = other;
    expect(await remove()).toMatchObject(running);
    expect((await latest())?.end_reason).toBeNull();
    expect((await remove('?running=end')).status).toBe(204);
    expect((await latest())?.end_reason).toBe('system');
    await told();
    expect((await world.admin(path)).status).toBe(404);
  });

  it('that is gone fails what is said to its customers, for all who look', async () => {
    const { world, other, channel, conversation } = await talking();
    await using _world = world;
    await using _other = other;
    await world.db.query('delete from channel where id = $1', [channel.id]);
    await eventually(async () => {
      await world.fake.say(conversation, 'Your refund is on its way');
      expect(await world.db.query('select reason from dead_letter')).not.toEqual([]);
    });
    const [talk] = await talksOf(world, channel);
    const failed = talk?.activities.filter(({ value }) =>
      JSON.stringify(value ?? {}).includes('"failed"'),
    );
    expect(failed).not.toEqual([]);
    expect((await hopsOf(world, channel)).map(({ kind }) => kind)).toContain('channel.failed');
  });
});
