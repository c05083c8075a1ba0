import { createHmac } from 'node:crypto';
import { systemClock } from '@tandem/kit';
import { describe, expect, it, vi } from 'vitest';
import { call, orgB, soon, startGatewayWorld } from '../testing/index.ts';
import {
  followWorkspace,
  linkOf,
  openWorkspace,
  putWorkspace,
  startCopilotChat,
} from './copilot.fixture.ts';

const article = (title: string, text: string, more = {}) => ({
  ...{ title, text, language: 'en', ...more },
});

describe('the copilot beside a conversation', () => {
  it('is linked at the handover, and its page shows what is known', async () => {
    await using world = await startGatewayWorld();
    await world.admin('/knowledge/articles', {
      method: 'POST',
      body: article('Returning a parcel', 'Print the label. Bring the parcel to any post office.'),
    });
    const { chat, conversation, url } = await startCopilotChat(world);
    expect(world.fake.textsOf(chat.conversationId)[0]).toContain(`Copilot: ${url}`);
    expect(conversation.attributes['copilotUrl']).toBe(url.href);
    await chat.say('How do I return my parcels? My card is 4111 1111 1111 1111.');
    await vi.waitFor(async () => {
      const { status, body } = await openWorkspace(world, linkOf(url));
      expect(status).toBe(200);
      const tile = (name: string) => body.tiles.find((one) => one.tile === name)?.content;
      expect(tile('knowledge')).toMatchObject({ hits: [{ title: 'Returning a parcel' }] });
      expect(tile('suggested-replies')).toMatchObject({
        replies: [{ text: expect.stringContaining('Print the label') }],
      });
      expect(tile('identity')).toMatchObject({ name: 'Ada Lovelace' });
      expect(tile('next-action')).toMatchObject({
        steps: [{ code: 'greet' }, { code: 'article' }, { code: 'verify' }],
      });
      expect(tile('summary')).toMatchObject({ text: expect.stringContaining('return my parcels') });
      expect(tile('sentiment')).toEqual({ type: 'sentiment', sentiment: null, reason: null });
      expect(JSON.stringify(body)).not.toContain('4111 1111');
      expect(body.lines.at(-1)?.text).toContain('1111');
    }, soon);
  });

  it('looks up what the customer wanted, not the words that asked for an agent', async () => {
    await using world = await startGatewayWorld();
    await world.admin('/knowledge/articles', {
      method: 'POST',
      body: article('Returning a parcel', 'Print the label. Bring the parcel to any post office.'),
    });
    const { url } = await startCopilotChat(world, {}, ['How do I return my parcels?']);
    await vi.waitFor(async () => {
      const { tiles } = (await openWorkspace(world, linkOf(url))).body;
      const content = (name: string) => tiles.find(({ tile }) => tile === name)?.content;
      expect(content('knowledge')).toMatchObject({
        query: 'How do I return my parcels?',
        hits: [{ title: 'Returning a parcel' }],
      });
      expect(content('next-action')).toMatchObject({
        steps: [{ code: 'greet' }, { code: 'article' }, { code: 'verify' }],
      });
    }, soon);
  });

  it('tells an open page of every word, and goes on behind its marks', async () => {
    await using world = await startGatewayWorld();
    const { chat, conversation, url } = await startCopilotChat(world);
    const { body } = await openWorkspace(world, linkOf(url));
    const page = followWorkspace(world.main.origin, body);
    await chat.say('My order is late');
    await vi.waitFor(() => {
      expect(page.tile('summary')).toMatchObject({
        text: expect.stringContaining('order is late'),
      });
      expect(page.lines().map(({ text }) => text)).toContain('My order is late');
    }, soon);
    page.close();
    const { marks } = page.news.at(-1) ?? body;
    world.fake.accept(conversation, 'Grace');
    await world.main.gateway.watchRound();
    expect(await world.fake.say(conversation, 'I will look')).toBe(200);
    const again = followWorkspace(world.main.origin, { token: body.token, marks });
    await vi.waitFor(() => {
      expect(again.lines().map(({ text, from }) => [from, text])).toEqual([
        ['agent', 'I will look'],
      ]);
    }, soon);
    again.close();
    // The agent has written: there is nobody left to greet, and nothing to answer.
    await vi.waitFor(async () => {
      const { tiles } = (await openWorkspace(world, linkOf(url))).body;
      expect(tiles.find(({ tile }) => tile === 'next-action')?.content).toEqual({
        ...{ type: 'nextAction', steps: [{ code: 'verify' }] },
      });
    }, soon);
    await chat.say('Thanks, that is all');
    world.fake.finish(conversation);
    await world.main.gateway.watchRound();
    // The talk is over: what the customer said last is no question to anybody.
    await vi.waitFor(async () => {
      const { tiles } = (await openWorkspace(world, linkOf(url))).body;
      expect(tiles.find(({ tile }) => tile === 'next-action')?.content).toEqual({
        ...{ type: 'nextAction', steps: [] },
      });
    }, soon);
  });

  it('does nothing where it is off', async () => {
    await using world = await startGatewayWorld();
    const { chat, url } = await startCopilotChat(world, { enabled: false });
    expect(url.hostname).toBe('none.invalid');
    expect(world.fake.textsOf(chat.conversationId)[0]).not.toContain('Copilot');
    const made = await world.admin<{ code: string }>(
      `/conversations/${chat.conversationId}/copilot`,
      { method: 'POST' },
    );
    expect(made).toMatchObject({ status: 403, body: { code: 'gateway.copilot.off' } });
  });
});

