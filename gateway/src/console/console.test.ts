import type {
  ConnectionCheck,
  GatewayConversation,
  GatewayEndpoint,
  TimelineEntry,
} from '@tandem/contract';
import { describe, expect, it, vi } from 'vitest';
import {
  call,
  clientSecret,
  handOver,
  minimumPermissions,
  openChat,
  orgA,
  orgB,
  soon,
  startGatewayWorld,
  untilState,
  webhookSecret,
} from '../testing/index.ts';

type Listing<T> = { entities: T[]; total: number; nextUri?: string };
type Problem = { code: string; message: string };

describe('endpoints', () => {
  it('are made, read, changed and removed', async () => {
    await using world = await startGatewayWorld();
    const made = await world.endpoint({ settings: { host: ' https://apps.mypurecloud.de/x ' } });
    expect(made).toMatchObject({
      configurationUrl: `${world.main.origin}/endpoints/${made.token}`,
      webhookUrl: `${world.main.origin}/handover/genesysCloudOM`,
      handover: { secrets: ['clientSecret', 'webhookSecret'], settings: { clientId: 'client' } },
    });
    expect(made.embedCode).toContain(made.token);
    const path = `/endpoints/${made.id}`;
    const change = {
      name: 'Renamed',
      bot: { kind: 'demo' },
      handover: { kind: made.handover?.kind, settings: made.handover?.settings },
    };
    const changed = await world.admin<GatewayEndpoint>(path, { method: 'PUT', body: change });
    expect(changed).toMatchObject({ status: 200, body: { name: 'Renamed', token: made.token } });
    // Secrets that were not given again are still there.
    expect(changed.body.handover?.secrets).toEqual(['clientSecret', 'webhookSecret']);
    const listed = await world.admin<Listing<GatewayEndpoint>>('/endpoints');
    expect(listed.body).toMatchObject({ total: 1, entities: [{ name: 'Renamed' }] });
    expect((await world.admin(path, { method: 'DELETE' })).status).toBe(204);
    expect((await world.admin(path)).status).toBe(404);
  });

  it('never show a secret, in answers or tables', async () => {
    await using world = await startGatewayWorld();
    const made = await world.endpoint();
    const path = `/endpoints/${made.id}`;
    const { secret } = (await world.admin<{ secret: string }>(`${path}/secret`, { method: 'POST' }))
      .body;
    const shown = JSON.stringify([
      made,
      (await world.admin(path)).body,
      (await world.admin('/endpoints')).body,
    ]);
    const stored = JSON.stringify(await world.db.query('select * from endpoint'));
    for (const planted of [clientSecret, webhookSecret, secret]) {
      expect(shown).not.toContain(planted);
      expect(stored).not.toContain(planted);
    }
  });

  it('of another organisation do not exist', async () => {
    await using world = await startGatewayWorld();
    const made = await world.endpoint({ org: orgA });
    await world.endpoint({ org: orgB });
    const path = `/endpoints/${made.id}`;
    const body = { name: 'x', text: 'x', bot: { kind: 'demo' } };
    for (const [method, suffix] of [
      ['GET', ''],
      ['PUT', ''],
      ['DELETE', ''],
      ['POST', '/secret'],
      ['POST', '/test'],
      ['POST', '/bot/test'],
    ] as const) {
      const answer = await world.admin(path + suffix, {
        org: orgB,
        method,
        ...(method === 'PUT' || suffix === '/bot/test' ? { body } : {}),
      });
      expect(answer.status, `${method} ${suffix}`).toBe(404);
    }
    expect(
      (await world.admin<Listing<GatewayEndpoint>>('/endpoints', { org: orgB })).body.total,
    ).toBe(1);
    expect((await world.admin(path)).status).toBe(200);
  });

  it('need the permission of each operation', async () => {
    await using world = await startGatewayWorld();
    const made = await world.endpoint();
    const asViewer = (path: string, method = 'GET') =>
      call(`${world.main.origin}/tandem/gateway${path}`, {
        method,
        token: `${orgA}|gateway:endpoint:view`,
      });
    expect((await asViewer(`/endpoints/${made.id}`)).status).toBe(200);
    expect((await asViewer('/providers')).status).toBe(200);
    for (const [path, method] of [
      ['/endpoints', 'POST'],
      [`/endpoints/${made.id}`, 'PUT'],
      [`/endpoints/${made.id}`, 'DELETE'],
      [`/endpoints/${made.id}/test`, 'POST'],
      [`/endpoints/${made.id}/bot/test`, 'POST'],
      ['/conversations', 'GET'],
    ] as const)
      expect((await asViewer(path, method)).status).toBe(403);
  });

  it('are checked by the settings their kinds declare', async () => {
    await using world = await startGatewayWorld();
    await world.endpoint();
    const post = async (body: object) => {
      const answer = await world.admin<Problem>('/endpoints', { method: 'POST', body });
      return [answer.status, answer.body.code];
    };
    const bot = { kind: 'demo' };
    expect(await post({ name: 'chat', bot })).toEqual([409, 'gateway.endpoint.name.taken']);
    expect(await post({ name: 'a', bot: { kind: 'x' } })).toEqual([
      400,
      'gateway.endpoint.kind.unknown',
    ]);
    expect(await post({ name: 'a', bot: { kind: 'webhook' } })).toEqual([
      400,
      'gateway.endpoint.setting.missing',
    ]);
    const settings = { url: 'ftp://x' };
    expect(await post({ name: 'a', bot: { kind: 'webhook', settings } })).toEqual([
      400,
      'gateway.endpoint.setting.invalid',
    ]);
    const body = { name: 'a', bot: { kind: 'webhook', settings } };
    expect((await world.admin<Problem>('/endpoints', { method: 'POST', body })).body).toMatchObject(
      {
        // What is lacking has a code as well: it is told in other languages.
        messageParams: { part: 'bot', name: 'url', lack: 'url' },
      },
    );
    const handover = { kind: 'genesys-cloud-open-messaging', settings: { host: 'mypurecloud.de' } };
    expect(await post({ name: 'a', bot, handover })).toEqual([
      400,
      'gateway.endpoint.setting.missing',
    ]);
  });

  it('tell chats where to connect, and pages how to show them', async () => {
    await using world = await startGatewayWorld();
    const made = await world.endpoint({ name: 'A <b> & "c"' });
    const configuration = await call(made.configurationUrl);
    expect(configuration.body).toMatchObject({
      name: 'A <b> & "c"',
      directLine: { domain: `${made.configurationUrl}/v3/directline` },
    });
    const page = await call<string>(made.demoUrl);
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(page.body).toContain('A &lt;b&gt; &amp;');
    expect(page.body).not.toContain('<b>');
    expect((await call(`${world.main.origin}/demo/nobody`)).status).toBe(404);
  });

  it('speaks the language of the visitor and knows when a chat is open', async () => {
    await using world = await startGatewayWorld();
    const { demoUrl } = await world.endpoint({ name: 'Shop' });
    const read = async (language: string, query = '') =>
      (await fetch(`${demoUrl}${query}`, { headers: { 'accept-language': language } })).text();
    expect(await read('de-AT,en;q=0.5')).toContain('>Chat starten</button>');
    expect(await read('tr')).toMatch(/<html lang="tr">[\s\S]*>Sohbeti başlat<\/button>/);
    expect(await read('fr')).toContain('>Start chat</button>');
    const open = await read('en', '?name=%3Cb%3EAda');
    expect(open).toContain('You are seen as &lt;b&gt;Ada.');
    expect(open).not.toContain('Start chat');
    expect(await read('de', '?name=')).toContain('Sie haben keinen Namen genannt.');
  });
});

