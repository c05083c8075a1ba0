import { createHmac } from 'node:crypto';
import type { ConnectionCheck, GatewayEndpoint } from '@tandem/contract';
import { webhookSignature } from '@tandem/contract';
import { testClock } from '@tandem/kit/testing';
import { describe, expect, it, vi } from 'vitest';
import { createEndpointDirectory, createEndpointStore } from '../endpoints/index.ts';
import {
  clientSecret,
  handOver,
  openChat,
  orgA,
  orgB,
  soon,
  startGatewayWorld,
  stateOf,
  webhookSecret,
} from '../testing/index.ts';

type World = Awaited<ReturnType<typeof startGatewayWorld>>;
type Problem = { code: string; message: string };

const credential = { kind: 'credential', credential: 'centre', attribute: 'secret' } as const;
const variable = { kind: 'variable', name: 'HOOK' } as const;
const inVault = { clientSecret: credential, webhookSecret: variable };

const ready = async () => {
  const world = await startGatewayWorld();
  world.vault.set(`${orgA} centre/secret`, clientSecret).set(`${orgA} HOOK`, webhookSecret);
  world.fake.state.queues.push({ id: '11111111-1111-4111-8111-111111111111', name: 'Support' });
  world.addIntegration('Tandem');
  return world;
};

const put = (world: World, made: GatewayEndpoint, settings: object = {}) => {
  const handover = {
    kind: made.handover?.kind,
    settings: { ...made.handover?.settings, ...settings },
  };
  const body = { name: made.name, bot: { kind: made.bot.kind }, handover };
  return world.admin<GatewayEndpoint & Problem>(`/endpoints/${made.id}`, { method: 'PUT', body });
};

const test = async (world: World, { id }: GatewayEndpoint) =>
  (await world.admin<{ checks: ConnectionCheck[] }>(`/endpoints/${id}/test`, { method: 'POST' }))
    .body.checks;

describe('secrets of an endpoint that stand in the vault', () => {
  it('are named, opened for use, and told as what they are', async () => {
    await using world = await ready();
    const made = await world.endpoint({ settings: inVault });
    expect(made.handover).toMatchObject({
      secrets: ['clientSecret', 'webhookSecret'],
      secretSources: inVault,
    });
    expect((await test(world, made))[1]).toMatchObject({ check: 'credentials', state: 'ok' });
    const chat = await openChat(made.base);
    const conversation = await handOver(world, chat);
    world.fake.accept(conversation, 'Grace');
    const answer = world.fake.webhookBody(conversation, 'signed with the variable');
    expect(await world.fake.deliver(conversation, answer ?? {})).toBe(200);
  });

  it('stay when they are left out, change their way, and go along to no other address', async () => {
    await using world = await ready();
    const made = await world.endpoint({ settings: inVault });
    expect((await put(world, made)).body.handover?.secretSources).toEqual(inVault);
    const moved = await put(world, made, { host: 'mypurecloud.ie' });
    expect(moved.body.code).toBe('gateway.endpoint.secret.again');
    const empty = await put(world, made, { clientSecret: { kind: 'insecure' } });
    expect(empty.body.code).toBe('gateway.endpoint.setting.missing');
    const typed = await put(world, made, { clientSecret: { kind: 'insecure', value: 'typed' } });
    const insecure = { clientSecret: { kind: 'insecure' }, webhookSecret: variable };
    expect(typed.body.handover?.secretSources).toEqual(insecure);
    const kept = await put(world, made, { clientSecret: { kind: 'insecure' } });
    expect(kept.body.handover?.secretSources).toEqual(insecure);
    const [row] = await world.db.query<{ secrets: object; secret_sources: object }>(
      'select secrets, secret_sources from endpoint',
    );
    expect(row?.secret_sources).toEqual({ 'handover.webhookSecret': variable });
    expect(Object.keys(row?.secrets ?? {})).toEqual(['handover.clientSecret']);
    expect((await put(world, made, inVault)).body.handover?.secretSources).toEqual(inVault);
  });

  it('are refused where the vault refuses them, or the way is none', async () => {
    await using world = await ready();
    const made = await world.endpoint({ settings: inVault });
    const foreign = await world.admin<Problem>('/endpoints', {
      method: 'POST',
      org: orgB,
      body: {
        name: 'Theirs',
        bot: { kind: 'webhook', settings: { url: 'https://bot.example/', secret: credential } },
      },
    });
    expect(foreign).toMatchObject({ status: 400, body: { code: 'vault.secret.unknown' } });
    for (const wrong of [
      { kind: 'credential', credential: 'centre' },
      { kind: 'variable', name: 'no name' },
      { kind: 'other' },
      ['text'],
      7,
    ]) {
      const refused = await put(world, made, { clientSecret: wrong });
      expect(refused.body.code, JSON.stringify(wrong)).toBe('gateway.endpoint.setting.invalid');
    }
    world.vault.set(`${orgA} policy`, 'forbidden');
    const forbidden = await put(world, made, { clientSecret: 'typed' });
    expect(forbidden).toMatchObject({ status: 403, body: { code: 'vault.insecure.forbidden' } });
    const stored = await world.admin<GatewayEndpoint>(`/endpoints/${made.id}`);
    expect(stored.body.handover?.secretSources).toEqual(inVault);
  });

  it('tell the audit log of an insecure string, with the change and without its text', async () => {
    await using world = await ready();
    const made = await world.endpoint({ settings: inVault });
    await put(world, made, { clientSecret: 'typed-in-clear' });
    await vi.waitFor(() => expect(world.audited).toHaveLength(3), soon);
    expect(world.audited.map(({ action }) => action)).toEqual([
      'create',
      'update',
      'insecureString',
    ]);
    expect(world.audited[1]?.changes).toEqual({ 'handover.clientSecret': {} });
    expect(world.audited[2]).toMatchObject({
      entity: { type: 'endpoint', id: made.id, name: 'Chat' },
      changes: { 'handover.clientSecret': {} },
    });
    expect(JSON.stringify(world.audited)).not.toContain('typed-in-clear');
  });
});

