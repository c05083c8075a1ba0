import type { ConnectionCheck, GatewayEndpoint } from '@tandem/contract';
import { derivedUuid, systemClock } from '@tandem/kit';
import { describe, expect, it, vi } from 'vitest';
import {
  clientSecret,
  type FakeGenesys,
  orgA,
  orgB,
  soon,
  startFakeGenesys,
  startGatewayWorld,
  webhookSecret,
} from '../testing/index.ts';

type World = Awaited<ReturnType<typeof startGatewayWorld>>;
type Problem = { code: string; message: string };

const put = (world: World, made: GatewayEndpoint, change: object) => {
  const { id, name, bot, handover } = made;
  const part = (stored: { kind: string; settings: object } | null) =>
    stored && { kind: stored.kind, settings: stored.settings };
  const body = { name, bot: part(bot), handover: part(handover), ...change };
  return world.admin<GatewayEndpoint & Problem>(`/endpoints/${id}`, { method: 'PUT', body });
};

const handoverTo = (made: GatewayEndpoint, settings: object) => ({
  handover: {
    kind: made.handover?.kind,
    settings: { ...made.handover?.settings, ...settings },
  },
});

const test = async (world: World, made: GatewayEndpoint, body?: object) =>
  (
    await world.admin<{ checks: ConnectionCheck[] }>(`/endpoints/${made.id}/test`, {
      method: 'POST',
      ...(body ? { body } : {}),
    })
  ).body.checks.map(({ state }) => state);

/** Somebody else's server, which would take any secret that is sent to it. */
const startStranger = async (world: World): Promise<FakeGenesys & { asked: () => number }> => {
  const stranger = await startFakeGenesys({ clock: systemClock });
  stranger.state.clients.push({
    id: 'client',
    secret: clientSecret,
    permissions: world.fake.state.clients[0]?.permissions ?? new Set(),
  });
  return Object.assign(stranger, { asked: () => stranger.state.tokenRequests });
};

describe('secrets of an endpoint', () => {
  it('do not go along to another address: nothing is changed until they are given again', async () => {
    await using world = await startGatewayWorld();
    await using stranger = await startStranger(world);
    const made = await world.endpoint();
    const moved = await put(world, made, handoverTo(made, { host: stranger.origin }));
    expect(moved).toMatchObject({
      status: 400,
      body: { code: 'gateway.endpoint.secret.again' },
    });
    expect(moved.body.message).toContain('Host changed');
    expect(moved.body.message).toContain('Webhook Secret, Client Secret');
    const one = handoverTo(made, { host: stranger.origin, clientSecret: 'new' });
    expect((await put(world, made, one)).body.code).toBe('gateway.endpoint.secret.again');
    const none = handoverTo(made, {
      ...{ host: stranger.origin, clientSecret: null, webhookSecret: null },
    });
    expect((await put(world, made, none)).body.code).toBe('gateway.endpoint.setting.missing');
    await test(world, made);
    expect(stranger.asked()).toBe(0);
    const stored = (await world.admin<GatewayEndpoint>(`/endpoints/${made.id}`)).body;
    expect(stored.handover?.settings).toMatchObject({ host: world.fake.origin });
    const both = handoverTo(made, { host: stranger.origin, clientSecret, webhookSecret });
    expect((await put(world, made, both)).status).toBe(200);
    await test(world, made);
    expect(stranger.asked()).toBe(1);
  });

  it('are tested with the stored address, whatever the request says', async () => {
    await using world = await startGatewayWorld();
    await using stranger = await startStranger(world);
    const made = await world.endpoint();
    world.addIntegration('Tandem');
    await test(world, made, handoverTo(made, { host: stranger.origin }));
    expect(stranger.asked()).toBe(0);
    expect(world.fake.state.tokenRequests).toBe(1);
  });

  it.each([
    ['mypurecloud.de', 'https://apps.mypurecloud.de/directory/', 200],
    ['mypurecloud.de', 'mypurecloud.ie', 400],
    ['https://tandem.example/a/', 'https://TANDEM.example:443/a', 200],
    ['https://tandem.example/a', 'https://tandem.example/b', 400],
    ['https://tandem.example', 'http://tandem.example', 400],
    ['https://tandem.example', 'https://tandem.example:8443', 400],
  ])('from %s to %s: %s', async (before, after, status) => {
    await using world = await startGatewayWorld();
    const made = await world.endpoint({ settings: { host: before } });
    expect((await put(world, made, handoverTo(made, { host: after }))).status).toBe(status);
  });

  it('of a bot stay with its URL, and an optional one may be given up', async () => {
    await using world = await startGatewayWorld();
    const settings = { url: 'https://bot.example/hook', secret: 'bot-secret' };
    const made = await world.endpoint({ bot: { kind: 'webhook', settings }, handover: false });
    const change = (more: object) =>
      put(world, made, { bot: { kind: 'webhook', settings: { url: settings.url, ...more } } });
    expect((await change({ url: 'https://bot.example/hook/#x' })).body.bot.secrets).toEqual([
      'secret',
    ]);
    for (const url of [
      'https://other.example/hook',
      'https://bot.example/elsewhere',
      'https://bot.example/hook?to=other',
    ])
      expect((await change({ url })).status, url).toBe(400);
    const given = await change({ url: 'https://other.example/hook', secret: null });
    expect(given).toMatchObject({ status: 200, body: { bot: { secrets: [] } } });
  });
});