describe('connection test', () => {
  const run = async (
    world: Awaited<ReturnType<typeof startGatewayWorld>>,
    settings: object = {},
  ) => {
    const made = await world.endpoint({ name: `E${Math.random()}`, settings: { ...settings } });
    const path = `/endpoints/${made.id}/test`;
    const answer = await world.admin<{ checks: ConnectionCheck[] }>(path, { method: 'POST' });
    return Object.fromEntries(answer.body.checks.map(({ check, state }) => [check, state]));
  };

  it('tells which step fails, each by itself', async () => {
    await using world = await startGatewayWorld();
    world.fake.state.queues.push({ id: '11111111-1111-4111-8111-111111111111', name: 'Support' });
    for (let n = 0; n < 150; n += 1) world.addIntegration(`Filler ${n}`);
    world.addIntegration('Tandem');
    const good = {
      host: 'ok',
      credentials: 'ok',
      integration: 'ok',
      queue: 'ok',
      webhookUrl: 'ok',
      // Nothing was delivered yet.
      signature: 'warning',
      permissions: 'ok',
    };
    const skipped = {
      ...{ integration: 'skipped', queue: 'skipped', webhookUrl: 'skipped' },
      ...{ signature: 'skipped', permissions: 'skipped' },
    };
    expect(await run(world)).toEqual(good);
    expect(await run(world, { host: 'http://127.0.0.1:1' })).toEqual({
      host: 'failed',
      credentials: 'skipped',
      ...skipped,
    });
    expect(await run(world, { host: 'http://10.9.8.7:80' })).toMatchObject({ host: 'failed' });
    expect(await run(world, { clientSecret: 'wrong' })).toEqual({
      ...good,
      credentials: 'failed',
      ...skipped,
    });
    expect(await run(world, { deploymentName: 'Other' })).toEqual({
      ...good,
      integration: 'failed',
      webhookUrl: 'skipped',
    });
    expect(await run(world, { queue: 'Nowhere' })).toEqual({ ...good, queue: 'failed' });
    const elsewhere = {
      ...world.addIntegration('Elsewhere'),
      webhookUrl: 'https://elsewhere.example/hook',
    };
    world.fake.state.integrations.splice(-1, 1, elsewhere);
    expect(await run(world, { deploymentName: 'Elsewhere' })).toEqual({
      ...good,
      webhookUrl: 'failed',
    });
  });

  it('warns when the client may not look up queues', async () => {
    await using world = await startGatewayWorld({ permissions: minimumPermissions });
    world.addIntegration('Tandem');
    expect(await run(world)).toMatchObject({
      integration: 'ok',
      queue: 'warning',
      webhookUrl: 'ok',
    });
  });
});