const jwt = (claims: object, key: string, alg = 'HS256') => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `${part({ alg, typ: 'JWT' })}.${part(claims)}`;
  return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`;
};

describe('links to a workspace', () => {
  it('open nothing once their hours are over; a page that is open stays so for half a day', async () => {
    const late = { hours: 0 };
    const now = () => new Date(systemClock.now().getTime() + late.hours * 3_600_000);
    await using world = await startGatewayWorld({ clock: { ...systemClock, now } });
    const { url } = await startCopilotChat(world, { linkHours: 1 });
    const { status, body } = await openWorkspace(world, linkOf(url));
    expect(status).toBe(200);
    const search = () =>
      call<{ code: string }>(`${world.main.origin}/copilot/api/knowledge`, {
        ...{ method: 'POST', token: body.token, body: { query: 'parcel' } },
      });
    late.hours = 1.1;
    expect(await openWorkspace(world, linkOf(url))).toMatchObject({
      ...{ status: 403, body: { code: 'gateway.copilot.link.expired' } },
    });
    expect((await search()).status).toBe(200);
    late.hours = 12.1;
    expect(await search()).toMatchObject({ status: 401, body: { code: 'gateway.copilot.token' } });
    expect(await followWorkspace(world.main.origin, body).failed).toContain('403');
  });

  it('open nothing when they are forged, incomplete or of another conversation', async () => {
    await using world = await startGatewayWorld();
    const { chat, url } = await startCopilotChat(world, { linkHours: 1 });
    const link = linkOf(url);
    const refused = async (change: Record<string, string>) => {
      const { status, body } = await openWorkspace(world, { ...link, ...change });
      return `${status} ${body.code}`;
    };
    const [until, mac] = (link['URLToken'] ?? '').split('.');
    const invalid = '403 gateway.copilot.link.invalid';
    expect(await refused({ URLToken: `${until}.${'A'.repeat(43)}` })).toBe(invalid);
    expect(await refused({ URLToken: `zzzzzz.${mac}` })).toBe(invalid);
    expect(await refused({ URLToken: '' })).toBe(invalid);
    expect(await refused({ userId: 'somebody' })).toBe(invalid);
    expect(await refused({ sessionId: 'other' })).toBe(invalid);
    const made = await world.admin<{ url: string }>(
      `/conversations/${chat.conversationId}/copilot`,
      {
        method: 'POST',
      },
    );
    expect((await openWorkspace(world, linkOf(new URL(made.body.url)))).status).toBe(200);
    const foreign = await world.admin(`/conversations/${chat.conversationId}/copilot`, {
      ...{ method: 'POST', org: orgB },
    });
    expect(foreign.status).toBe(404);
  });

  it('open with a token that somebody else has signed for the endpoint', async () => {
    await using world = await startGatewayWorld();
    const key = 'a key of the contact centre with 32+ characters';
    const { chat, endpoint } = await startCopilotChat(world, {
      jwtKey: { kind: 'insecure', value: key },
    });
    const exp = Math.floor(Date.now() / 1000) + 600;
    const claims = { sub: 'dl_ada', sessionId: chat.conversationId, exp };
    const open = async (auth: string, change = {}) => {
      const { status, body } = await openWorkspace(world, {
        ...{ URLToken: endpoint.token, auth, ...change },
      });
      return body.code ?? status;
    };
    expect(await open(jwt(claims, key))).toBe(200);
    expect(await open(jwt(claims, `${key}!`))).toBe('gateway.copilot.link.invalid');
    expect(await open(jwt(claims, key, 'none'))).toBe('gateway.copilot.link.invalid');
    expect(await open(jwt({ ...claims, sub: 'dl_other' }, key))).toBe(
      'gateway.copilot.link.invalid',
    );
    expect(await open(jwt({ ...claims, exp: exp - 1200 }, key))).toBe(
      'gateway.copilot.link.expired',
    );
    expect(await open(jwt(claims, key), { sessionId: 'x' })).toBe('gateway.copilot.link.invalid');
  });

  it('are no token for the calls of the page', async () => {
    await using world = await startGatewayWorld();
    const { url } = await startCopilotChat(world);
    const { body } = await openWorkspace(world, linkOf(url));
    const search = (token: string) =>
      call(`${world.main.origin}/copilot/api/knowledge`, {
        ...{ method: 'POST', token, body: { query: 'parcel' } },
      });
    expect((await search(body.token)).status).toBe(200);
    expect((await search(body.documentToken)).status).toBe(401);
    expect(
      (await search(`${url.searchParams.get('sessionId')}~${url.searchParams.get('URLToken')}`))
        .status,
    ).toBe(401);
    const page = followWorkspace(world.main.origin, { ...body, token: body.documentToken });
    expect(await page.failed).toContain('403');
  });
});

describe('the workspace of an endpoint', () => {
  it('comes with a default and is stored with a version, its secrets unseen', async () => {
    await using world = await startGatewayWorld();
    const { id } = await world.endpoint();
    const path = `/endpoints/${id}/copilot`;
    const before = await world.admin(path);
    expect(before.body).toMatchObject({
      enabled: false,
      version: 0,
      grid: { columns: 3, rows: 8, gap: 10 },
    });
    const saved = await putWorkspace(world, id, {
      model: {
        ...{ baseUrl: 'https://models.example/v1/', model: 'small' },
        apiKey: { kind: 'insecure', value: 'sk-planted' },
      },
    });
    expect(saved.body).toMatchObject({
      version: 1,
      model: { baseUrl: 'https://models.example/v1', apiKey: { kind: 'insecure' } },
    });
    expect(JSON.stringify([saved.body, world.audited])).not.toContain('sk-planted');
    expect((await world.admin(path, { org: orgB })).status).toBe(404);
    await vi.waitFor(
      () => expect(JSON.stringify(world.audited)).toContain('copilot.enabled'),
      soon,
    );
  });

  it('refuses tiles that lie outside or over each other, and half of nothing is stored', async () => {
    await using world = await startGatewayWorld();
    const { id } = await world.endpoint();
    const tile = (x: number, y: number, more = {}) => ({
      ...{ type: 'summary', x, y, rows: 2, columns: 2, ...more },
    });
    const codeOf = async (tiles: object) =>
      ((await putWorkspace(world, id, { tiles })).body as unknown as { code: string }).code;
    expect(await codeOf({ a: tile(3, 1) })).toBe('gateway.copilot.tile.outside');
    expect(await codeOf({ a: tile(1, 1), b: tile(2, 2) })).toBe('gateway.copilot.tile.overlap');
    expect(await codeOf({ a: tile(1, 1, { type: 'iframe' }) })).toBe(
      'gateway.copilot.tile.address',
    );
    expect((await world.admin<{ version: number }>(`/endpoints/${id}/copilot`)).body.version).toBe(
      0,
    );
  });

  it('sends the key of a model to no other address', async () => {
    await using world = await startGatewayWorld();
    const { id } = await world.endpoint();
    const model = { baseUrl: 'https://models.example/v1', model: 'small' };
    const apiKey = { kind: 'insecure', value: 'sk-1' };
    await putWorkspace(world, id, { model: { ...model, apiKey } });
    expect((await putWorkspace(world, id, { model: { ...model, model: 'large' } })).status).toBe(
      200,
    );
    const moved = await putWorkspace(world, id, {
      model: { ...model, baseUrl: 'https://other.example' },
    });
    expect(moved).toMatchObject({ status: 400, body: { code: 'gateway.copilot.key.again' } });
  });
});