/** Secrets that are typed in are noted beside the change. */
const changesIn = ({ audited }: World) =>
  audited.filter(({ action }) => action !== 'insecureString');

describe('changes of endpoints in the audit log', () => {
  it('tell who changed what, in the transaction of the change, and never a secret', async () => {
    await using world = await startGatewayWorld();
    const made = await world.endpoint({
      bot: {
        kind: 'webhook',
        settings: { url: 'https://me:pw-in-url@bot.example/?key=in-url', secret: 'bot-secret' },
      },
    });
    const path = `/endpoints/${made.id}`;
    await put(world, made, {
      name: 'Renamed',
      ...handoverTo(made, { clientSecret: 'changed-one' }),
    });
    const { secret } = (await world.admin<{ secret: string }>(`${path}/secret`, { method: 'POST' }))
      .body;
    await world.admin(path, { method: 'DELETE' });
    await vi.waitFor(() => expect(changesIn(world)).toHaveLength(4), soon);
    expect(changesIn(world).map(({ action }) => action)).toEqual([
      'create',
      'update',
      'secret',
      'delete',
    ]);
    for (const entry of changesIn(world))
      expect(entry).toMatchObject({
        org: orgA,
        actor: { kind: 'client', id: derivedUuid('client', orgA) },
        entity: { type: 'endpoint', id: made.id },
        correlationId: 'test',
      });
    expect(changesIn(world)[1]?.changes).toEqual({
      name: { from: 'Chat', to: 'Renamed' },
      'handover.clientSecret': {},
    });
    expect(changesIn(world)[0]?.changes).toMatchObject({
      'bot.url': { to: 'https://bot.example/' },
      'handover.host': { to: world.fake.origin },
      'handover.webhookSecret': {},
    });
    const shown = JSON.stringify(world.audited);
    for (const planted of [clientSecret, webhookSecret, 'changed-one', 'bot-secret', 'in-url'])
      expect(shown).not.toContain(planted);
    expect(shown).not.toContain(secret);
  });

  it('are not made when they cannot be noted', async () => {
    await using world = await startGatewayWorld();
    const made = await world.endpoint();
    await world.db.query('drop table audit_outbox');
    expect((await put(world, made, { name: 'Renamed' })).status).toBe(500);
    expect((await world.admin(`/endpoints/${made.id}`, { method: 'DELETE' })).status).toBe(500);
    const stored = await world.admin<GatewayEndpoint>(`/endpoints/${made.id}`);
    expect(stored.body.name).toBe('Chat');
  });

  it('say nothing of what was refused, here or in another organisation', async () => {
    await using world = await startGatewayWorld();
    const made = await world.endpoint();
    await vi.waitFor(() => expect(changesIn(world)).toHaveLength(1), soon);
    const path = `/endpoints/${made.id}`;
    expect((await world.admin(path, { method: 'DELETE', org: orgB })).status).toBe(404);
    await put(world, made, handoverTo(made, { host: 'mypurecloud.ie' }));
    await world.endpoint({ name: 'Second' });
    await vi.waitFor(() => expect(changesIn(world)).toHaveLength(2), soon);
    expect(changesIn(world)[1]).toMatchObject({ action: 'create', entity: { name: 'Second' } });
  });

  it('keep both of two changes at once', async () => {
    await using world = await startGatewayWorld();
    const made = await world.endpoint();
    const path = `/endpoints/${made.id}`;
    const renew = () => world.admin(`${path}/secret`, { method: 'POST' });
    const answers = await Promise.all([put(world, made, { name: 'Renamed' }), renew()]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect((await world.admin<GatewayEndpoint>(path)).body).toMatchObject({
      name: 'Renamed',
      hasDirectLineSecret: true,
    });
  });
});

describe('the endpoint of the demo', () => {
  it('finds its contact centre again on another port of this machine, and nowhere else', async () => {
    await using world = await startGatewayWorld();
    const { moveGatewayDemo } = world.main.gateway.usecases;
    const local = await world.endpoint({ settings: { host: 'http://127.0.0.1:1' } });
    const remote = await world.endpoint({ name: 'Far', settings: { host: 'mypurecloud.de' } });
    const moved: string[] = [];
    const move = (name: string) =>
      moveGatewayDemo({
        ...{ org: orgA, name, host: world.fake.origin },
        before: async () => void moved.push(name),
      });
    for (const { name } of [local, remote, local]) await move(name);
    // What goes with it is moved where something moves, and not at every start.
    expect(moved).toEqual([local.name]);
    const hostOf = async ({ id }: GatewayEndpoint) =>
      (await world.admin<GatewayEndpoint>(`/endpoints/${id}`)).body.handover?.settings['host'];
    expect(await hostOf(local)).toBe(world.fake.origin);
    expect(await hostOf(remote)).toBe('mypurecloud.de');
    world.addIntegration('Tandem');
    expect((await test(world, local)).slice(0, 2)).toEqual(['ok', 'ok']);
  });
});