describe('conversations', () => {
  it('show every hop of their way, and only to their organisation', async () => {
    await using world = await startGatewayWorld();
    const { fake } = world;
    world.addIntegration('Tandem');
    const chat = await openChat((await world.endpoint()).base, {
      user: { id: 'dl_1', name: 'Ada' },
    });
    await openChat((await world.endpoint({ org: orgB })).base);
    const conversation = await handOver(world, chat);
    fake.accept(conversation, 'Grace');
    await fake.say(conversation, 'hello');
    const listed = await world.admin<Listing<GatewayConversation>>('/conversations?owner=agent');
    expect(listed.body).toMatchObject({
      total: 1,
      entities: [
        {
          id: chat.conversationId,
          owner: 'agent',
          user: { name: 'Ada' },
          endpoint: { name: 'Chat' },
        },
      ],
    });
    expect((await world.admin<Listing<unknown>>('/conversations?owner=bot')).body.total).toBe(0);
    fake.finish(conversation);
    await world.main.gateway.watchRound();
    await untilState(chat, 'completed');
    const path = `/conversations/${chat.conversationId}`;
    expect((await world.admin<GatewayConversation>(path)).body).toMatchObject({
      owner: 'bot',
      handovers: [
        {
          ordinal: 1,
          state: 'completed',
          endReason: 'agent',
          agentName: 'Grace',
          remoteConversationId: conversation.id,
        },
      ],
    });
    await vi.waitFor(async () => {
      const { entities } = (await world.admin<{ entities: TimelineEntry[] }>(`${path}/timeline`))
        .body;
      const kinds = new Set(entities.map(({ kind }) => kind));
      for (const kind of [
        'activity.user',
        'activity.bot',
        'activity.agent',
        'bot',
        'handover',
        'send.message',
        'webhook',
      ])
        expect(kinds).toContain(kind);
      const webhook = entities.find(({ kind }) => kind === 'webhook');
      expect(webhook?.detail).toMatchObject({
        verified: true,
        signature: expect.stringContaining('sha256='),
      });
      expect(entities.map(({ at }) => at)).toEqual(entities.map(({ at }) => at).sort());
      expect(JSON.stringify(entities)).not.toContain(clientSecret);
    }, soon);
    expect((await world.admin(path, { org: orgB })).status).toBe(404);
    expect((await world.admin(`${path}/timeline`, { org: orgB })).status).toBe(404);
    expect((await world.admin<Listing<unknown>>('/conversations', { org: orgB })).body.total).toBe(
      1,
    );
  });
});

describe('a long history', () => {
  it('is leafed and counted to ten thousand, from the newest on', async () => {
    await using world = await startGatewayWorld();
    const { id } = await world.endpoint({ handover: false });
    const insert = (org: string, most: number) =>
      world.db.query(
        `insert into session (org, endpoint, part, conversation_id, user_id, locale, created_at, active_at)
         select $1::uuid, $2, 0, $1::text || '-' || n, 'u', 'en', now(), now() - n * interval '1 second'
         from generate_series(1, $3::int) n`,
        [org, id, most],
      );
    await insert(orgA, 10_050);
    await insert(orgB, 3);
    const read = async (query: string, org = orgA) => {
      const path = `/conversations?pageSize=100&${query}`;
      const { body } = await world.admin<Listing<GatewayConversation>>(path, { org });
      return [body.total, body.entities.length, body.entities[0]?.id, Boolean(body.nextUri)];
    };
    expect(await read('pageNumber=1')).toEqual([10_000, 100, `${orgA}-1`, true]);
    expect(await read('pageNumber=100')).toEqual([10_000, 100, `${orgA}-9901`, false]);
    expect(await read('pageNumber=101')).toEqual([10_000, 0, undefined, false]);
    expect(await read(`pageNumber=2&owner=bot&endpointId=${id}`)).toEqual([
      ...[10_000, 100, `${orgA}-101`, true],
    ]);
    expect(await read('owner=queue')).toEqual([0, 0, undefined, false]);
    expect(await read('pageNumber=1', orgB)).toEqual([3, 3, `${orgB}-1`, false]);
  });
});

describe('demo content', () => {
  it('is made once', async () => {
    await using world = await startGatewayWorld();
    const { seedGatewayDemo } = world.main.gateway.usecases;
    const contactCentre = {
      ...{ host: world.fake.origin, deploymentName: 'Tandem', queue: 'Support' },
      ...{ clientId: 'client', clientSecret, webhookSecret },
    };
    const first = await seedGatewayDemo({ org: orgA, contactCentre });
    expect((await seedGatewayDemo({ org: orgA, contactCentre })).id).toBe(first.id);
    world.addIntegration('Tandem');
    const chat = await openChat(`${world.main.origin}/endpoints/${first.token}`, {
      user: { id: 'dl_1', name: 'Ada Byron' },
    });
    await handOver(world, chat);
    expect(world.fake.state.inbound[0]?.from).toMatchObject({ firstName: 'Ada' });
  });
});
