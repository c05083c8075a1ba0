import { untilLockedOut } from '@tandem/kit/testing';
import { describe, expect, it } from 'vitest';
import {
  chatwootSettings,
  chosen,
  eventually,
  type FakeChatwoot,
  handOverToChatwoot,
  makeChatwoot,
  makeEndpoint,
  openChat,
  orgB,
  startFakeChatwoot,
  startGatewayWorld,
  stateOf,
} from '../testing/index.ts';

type Provider = Awaited<ReturnType<typeof makeChatwoot>>;

const resolve = async (
  fake: FakeChatwoot,
  { webhookUrl }: Provider,
  conversation: Awaited<ReturnType<typeof handOverToChatwoot>>,
) => {
  conversation.status = 'resolved';
  expect(await fake.deliver(webhookUrl, fake.changed(conversation))).toBe(200);
};

const ready = async () => {
  const world = await startGatewayWorld();
  const fake = await startFakeChatwoot();
  const provider = await makeChatwoot(world, fake, { name: 'Desk' });
  const endpoint = await makeEndpoint(world, chosen(provider));
  const path = `/handover-providers/${provider.id}`;
  const put = (settings: object) =>
    world.admin(path, {
      ...{ method: 'PUT', body: { name: 'Desk', kind: 'chatwoot', settings } },
    });
  const letGo = (to: Provider | null) =>
    world.admin(`/endpoints/${endpoint.id}`, {
      method: 'PUT',
      body: { name: endpoint.name, bot: { kind: 'demo' }, handover: to && chosen(to) },
    });
  return { world, fake, provider, endpoint, path, put, letGo };
};

describe('a handover provider while handovers run', () => {
  it('is not deleted before they are over, and says how many there are', async () => {
    const { world, fake, provider, endpoint, path, letGo } = await ready();
    await using _world = world;
    await using _fake = fake;
    const chats = [await openChat(endpoint.base), await openChat(endpoint.base)] as const;
    const first = await handOverToChatwoot(world, fake, chats[0]);
    const second = await handOverToChatwoot(world, fake, chats[1]);
    expect((await letGo(null)).status).toBe(200);
    const refused = await world.admin(path, { method: 'DELETE' });
    expect(refused).toMatchObject({
      status: 409,
      body: {
        code: 'gateway.handoverProvider.running',
        message: expect.stringContaining('with the handover provider: 2.'),
      },
    });
    expect((await world.admin(path, { method: 'DELETE', org: orgB })).status).toBe(404);
    await chats[0].say('still there?');
    await eventually(async () => {
      const said = first.messages.map(({ content }) => content);
      if (!said.includes('still there?')) throw new Error('not said');
    });
    await resolve(fake, provider, first);
    await resolve(fake, provider, second);
    await eventually(async () => {
      const { status } = await world.admin(path, { method: 'DELETE' });
      if (status !== 204) throw new Error(`answered ${status}`);
    });
  });

  it('stays where it is, and takes other settings and new credentials', async () => {
    const { world, fake, provider, endpoint, put } = await ready();
    await using _world = world;
    await using _fake = fake;
    const chat = await openChat(endpoint.base);
    const conversation = await handOverToChatwoot(world, fake, chat);
    const settings = chatwootSettings(fake);
    for (const moved of [{ chatwootUrl: 'https://chat.example.com' }, { accountId: '2' }])
      expect(await put({ ...settings, ...moved })).toMatchObject({
        status: 409,
        body: {
          code: 'gateway.handoverProvider.running.there',
          message: expect.stringMatching(
            /: 1\. They would be lost .*(Chatwoot address|Account id)/,
          ),
        },
      });
    const changed = { ...settings, chatwootUrl: `${settings.chatwootUrl}/`, team: 'Second Line' };
    const webhookSecret = 'another-secret-of-the-webhook';
    expect((await put({ ...changed, webhookSecret })).status).toBe(200);
    await eventually(async () => {
      const body = fake.said(conversation, { content: 'Hello' });
      const { webhookUrl } = provider;
      if ((await fake.deliver(webhookUrl, body, { secret: webhookSecret })) !== 200)
        throw new Error('not taken');
      if (!(await chat.texts()).includes('Hello')) throw new Error('not told');
    });
    conversation.status = 'resolved';
    const end = fake.changed(conversation);
    expect(await fake.deliver(provider.webhookUrl, end, { secret: webhookSecret })).toBe(200);
    await eventually(async () => {
      const { status } = await put({ ...settings, chatwootUrl: 'https://chat.example.com' });
      if (status !== 200) throw new Error(`answered ${status}`);
    });
  });

  it('is kept for what is still on its way to it', async () => {
    const { world, fake, path, endpoint, letGo } = await ready();
    await using _world = world;
    await using _fake = fake;
    const chat = await openChat(endpoint.base);
    const conversation = await handOverToChatwoot(world, fake, chat);
    await letGo(null);
    fake.state.down = true;
    await chat.say('/end');
    await eventually(async () => {
      if ((await stateOf(world, chat))?.end_reason !== 'user') throw new Error('not ended');
    });
    expect((await world.admin(path, { method: 'DELETE' })).body).toMatchObject({
      code: 'gateway.handoverProvider.running',
    });
    fake.state.down = false;
    await eventually(async () => {
      const { status } = await world.admin(path, { method: 'DELETE' });
      if (status !== 204) throw new Error(`answered ${status}`);
    });
    expect(conversation.status).toBe('resolved');
  });

  it('is asked about on one node and used on another: those that run finish, others go to the new one', async () => {
    const { world, fake, provider, endpoint, put, path, letGo } = await ready();
    await using _world = world;
    await using _fake = fake;
    await using moved = await startFakeChatwoot();
    const other = await world.node('second');
    const chat = await openChat(endpoint.base.replace(world.main.origin, other.origin));
    const conversation = await handOverToChatwoot(world, fake, chat);
    expect((await put(chatwootSettings(moved))).status).toBe(409);
    const next = await makeChatwoot(world, moved, { name: 'New desk' });
    expect((await letGo(next)).status).toBe(200);
    expect((await world.admin(path, { method: 'DELETE' })).status).toBe(409);
    await world.main.stop();
    await chat.say('still there?');
    await eventually(async () => {
      const said = conversation.messages.map(({ content }) => content);
      if (!said.includes('still there?')) throw new Error('not said');
    });
    const url = provider.webhookUrl.replace(world.main.origin, other.origin);
    expect(await fake.deliver(url, fake.said(conversation, { content: 'Yes' }))).toBe(200);
    expect(await chat.texts()).toContain('Yes');
    expect(moved.state.conversations).toHaveLength(0);
  });

  it('that moves in the moment in which one begins has it at the new place', async () => {
    const { world, fake, provider, endpoint } = await ready();
    await using _world = world;
    await using _fake = fake;
    await using moved = await startFakeChatwoot();
    const chat = await openChat(endpoint.base);
    await world.db.transaction(async (tx) => {
      await tx.query('select 1 from handover_provider where id = $1 for update', [provider.id]);
      await chat.say('agent');
      await untilLockedOut(world.db, { statement: '%handover_provider%for share%' });
      await tx.query(
        `update handover_provider set settings = settings || jsonb_build_object('chatwootUrl', $2::text) where id = $1`,
        [provider.id, moved.origin],
      );
    });
    await eventually(async () => {
      if (moved.state.conversations.length === 0) throw new Error('not begun');
    });
    expect(fake.state.conversations).toHaveLength(0);
  });
});