describe('a secret of an endpoint that does not open', () => {
  it('fails the handover with the reason; the chat goes on, and so does the endpoint later', async () => {
    await using world = await ready();
    const made = await world.endpoint({ settings: inVault });
    world.vault.delete(`${orgA} centre/secret`);
    expect(await test(world, made)).toEqual([
      {
        check: 'credentials',
        state: 'failed',
        message: 'A secret cannot be opened: There is no such secret.',
        said: [{ code: 'secretClosed', params: { reason: 'There is no such secret.' } }],
      },
    ]);
    const chat = await openChat(made.base);
    await chat.say('agent');
    await vi.waitFor(async () => expect((await stateOf(world, chat))?.state).toBe('failed'), soon);
    const told = await chat.events('handoff.status');
    expect(JSON.stringify(told)).toContain('A secret of the endpoint cannot be opened.');
    const hops = await world.db.query('select detail from hop where not ok');
    expect(hops).toContainEqual({ detail: { reason: 'There is no such secret.' } });
    world.vault.set(`${orgA} centre/secret`, clientSecret);
    expect((await test(world, made))[1]).toMatchObject({ state: 'ok' });
  });

  it('lets nobody sign webhooks: the sender is told to come again', async () => {
    await using world = await ready();
    const made = await world.endpoint({ settings: inVault });
    await test(world, made);
    world.vault.delete(`${orgA} HOOK`);
    const [integration] = world.fake.state.integrations;
    const body = JSON.stringify({
      ...{ id: 'm', type: 'Text', text: 'forged', direction: 'Outbound' },
      channel: {
        ...{
          id: integration?.id,
          platform: 'Open',
          type: 'Private',
          messageId: 'm',
          time: '2026-01-01',
        },
        ...{ to: { id: 'x' }, from: { id: integration?.id } },
      },
    });
    // Nothing is what an absent secret would be.
    const signature = `sha256=${createHmac('sha256', '').update(body).digest('base64')}`;
    const { main } = world;
    const answer = await fetch(`${main.origin}/handover/genesysCloudOM`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', [webhookSignature.header]: signature },
      body,
    });
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ code: 'gateway.endpoint.secret.closed' });
  });

  it('counts with its new value after seconds, and without look-ups in between', async () => {
    await using world = await ready();
    const made = await world.endpoint({ settings: inVault });
    const clock = testClock();
    let opened = 0;
    const directory = createEndpointDirectory({
      store: createEndpointStore(world.db),
      sealer: { seal: async () => '', open: async () => '' },
      secrets: {
        async open() {
          opened += 1;
          return `value ${opened}`;
        },
      },
      providerById: async () => null,
      clock,
    });
    const now = async () => (await directory.byId(made.id))?.handover?.secrets['clientSecret'];
    const first = await now();
    expect(first).toMatch(/^value [12]$/);
    for (let round = 0; round < 100; round += 1) expect(await now()).toBe(first);
    expect(opened).toBe(2);
    await clock.advance(5000);
    expect(await now()).toMatch(/^value [34]$/);
    expect(opened).toBe(4);
  });
});
