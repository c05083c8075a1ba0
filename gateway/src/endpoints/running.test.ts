import { systemClock } from '@tandem/kit';
import { untilLockedOut } from '@tandem/kit/testing';
import { describe, expect, it } from 'vitest';
import {
  chatwootSettings,
  chosen,
  eventually,
  handOverToChatwoot,
  makeChatwoot,
  makeEndpoint,
  onItsWay,
  openChat,
  orgB,
  startFakeChatwoot,
  startGatewayWorld,
  stateOf,
} from '../testing/index.ts';

/** An endpoint with settings of its own, which hands over to Chatwoot. */
const ready = async (options: Parameters<typeof startGatewayWorld>[0] = {}) => {
  const world = await startGatewayWorld(options);
  const fake = await startFakeChatwoot();
  const own = { kind: 'chatwoot', settings: chatwootSettings(fake) };
  const endpoint = await makeEndpoint(world, own);
  fake.state.webhookUrl = `${world.main.origin}/handover/chatwoot/${endpoint.id}`;
  const path = `/endpoints/${endpoint.id}`;
  const put = (handover: object | null, query = '') =>
    world.admin(`${path}${query}`, {
      method: 'PUT',
      body: { name: endpoint.name, bot: { kind: 'demo' }, handover },
    });
  const remove = (query = '', org?: string) =>
    world.admin(`${path}${query}`, { method: 'DELETE', ...(org ? { org } : {}) });
  return { world, fake, own, endpoint, path, put, remove };
};

const answeredByBot = /^I can look up an order/;

