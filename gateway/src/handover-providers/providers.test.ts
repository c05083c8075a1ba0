import type { GatewayHandoverProvider } from '@tandem/contract';
import { describe, expect, it, vi } from 'vitest';
import {
  chatAt,
  chosen,
  clientSecret,
  handOver,
  makeChatwoot,
  makeEndpoint,
  makeProvider,
  openChat,
  orgB,
  soon,
  startFakeChatwoot,
  startServedWorld,
  stateOf,
  webhookSecret,
} from '../testing/index.ts';

type World = Awaited<ReturnType<typeof startServedWorld>>;

const genesysSettings = ({ fake }: World, more: Record<string, unknown> = {}) => ({
  ...{ host: fake.origin, deploymentName: 'Tandem', queue: 'Support' },
  ...{ clientId: 'client', clientSecret, webhookSecret, ...more },
});

const makeGenesys = (world: World, name = 'Main desk') =>
  makeProvider(world, {
    ...{ kind: 'genesys-cloud-open-messaging', name },
    settings: genesysSettings(world),
  });

describe('handover providers of an organisation', () => {
  it('are told without their secrets, and only to their organisation', async () => {
    await using world = await startServedWorld();
    const made = await makeGenesys(world);
    expect(JSON.stringify(made)).not.toContain(clientSecret);
    expect(made).toMatchObject({
      secrets: ['clientSecret', 'webhookSecret'],
      capabilities: { typing: true, queueInfo: true },
      webhookUrl: `${world.main.origin}/handover/genesysCloudOM`,
    });
    const path = `/handover-providers/${made.id}`;
    expect((await world.admin(path)).body).toEqual(made);
    expect((await world.admin(path, { org: orgB })).status).toBe(404);
    expect((await world.admin(path, { org: orgB, method: 'DELETE' })).status).toBe(404);
    expect(
      (await world.admin<{ total: number }>('/handover-providers', { org: orgB })).body.total,
    ).toBe(0);
    const list = await world.admin<{ entities: GatewayHandoverProvider[] }>('/handover-providers');
    expect(list.body.entities.map(({ name }) => name)).toEqual(['Main desk']);
  });

  it('have names of their own, whatever their case, and not those of kinds', async () => {
    await using world = await startServedWorld();
    await makeGenesys(world, 'Desk');
    await expect(makeGenesys(world, ' dESK ')).rejects.toThrow('name.taken');
    await expect(makeGenesys(world, 'chatwoot')).rejects.toThrow('name.reserved');
    await expect(makeProvider(world, { kind: 'provider', name: 'Me' })).rejects.toThrow(
      'kind.unknown',
    );
    await expect(makeProvider(world, { kind: 'webhook', name: 'W' })).rejects.toThrow(
      'setting.missing',
    );
  });

  it('keep their secrets with their address, and the audit log names what changed', async () => {
    await using world = await startServedWorld();
    const made = await makeGenesys(world);
    const put = (settings: object, name = 'Main desk') =>
      world.admin(`/handover-providers/${made.id}`, {
        ...{ method: 'PUT', body: { name, kind: made.kind, settings } },
      });
    const { host, deploymentName, clientId } = genesysSettings(world);
    const kept = await put({ host, deploymentName, clientId, queue: 'Other' }, 'First desk');
    expect(kept).toMatchObject({ status: 200, body: { secrets: made.secrets } });
    const moved = await put({ host: 'mypurecloud.de', deploymentName, clientId });
    expect(moved).toMatchObject({ status: 400, body: { code: 'gateway.endpoint.secret.again' } });
    await vi.waitFor(
      () => expect(world.audited.map(({ action }) => action)).toContain('update'),
      soon,
    );
    const changed = world.audited.find(({ action }) => action === 'update');
    expect(changed).toMatchObject({
      entity: { type: 'handoverProvider', id: made.id, name: 'First desk' },
      changes: {
        name: { from: 'Main desk', to: 'First desk' },
        'handover.queue': { from: 'Support', to: 'Other' },
      },
    });
    expect(JSON.stringify(world.audited)).not.toContain(clientSecret);
  });

  it('take a chat of an endpoint that has chosen one, and their webhooks find it at the shared address', async () => {
    await using world = await startServedWorld();
    const provider = await makeGenesys(world);
    const chat = await chatAt(world, provider);
    const conversation = await handOver(world, chat);
    world.fake.accept(conversation, 'Grace');
    expect(await world.fake.say(conversation, 'Hello')).toBe(200);
    expect(await chat.texts()).toContain('Hello');
    expect(await stateOf(world, chat)).toMatchObject({ state: 'active' });
  });

  it('let nobody of another organisation be written to, though both have the integration', async () => {
    await using world = await startServedWorld();
    const provider = await makeGenesys(world);
    const chat = await chatAt(world, provider);
    const conversation = await handOver(world, chat);
    const foreign = await makeProvider(world, {
      ...{ kind: 'genesys-cloud-open-messaging', name: 'Main desk', org: orgB },
      settings: genesysSettings(world, { webhookSecret: 'the-secret-of-organisation-b' }),
    });
    await world.admin(`/handover-providers/${foreign.id}/test`, { method: 'POST', org: orgB });
    Object.assign(conversation.integration, { webhookSecret: 'the-secret-of-organisation-b' });
    expect(await world.fake.say(conversation, 'Psst')).toBe(200);
    expect(await chat.texts()).not.toContain('Psst');
  });

  it('go on with what has begun when the endpoint chooses another', async () => {
    await using world = await startServedWorld();
    await using chatwoot = await startFakeChatwoot();
    const provider = await makeGenesys(world);
    const other = await makeChatwoot(world, chatwoot, { name: 'Chatwoot desk' });
    const endpoint = await makeEndpoint(world, chosen(provider));
    const chat = await openChat(endpoint.base);
    const conversation = await handOver(world, chat);
    const body = { name: endpoint.name, bot: { kind: 'demo' }, handover: chosen(other) };
    const put = await world.admin(`/endpoints/${endpoint.id}`, { method: 'PUT', body });
    expect(put.status).toBe(200);
    await chat.say('still there?');
    await vi.waitFor(
      () => expect(world.fake.textsOf(chat.conversationId)).toContain('still there?'),
      soon,
    );
    expect(await world.fake.say(conversation, 'Yes')).toBe(200);
    expect(await chat.texts()).toContain('Yes');
    const next = await openChat(endpoint.base);
    await next.say('agent');
    await vi.waitFor(() => expect(chatwoot.state.conversations).toHaveLength(1), soon);
  });

  it('can be chosen only where they are', async () => {
    await using world = await startServedWorld();
    const provider = await makeGenesys(world);
    await expect(makeEndpoint(world, chosen(provider), { org: orgB })).rejects.toThrow(
      'there is no such handover provider',
    );
    await expect(makeEndpoint(world, chosen({ id: 'nobody' }))).rejects.toThrow(
      'there is no such handover provider',
    );
  });

  it.each([
    ['a host that is none', { host: 'not a host!!' }, 'handover.host', 'it must be a host'],
    ['a secret the platform refuses', { webhookSecret: 'abc' }, 'webhookSecret', 'at least 16'],
  ])('are not saved with %s', async (_, wrong, name, problem) => {
    await using world = await startServedWorld();
    const settings = genesysSettings(world, wrong);
    const kind = 'genesys-cloud-open-messaging';
    const refused = await world.admin<{ message: string }>('/handover-providers', {
      ...{ method: 'POST', body: { name: 'Desk', kind, settings } },
    });
    expect(refused.status).toBe(400);
    expect(refused.body.message).toContain(name);
    expect(refused.body.message).toContain(problem);
  });

  it('are tested from the endpoint that has chosen them as well', async () => {
    await using world = await startServedWorld();
    await using chatwoot = await startFakeChatwoot();
    const provider = await makeChatwoot(world, chatwoot);
    const endpoint = await makeEndpoint(world, chosen(provider));
    expect(endpoint.webhookUrl).toBeNull();
    type Checks = { checks: { check: string; state: string }[] };
    const tested = await world.admin<Checks>(`/endpoints/${endpoint.id}/test`, { method: 'POST' });
    expect(tested.body.checks.map(({ state }) => state)).not.toContain('failed');
  });
});
