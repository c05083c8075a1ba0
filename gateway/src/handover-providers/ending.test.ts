import { describe, expect, it } from 'vitest';
import {
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

const failedText = 'We cannot reach anybody.';
const ended = { state: 'failed', end_reason: 'provider' };
const options = { failedText, onFail: 'message' };

/** A provider that an endpoint hands over to, with what is said of the endpoint's handovers. */
const ready = async (handling: { readonly options: object; readonly hours?: object }) => {
  const world = await startGatewayWorld();
  const fake = await startFakeChatwoot();
  const provider = await makeChatwoot(world, fake, { name: 'Desk' });
  const endpoint = await makeEndpoint(world, chosen(provider));
  const of = `/endpoints/${endpoint.id}`;
  const saved = await world.admin(`${of}/handling`, { method: 'PUT', body: handling });
  expect(saved.status).toBe(200);
  const letGo = async () => {
    const body = { name: endpoint.name, bot: { kind: 'demo' }, handover: null };
    expect((await world.admin(of, { method: 'PUT', body })).status).toBe(200);
  };
  const path = `/handover-providers/${provider.id}`;
  const remove = (query = '', org?: string) =>
    world.admin(`${path}${query}`, { method: 'DELETE', ...(org ? { org } : {}) });
  return { world, fake, endpoint, path, letGo, remove };
};

describe('a handover provider whose contact centre is gone', () => {
  it('is deleted with what runs where that is asked for: its customers are with the bot again', async () => {
    const { world, fake, endpoint, path, letGo, remove } = await ready({ options });
    await using _world = world;
    await using _fake = fake;
    const [talks, left] = [await openChat(endpoint.base), await openChat(endpoint.base)];
    await handOverToChatwoot(world, fake, talks);
    await handOverToChatwoot(world, fake, left);
    fake.state.down = true;
    await talks.say('still there?');
    await left.say('/end');
    await eventually(async () => {
      if ((await stateOf(world, left))?.end_reason !== 'user') throw new Error('not ended');
    });
    // Whoever uses it would hand over to nobody: then nothing ends either.
    expect((await remove('?running=end')).body).toMatchObject({
      code: 'gateway.handoverProvider.used',
      messageParams: { endpoints: expect.stringMatching(/^"[^"]+"/), flows: '', more: '0' },
    });
    expect((await stateOf(world, talks))?.end_reason).toBeNull();
    await letGo();
    expect((await remove()).body).toMatchObject({ code: 'gateway.handoverProvider.running' });
    expect((await remove('?running=end', orgB)).status).toBe(404);
    expect((await world.admin(`${path}/uses`)).body).toEqual({ entities: [], running: 2 });
    expect((await stateOf(world, talks))?.end_reason).toBeNull();

    expect((await remove('?running=end')).status).toBe(204);
    expect(await stateOf(world, talks)).toEqual(ended);
    expect(await stateOf(world, left)).toMatchObject({ end_reason: 'user' });
    expect((await talks.texts()).filter((text) => text === failedText)).toHaveLength(1);
    expect((await world.admin(path)).status).toBe(404);
    await eventually(async () => {
      const note = world.audited.find(({ action }) => action === 'delete');
      expect(note).toMatchObject({ changes: { running: { from: 2, to: 0 } } });
    });
    // What was on its way goes nowhere, and the word that nobody has heard is answered by the bot.
    await eventually(async () => expect(await onItsWay(world)).toEqual([]));
    await eventually(async () => {
      expect((await talks.texts()).at(-1)).toMatch(/^I can look up an order/);
    });
  });

  it('asks nobody any more for what to leave there', async () => {
    const day = new Date(Date.now() + 48 * 3600_000).toLocaleDateString('en-US', {
      ...{ weekday: 'long', timeZone: 'UTC' },
    });
    const blocks = [{ day, from: '00:00', to: '00:01' }];
    const hours = { timeZone: 'UTC', holidays: [], blocks };
    const { world, fake, endpoint, letGo, remove } = await ready({ options, hours });
    await using _world = world;
    await using _fake = fake;
    const chat = await openChat(endpoint.base);
    await chat.say('agent');
    const open = () => world.db.query('select id from handover where form is not null');
    await eventually(async () => expect(await open()).toHaveLength(1));
    await letGo();
    expect((await remove()).status).toBe(409);
    expect((await remove('?running=end')).status).toBe(204);
    expect(await open()).toEqual([]);
    await chat.say('hello again');
    await eventually(async () => {
      expect((await chat.texts()).at(-1)).toMatch(/^I can look up an order/);
    });
    expect(fake.state.conversations).toEqual([]);
  });
});