describe('an endpoint with settings of its own while handovers run', () => {
  it('keeps kind and address, and takes other settings', async () => {
    const { world, fake, own, endpoint, put } = await ready();
    await using _world = world;
    await using _fake = fake;
    const chat = await openChat(endpoint.base);
    const conversation = await handOverToChatwoot(world, fake, chat);
    const moved = { ...own.settings, chatwootUrl: 'https://chat.example.com' };
    const provider = await makeChatwoot(world, fake, { name: 'Another' });
    fake.state.webhookUrl = `${world.main.origin}/handover/chatwoot/${endpoint.id}`;
    for (const [handover, label, names] of [
      [{ ...own, settings: moved }, 'Chatwoot address', 'chatwootUrl'],
      [{ ...own, settings: { ...own.settings, accountId: '2' } }, 'Account id', 'accountId'],
      [chosen(provider), 'Kind', 'kind'],
      [null, 'Kind', 'kind'],
    ] as const)
      expect(await put(handover)).toMatchObject({
        status: 409,
        body: {
          code: 'gateway.endpoint.running.there',
          message: expect.stringMatching(
            `: 1\\. They would be lost with another value of ${label}\\.`,
          ),
          messageParams: { running: '1', settings: label, names },
        },
      });
    expect((await put({ ...own, settings: { ...own.settings, team: 'Second Line' } })).status).toBe(
      200,
    );
    await chat.say('still there?');
    await eventually(async () => {
      const said = conversation.messages.map(({ content }) => content);
      if (!said.includes('still there?')) throw new Error('not said');
    });
    conversation.status = 'resolved';
    expect(await fake.deliver(fake.state.webhookUrl, fake.changed(conversation))).toBe(200);
    await eventually(async () => {
      const { status } = await put(null);
      if (status !== 200) throw new Error(`answered ${status}`);
    });
  });

  it('moves with running=end: customers are with the bot again, and the log tells how many', async () => {
    const { world, fake, own, endpoint, put } = await ready();
    await using _world = world;
    await using _fake = fake;
    const chat = await openChat(endpoint.base);
    await handOverToChatwoot(world, fake, chat);
    const moved = {
      ...own,
      settings: { ...own.settings, chatwootUrl: 'https://chat.example.com' },
    };
    // What stays where it is ends nothing.
    expect((await put(own, '?running=end')).status).toBe(200);
    expect((await stateOf(world, chat))?.end_reason).toBeNull();
    expect((await put(moved, '?running=end')).status).toBe(200);
    expect(await stateOf(world, chat)).toEqual({ state: 'failed', end_reason: 'provider' });
    await eventually(async () => {
      const note = world.audited.find(({ changes }) => changes?.['running']);
      expect(note).toMatchObject({ action: 'update', changes: { running: { from: 1, to: 0 } } });
    });
    await chat.say('hello again');
    await eventually(async () => expect((await chat.texts()).at(-1)).toMatch(answeredByBot));
  });

  it('that moves with running=end tells the new place nothing of what is over but still on its way', async () => {
    const { world, fake, own, endpoint, put } = await ready();
    await using _world = world;
    await using _fake = fake;
    await using moved = await startFakeChatwoot();
    const settings = { ...own.settings, chatwootUrl: moved.origin };
    const there = await makeEndpoint(world, { kind: 'chatwoot', settings }, { name: 'There' });
    moved.state.webhookUrl = `${world.main.origin}/handover/chatwoot/${there.id}`;
    // Both contact centres count from 1.
    const foreign = await handOverToChatwoot(world, moved, await openChat(there.base));
    const chat = await openChat(endpoint.base);
    expect((await handOverToChatwoot(world, fake, chat)).id).toBe(foreign.id);
    fake.state.down = true;
    await chat.say('/end');
    await eventually(async () => {
      if ((await stateOf(world, chat))?.end_reason !== 'user') throw new Error('not ended');
    });
    expect((await put({ ...own, settings })).status).toBe(409);
    expect(await onItsWay(world)).toHaveLength(1);
    expect((await put({ ...own, settings }, '?running=end')).status).toBe(200);
    await eventually(async () => expect(await onItsWay(world)).toEqual([]));
    expect(foreign.status).not.toBe('resolved');
  });

  it('ends nothing for a change that is refused for its name', async () => {
    const { world, fake, own, path, endpoint } = await ready();
    await using _world = world;
    await using _fake = fake;
    await makeEndpoint(world, own, { name: 'Taken' });
    const chat = await openChat(endpoint.base);
    await handOverToChatwoot(world, fake, chat);
    const body = { name: 'taken', bot: { kind: 'demo' }, handover: null };
    const answer = await world.admin(`${path}?running=end`, { method: 'PUT', body });
    expect(answer).toMatchObject({ status: 409 });
    expect((await stateOf(world, chat))?.end_reason).toBeNull();
  });

  it('is deleted when they are over, or with them; nobody else ends them', async () => {
    const { world, fake, endpoint, path, remove } = await ready();
    await using _world = world;
    await using _fake = fake;
    const chat = await openChat(endpoint.base);
    const conversation = await handOverToChatwoot(world, fake, chat);
    expect(await remove()).toMatchObject({
      status: 409,
      body: {
        code: 'gateway.endpoint.running',
        message: expect.stringContaining('run at the endpoint: 1.'),
      },
    });
    expect((await remove('?running=end', orgB)).status).toBe(404);
    expect((await stateOf(world, chat))?.end_reason).toBeNull();
    expect((await remove('?running=end')).status).toBe(204);
    expect(await stateOf(world, chat)).toMatchObject({ end_reason: 'system' });
    expect(conversation.status).toBe('resolved');
    expect((await world.admin(path)).status).toBe(404);
  });

  it('is deleted with them though their contact centre cannot be told', async () => {
    // Waits a fiftieth of what it waits otherwise.
    const clock = { ...systemClock, monotonicMs: () => 50 * systemClock.monotonicMs() };
    const { world, fake, endpoint, remove } = await ready({ clock });
    await using _world = world;
    await using _fake = fake;
    const chat = await openChat(endpoint.base);
    const conversation = await handOverToChatwoot(world, fake, chat);
    fake.state.down = true;
    expect((await remove('?running=end')).status).toBe(204);
    expect(await stateOf(world, chat)).toMatchObject({ end_reason: 'system' });
    fake.state.down = false;
    await eventually(async () => expect(await onItsWay(world)).toEqual([]));
    expect(conversation.status).toBe('open');
  });

  it('leaves alone what runs with a provider of the organisation, until it is deleted', async () => {
    const { world, fake, endpoint, put, remove } = await ready();
    await using _world = world;
    await using _fake = fake;
    const provider = await makeChatwoot(world, fake);
    expect((await put(chosen(provider))).status).toBe(200);
    const chat = await openChat(endpoint.base);
    await handOverToChatwoot(world, fake, chat);
    expect((await put(null, '?running=end')).status).toBe(200);
    expect((await stateOf(world, chat))?.end_reason).toBeNull();
    expect((await remove()).status).toBe(409);
  });

  it('that moves in the moment in which one begins has it at the new place', async () => {
    const { world, fake, endpoint } = await ready();
    await using _world = world;
    await using _fake = fake;
    await using moved = await startFakeChatwoot();
    const chat = await openChat(endpoint.base);
    await world.db.transaction(async (tx) => {
      await tx.query('select 1 from endpoint where id = $1 for update', [endpoint.id]);
      await chat.say('agent');
      await untilLockedOut(world.db, { statement: '%endpoint%for share%' });
      await tx.query(
        `update endpoint set handover_settings = handover_settings || jsonb_build_object('chatwootUrl', $2::text),
           version = version + 1 where id = $1`,
        [endpoint.id, moved.origin],
      );
    });
    await eventually(async () => {
      if (moved.state.conversations.length === 0) throw new Error('not begun');
    });
    expect(fake.state.conversations).toHaveLength(0);
  });
});
