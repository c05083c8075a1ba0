import type { ConnectionCheck } from '@tandem/contract';
import { describe, expect, it } from 'vitest';
import {
  allPermissions,
  chosen,
  type GatewayWorld,
  handOver,
  handoverWebhookSecret,
  makeChatwoot,
  makeEndpoint,
  makeProvider,
  minimumPermissions,
  openChat,
  startFakeChatwoot,
  startFakeHandoverWebhook,
  startGatewayWorld,
} from '../testing/index.ts';

/** State and message of each step. */
const tried = async (world: GatewayWorld, path: string) => {
  const answer = await world.admin<{ checks: ConnectionCheck[] }>(`${path}/test`, {
    method: 'POST',
  });
  return new Map(answer.body.checks.map(({ check, ...rest }) => [check, rest]));
};

const statesOf = (checks: Awaited<ReturnType<typeof tried>>) =>
  Object.fromEntries([...checks].map(([check, { state }]) => [check, state]));

const queue = { id: '11111111-1111-4111-8111-111111111111', name: 'Support' };

describe('the test of a contact centre of the Genesys wire', () => {
  it('names what the client may not, and what that costs', async () => {
    await using world = await startGatewayWorld({ permissions: minimumPermissions });
    world.addIntegration('Tandem');
    const { id } = await world.endpoint();
    const least = await tried(world, `/endpoints/${id}`);
    expect(least.get('queue')?.message).toContain('routing:queue:view');
    expect(least.get('permissions')).toMatchObject({
      state: 'warning',
      said: [{ code: 'withoutQueues', params: { permission: 'routing:queue:view' } }],
    });
    const without = new Set(allPermissions);
    without.delete('conversation:message:receive');
    without.delete('analytics:conversationDetail:view');
    world.fake.state.clients.splice(0, 1, {
      ...{ id: 'client', secret: world.fake.state.clients[0]?.secret ?? '' },
      permissions: without,
    });
    world.fake.state.tokens.clear();
    const checks = await tried(world, `/endpoints/${id}`);
    expect(checks.get('permissions')?.state).toBe('failed');
    expect(checks.get('permissions')?.message).toContain(
      'Without conversation:message:receive, no message reaches an agent.',
    );
    expect(checks.get('permissions')?.message).toContain('analytics:conversationDetail:view');
    expect(checks.get('permissions')?.said).toEqual([
      { code: 'withoutReceive', params: { permission: 'conversation:message:receive' } },
      { code: 'withoutDetails', params: { permission: 'analytics:conversationDetail:view' } },
    ]);
    expect(world.fake.state.conversations.size).toBe(0);
  });

  it('tells which step fails, each by itself, in words of its own', async () => {
    await using world = await startGatewayWorld();
    world.fake.state.queues.push(queue);
    const integration = world.addIntegration('Tandem');
    let made = 0;
    const run = async (settings: object = {}, named: object = {}) => {
      made += 1;
      const name = `Try ${made}`;
      const { id } = await world.endpoint({ name, settings: { ...settings }, ...named });
      return tried(world, `/endpoints/${id}`);
    };
    const good = {
      ...{ host: 'ok', credentials: 'ok', integration: 'ok', queue: 'ok', webhookUrl: 'ok' },
      ...{ signature: 'warning', permissions: 'ok' },
    };
    expect(statesOf(await run())).toEqual(good);
    const down = await run({ host: 'http://127.0.0.1:1' });
    expect(statesOf(down)).toMatchObject({ host: 'failed', credentials: 'skipped' });
    const wrong = await run({ clientSecret: 'wrong' });
    expect(statesOf(wrong)).toMatchObject({ host: 'ok', credentials: 'failed', queue: 'skipped' });
    const nowhere = await run({}, { deploymentName: 'Nowhere' });
    expect(statesOf(nowhere)).toMatchObject({
      ...{ integration: 'failed', webhookUrl: 'skipped', queue: 'ok' },
    });
    expect(nowhere.get('integration')?.message).toContain('Nowhere');
    const lost = await run({ queue: 'Lost' });
    expect(statesOf(lost)).toEqual({ ...good, queue: 'failed' });
    expect(lost.get('queue')?.message).toContain('Lost');
    const { webhookUrl } = integration;
    Object.assign(integration, { webhookUrl: 'https://elsewhere.example/hook' });
    const elsewhere = await run();
    expect(statesOf(elsewhere)).toEqual({ ...good, webhookUrl: 'failed' });
    expect(elsewhere.get('webhookUrl')?.message).toContain('https://elsewhere.example/hook');
    expect(elsewhere.get('webhookUrl')?.message).toContain(webhookUrl);
  });

  it.each([
    ['analytics:queueObservation:view', 'permissions', 'warning'],
    ['messaging:integration:view', 'integration', 'failed'],
  ] as const)('names %s where it is missing', async (permission, check, state) => {
    const permissions = new Set([...allPermissions].filter((name) => name !== permission));
    await using world = await startGatewayWorld({ permissions });
    world.fake.state.queues.push(queue);
    world.addIntegration('Tandem');
    const { id } = await world.endpoint();
    const told = (await tried(world, `/endpoints/${id}`)).get(check);
    expect(told?.state).toBe(state);
    expect(told?.message).toContain(permission);
  });

  it('shows name and id of platform and queue', async () => {
    await using world = await startGatewayWorld();
    world.fake.state.queues.push(queue);
    const { id: integration } = world.addIntegration('Tandem');
    const { id } = await world.endpoint({ settings: { queue: queue.id } });
    const checks = await tried(world, `/endpoints/${id}`);
    expect(checks.get('queue')?.message).toContain(`"Support" exists (id ${queue.id})`);
    expect(checks.get('integration')?.message).toContain(`(id ${integration})`);
  });

  it('tells whether deliveries are signed with the same secret', async () => {
    await using world = await startGatewayWorld();
    world.fake.state.queues.push(queue);
    world.addIntegration('Tandem');
    const endpoint = await world.endpoint();
    const path = `/endpoints/${endpoint.id}`;
    const chat = await openChat(endpoint.base);
    const conversation = await handOver(world, chat);
    expect((await tried(world, path)).get('signature')?.state).toBe('warning');
    const { webhookSecret } = conversation.integration;
    Object.assign(conversation.integration, { webhookSecret: 'another-secret-over-there' });
    expect(await world.fake.say(conversation, 'Psst')).toBe(403);
    const refused = (await tried(world, path)).get('signature');
    expect(refused).toMatchObject({ state: 'failed' });
    expect(refused?.message).toContain('Compare the Webhook Secret');
    Object.assign(conversation.integration, { webhookSecret });
    expect(await world.fake.say(conversation, 'Hello')).toBe(200);
    expect((await tried(world, path)).get('signature')?.state).toBe('ok');
  });
});

