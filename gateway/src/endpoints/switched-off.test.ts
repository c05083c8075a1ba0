import { untilLockedOut } from '@tandem/kit/testing';
import { describe, expect, it } from 'vitest';
import {
  chosen,
  eventually,
  handOver,
  handOverToChatwoot,
  makeChatwoot,
  openChat,
  startFakeChatwoot,
  startServedWorld,
  stateOf,
} from '../testing/index.ts';

/** An endpoint that hands over by settings of its own, and how it is switched off. */
const ready = async () => {
  const world = await startServedWorld();
  const endpoint = await world.endpoint();
  const put = (change: object, query = '') =>
    world.admin(`/endpoints/${endpoint.id}${query}`, {
      method: 'PUT',
      body: {
        ...{ name: endpoint.name, bot: { kind: 'demo' } },
        handover: { kind: endpoint.handover?.kind, settings: endpoint.handover?.settings },
        ...change,
      },
    });
  return { world, endpoint, put };
};

const off = { active: false };
const refused = { status: 409, body: { code: 'gateway.endpoint.running.off' } };

describe('an endpoint that is switched off while handovers run', () => {
  it('waits until they are over, or ends them and tells the contact centre', async () => {
    const { world, endpoint, put } = await ready();
    await using _world = world;
    const chat = await openChat(endpoint.base);
    const conversation = await handOver(world, chat);
    world.fake.accept(conversation, 'Grace');
    await world.fake.say(conversation, 'Hello');
    await eventually(async () => expect((await stateOf(world, chat))?.state).toBe('active'));
    expect(await put(off)).toMatchObject({
      ...refused,
      body: { message: expect.stringContaining(': 1.') },
    });
    expect((await stateOf(world, chat))?.end_reason).toBeNull();
    expect((await put(off, '?running=end')).status).toBe(200);
    expect(await stateOf(world, chat)).toEqual({ state: 'completed', end_reason: 'system' });
    await eventually(async () => {
      const customer = conversation.participants.find(({ purpose }) => purpose === 'customer');
      expect(customer?.state).toBe('disconnected');
    });
    expect((await chat.post({ type: 'message', text: 'are you there?' })).status).toBe(404);
    // Off already: nothing more stands in the way of a change.
    expect((await put({ ...off, name: 'Renamed' })).status).toBe(200);
  });

  it('counts those that run with a provider of the organisation, too', async () => {
    const { world, endpoint, put } = await ready();
    await using _world = world;
    await using fake = await startFakeChatwoot();
    const provider = await makeChatwoot(world, fake);
    expect((await put({ handover: chosen(provider) })).status).toBe(200);
    const chat = await openChat(endpoint.base);
    const conversation = await handOverToChatwoot(world, fake, chat);
    expect(await put({ ...off, handover: chosen(provider) })).toMatchObject(refused);
    expect((await put({ ...off, handover: chosen(provider) }, '?running=end')).status).toBe(200);
    await eventually(async () => expect(conversation.status).toBe('resolved'));
  });

  it('begins none for words that were stored before', async () => {
    const { world, endpoint } = await ready();
    await using _world = world;
    const chat = await openChat(endpoint.base);
    await world.db.transaction(async (tx) => {
      await tx.query('select 1 from endpoint where id = $1 for update', [endpoint.id]);
      await chat.say('agent');
      await untilLockedOut(world.db, { statement: '%endpoint%for share%' });
      await tx.query('update endpoint set active = false, version = version + 1 where id = $1', [
        endpoint.id,
      ]);
    });
    await eventually(async () =>
      expect(await stateOf(world, chat)).toEqual({ state: 'failed', end_reason: 'provider' }),
    );
    expect(world.fake.state.inbound).toEqual([]);
  });
});