describe('the test of Chatwoot', () => {
  const good = {
    ...{ host: 'ok', credentials: 'ok', integration: 'ok', queue: 'ok', webhookUrl: 'ok' },
    ...{ signature: 'warning', permissions: 'ok' },
  };

  it('tells which step fails, each by itself', async () => {
    await using world = await startGatewayWorld();
    await using fake = await startFakeChatwoot();
    let made = 0;
    const run = async (settings: object = {}, webhookUrl?: string) => {
      made += 1;
      const provider = await makeChatwoot(world, fake, {
        name: `P ${made}`,
        settings: { ...settings },
      });
      fake.state.webhookUrl = webhookUrl ?? provider.webhookUrl;
      return tried(world, `/handover-providers/${provider.id}`);
    };
    expect(statesOf(await run())).toEqual(good);
    const down = await run({ chatwootUrl: 'http://127.0.0.1:1' });
    expect(statesOf(down)).toMatchObject({ host: 'failed', credentials: 'skipped' });
    expect(statesOf(await run({ apiAccessToken: 'wrong' }))).toMatchObject({
      ...{ host: 'ok', credentials: 'failed', integration: 'skipped' },
    });
    expect(statesOf(await run({ accountId: '2' }))).toMatchObject({ credentials: 'failed' });
    expect(statesOf(await run({ inbox: 'Nowhere' }))).toMatchObject({ integration: 'failed' });
    const other = (await run({ inbox: 'Website' })).get('integration');
    expect(other).toMatchObject({ state: 'failed' });
    expect(other?.message).toContain('not of the channel API');
    const named = await run({ inbox: 'inbox-identifier-8', team: '3' });
    expect(statesOf(named)).toEqual(good);
    expect(named.get('integration')?.message).toContain('"Tandem" (id 8)');
    expect(named.get('queue')?.message).toContain('"second line" (id 3)');
    expect(statesOf(await run({ team: 'Third' }))).toEqual({ ...good, queue: 'failed' });
    const elsewhere = await run({}, 'https://elsewhere.example/hook?token=theirs');
    expect(statesOf(elsewhere)).toEqual({ ...good, webhookUrl: 'failed' });
    expect(elsewhere.get('webhookUrl')?.message).not.toContain('theirs');
    expect(statesOf(await run({ webhookSecret: null }))).toMatchObject({ signature: 'failed' });
    fake.state.role = 'agent';
    expect(statesOf(await run())).toEqual({ ...good, permissions: 'warning' });
    expect(fake.wrong).toEqual([]);
  });
});

describe('the test of a webhook', () => {
  it('sends a ping whose answer proves the same secret', async () => {
    await using world = await startGatewayWorld();
    await using fake = await startFakeHandoverWebhook();
    const make = (name: string, settings: object) =>
      makeProvider(world, {
        ...{ kind: 'webhook', name },
        settings: {
          ...{ webhookAddress: fake.origin, webhookSecret: handoverWebhookSecret },
          ...settings,
        },
      });
    const run = async (name: string, settings: object = {}) =>
      statesOf(await tried(world, `/handover-providers/${(await make(name, settings)).id}`));
    expect(await run('Good')).toEqual({ host: 'ok', signature: 'ok' });
    const wrong = { webhookSecret: 'a-secret-of-somebody-else' };
    expect(await run('Wrong', wrong)).toMatchObject({ signature: expect.not.stringMatching('ok') });
    const nowhere = { webhookAddress: 'http://127.0.0.1:1' };
    expect(await run('Nowhere', nowhere)).toEqual({ host: 'failed', signature: 'skipped' });
  });

  it('is the same from an endpoint that has chosen it', async () => {
    await using world = await startGatewayWorld();
    await using fake = await startFakeHandoverWebhook();
    const provider = await makeProvider(world, {
      ...{ kind: 'webhook', name: 'Own' },
      settings: { webhookAddress: fake.origin, webhookSecret: handoverWebhookSecret },
    });
    const { id } = await makeEndpoint(world, chosen(provider));
    expect(statesOf(await tried(world, `/endpoints/${id}`))).toEqual({
      host: 'ok',
      signature: 'ok',
    });
    expect(fake.told('ping').at(-1)?.['webhookUrl']).toBe(provider.webhookUrl);
  });
});
