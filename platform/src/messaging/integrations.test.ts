import { createHmac } from 'node:crypto';
import { openMessagingOperations } from '@tandem/contract';
import { createEgressGuard, derivedUuid, parseEgressRule } from '@tandem/kit';
import { untilLockedOut } from '@tandem/kit/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  greeting,
  type MessagingFixture,
  message,
  secret,
  startMessaging,
} from './messaging.fixture.ts';

type Wire = Record<string, unknown> & { id: string };
type Listing = { total: number; entities: Wire[] };

const open = openMessagingOperations;
const nowhere = derivedUuid('nowhere');

const request = (overrides: Record<string, unknown> = {}) => ({
  name: 'Channel',
  outboundNotificationWebhookUrl: 'https://hooks.example/x',
  outboundNotificationWebhookSignatureSecretToken: secret,
  ...overrides,
});

describe('open messaging integrations', () => {
  let m: MessagingFixture;
  beforeEach(async () => {
    m = await startMessaging();
  });
  afterEach(() => m[Symbol.asyncDispose]());

  const create = (overrides: Record<string, unknown> = {}, on: MessagingFixture = m) =>
    on.call<Wire>(open.postConversationsMessagingIntegrationsOpen, { body: request(overrides) });
  const update = (id: string, body: object) =>
    m.call<Wire>(open.patchConversationsMessagingIntegrationsOpenIntegrationId, {
      params: { integrationId: id },
      body,
    });

  it('are created with their recipient and the default profile; the secret is never shown', async () => {
    const { status, body } = await create({ webhookHeaders: { 'X-Key': 'v' } });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      name: 'Channel',
      outboundNotificationWebhookUrl: 'https://hooks.example/x',
      webhookHeaders: { 'X-Key': 'v' },
      supportedContent: {
        id: 'default',
        mediaTypes: { allow: { inbound: [{ type: '*/*' }] } },
      },
      recipient: { id: body.id },
      status: 'Active',
      createStatus: 'Completed',
      selfUri: `/api/v2/conversations/messaging/integrations/open/${body.id}`,
    });
    const { body: read } = await m.call(
      open.getConversationsMessagingIntegrationsOpenIntegrationId,
      { params: { integrationId: body.id } },
    );
    expect(read).toEqual(body);
    const changed = await update(body.id, { name: 'Renamed' });
    const all = await m.call<Listing>(open.getConversationsMessagingIntegrationsOpen);
    const across = await m.call<Listing>(open.getConversationsMessagingIntegrations);
    const stored = await m.db.query('select to_json(i)::text as row from open_integration i');
    expect(JSON.stringify([read, changed, all, across, stored, m.audited])).not.toContain(secret);
    expect(changed.body).toMatchObject({ name: 'Renamed', webhookHeaders: { 'X-Key': 'v' } });
    expect(all.body).toMatchObject({ total: 1, entities: [{ name: 'Renamed' }] });
    expect(across.body.entities).toMatchObject([{ messengerType: 'open', version: 2 }]);
  });

  /** Runs changes while others of the configuration hold the counter: they all meet in the middle. */
  const meanwhile = async (...changes: (() => Promise<unknown>)[]) => {
    const release = Promise.withResolvers<void>();
    const held = Promise.withResolvers<void>();
    const holding = m.db.transaction(async (tx) => {
      await tx.query('select from configuration_version for update');
      held.resolve();
      await release.promise;
    });
    await held.promise;
    const running: Promise<unknown>[] = [];
    for (const change of changes) {
      running.push(change().catch((error: unknown) => error));
      await untilLockedOut(m.db, { count: running.length });
    }
    release.resolve();
    await holding;
    return Promise.all(running);
  };
  const resolve = (id: string) =>
    m.call(open.putConversationsMessagingIdentityresolutionIntegrationsOpenIntegrationId, {
      params: { integrationId: id },
      body: { resolveIdentities: true },
    });

  it('lose nothing when two change them at once, and do not come back when they were deleted', async () => {
    const { body: kept } = await create();
    await meanwhile(
      () => update(kept.id, { name: 'Renamed' }),
      () => resolve(kept.id),
    );
    const [row] = await m.db.query(
      `select name, identity_resolution->>'resolveIdentities' as resolves from open_integration`,
    );
    expect(row).toEqual({ name: 'Renamed', resolves: 'true' });
    const remove = () =>
      m.call(open.deleteConversationsMessagingIntegrationsOpenIntegrationId, {
        params: { integrationId: kept.id },
      });
    const [, refused] = await meanwhile(remove, () => update(kept.id, { name: 'Again' }));
    expect(refused).toMatchObject({ status: 404 });
    expect(await m.db.query('select id from open_integration')).toEqual([]);
  });

  describe('their names', () => {
    const taken = { status: 409, code: 'name.taken' };

    it('are their own within the organisation, for the bot side finds them by name', async () => {
      const { body } = await create({ name: 'Caf\u00e9' });
      await expect(create({ name: ' Cafe\u0301 ' })).rejects.toMatchObject(taken);
      const other = await create({ name: 'Other' });
      await expect(update(other.body.id, { name: 'Caf\u00e9' })).rejects.toMatchObject(taken);
      expect((await update(body.id, { name: 'Caf\u00e9' })).status).toBe(200);
      const names = await m.db.query('select name from open_integration order by name');
      expect(names).toEqual([{ name: 'Caf\u00e9' }, { name: 'Other' }]);
      const elsewhere = await m.stranger(open.postConversationsMessagingIntegrationsOpen, {
        body: request({ name: 'Other' }),
      });
      expect(elsewhere.status).toBe(200);
    });

    it('are free again once deleted', async () => {
      const { body } = await create();
      await m.call(open.deleteConversationsMessagingIntegrationsOpenIntegrationId, {
        params: { integrationId: body.id },
      });
      expect((await create()).status).toBe(200);
    });

    it('are given to one of two that ask for them at once', async () => {
      const answers = await meanwhile(
        () => create(),
        () => create(),
      );
      expect(answers).toMatchObject([{ status: 200 }, taken]);
      expect(await m.db.query('select name from open_integration')).toHaveLength(1);
    });

    it('stay where two have had the same since before: such a platform can be changed', async () => {
      const { body } = await create();
      const { body: second } = await create({ name: 'Second' });
      await m.db.query(`update open_integration set name = 'Channel'`);
      const kept = await update(second.id, { name: 'Channel', webhookHeaders: { 'X-Key': 'v' } });
      expect(kept.body).toMatchObject({ webhookHeaders: { 'X-Key': 'v' } });
      expect((await update(body.id, { name: 'First' })).status).toBe(200);
    });
  });

  it('page, and filter by profile and setting', async () => {
    for (const name of ['c', 'a', 'b']) await create({ name });
    const page = await m.call<Listing>(open.getConversationsMessagingIntegrationsOpen, {
      query: { pageSize: 2, pageNumber: 1 },
    });
    expect(page.body).toMatchObject({
      total: 3,
      pageCount: 2,
      entities: [{ name: 'a' }, { name: 'b' }],
      nextUri: '/api/v2/conversations/messaging/integrations/open?pageSize=2&pageNumber=2',
    });
    const filtered = await m.call<Listing>(open.getConversationsMessagingIntegrationsOpen, {
      query: { 'supportedContent.id': 'other' },
    });
    expect(filtered.body.total).toBe(0);
  });

  it.each([
    [
      'a short secret',
      { outboundNotificationWebhookSignatureSecretToken: 'x'.repeat(15) },
      'invalid.value',
    ],
    ['no URL', { outboundNotificationWebhookUrl: 'nonsense' }, 'invalid.webhook.url'],
    [
      'another scheme',
      { outboundNotificationWebhookUrl: 'ftp://x.example' },
      'invalid.webhook.url',
    ],
    [
      'credentials in the URL',
      { outboundNotificationWebhookUrl: 'https://a:b@x.example' },
      'invalid.webhook.url',
    ],
    ['plain http', { outboundNotificationWebhookUrl: 'http://x.example' }, 'invalid.webhook.url'],
    [
      'another port',
      { outboundNotificationWebhookUrl: 'https://x.example:8443' },
      'invalid.webhook.url',
    ],
    [
      'a private address',
      { outboundNotificationWebhookUrl: 'https://10.0.0.1/x' },
      'egress.blocked',
    ],
    [
      'a header of ours',
      { webhookHeaders: { 'x-hub-signature-256': 'x' } },
      'invalid.webhook.header',
    ],
    [
      'a header that splits',
      { webhookHeaders: { 'X-A': 'a\r\nX-B: b' } },
      'invalid.webhook.header',
    ],
    ['an unknown profile', { supportedContent: { id: 'nope' } }, 'bad.request'],
    ['an unknown setting', { messagingSetting: { id: nowhere } }, 'bad.request'],
    ['an empty name', { name: ' ' }, 'bad.request'],
  ])('refuse %s', async (_, overrides, code) => {
    await expect(create(overrides)).rejects.toMatchObject({ status: 400, code });
    const { body } = await create();
    await expect(update(body.id, { name: 'x', ...overrides })).rejects.toMatchObject({ code });
    expect(await m.db.query('select name from open_integration')).toEqual([{ name: 'Channel' }]);
  });

  it('name the setting that allows a port or an address', async () => {
    await expect(
      create({ outboundNotificationWebhookUrl: 'https://x.example:8443' }),
    ).rejects.toThrow('TANDEM_WEBHOOK_PORT_RULE=any');
    await expect(create({ outboundNotificationWebhookUrl: 'https://10.0.0.1/x' })).rejects.toThrow(
      'TANDEM_EGRESS_ALLOW=10.0.0.1:443',
    );
    await using lax = await startMessaging({
      webhookPortRule: 'any',
      guard: createEgressGuard({ allow: [parseEgressRule('127.0.0.1:9000')] }),
    });
    const { status } = await create(
      { outboundNotificationWebhookUrl: 'http://127.0.0.1:9000/hook' },
      lax,
    );
    expect(status).toBe(200);
    await using bundled = await startMessaging({
      isBundledWebhook: (url) => url.port === '9000',
      guard: createEgressGuard({ allow: [parseEgressRule('127.0.0.1:9000')] }),
    });
    const own = { outboundNotificationWebhookUrl: 'http://127.0.0.1:9000/hook' };
    expect((await create(own, bundled)).status).toBe(200);
  });

  it('take a new secret and a new URL from the next message on', async () => {
    const id = await m.integrate(m.publish(greeting));
    await m.send(id, message('one'));
    await m.settle();
    await update(id, {
      name: 'x',
      outboundNotificationWebhookSignatureSecretToken: 'another secret, long enough',
      outboundNotificationWebhookUrl: 'https://elsewhere.example/',
    });
    await m.send(id, message('two'));
    await m.settle();
    const urls = m.webhooks.map(({ url }) => url);
    expect(urls[1]).toBe('https://elsewhere.example/');
    expect(m.webhook().json).toMatchObject({ channel: { from: { nickname: 'x' } } });
    const { body, headers } = m.webhook();
    const hmac = createHmac('sha256', 'another secret, long enough').update(String(body));
    expect(headers?.['X-Hub-Signature-256']).toBe(`sha256=${hmac.digest('base64')}`);
  });

  it('are gone when deleted, and their inbound path with them', async () => {
    const { body } = await create();
    const params = { integrationId: body.id };
    await m.call(open.deleteConversationsMessagingIntegrationsOpenIntegrationId, { params });
    await expect(
      m.call(open.getConversationsMessagingIntegrationsOpenIntegrationId, { params }),
    ).rejects.toMatchObject({ status: 404 });
    await expect(m.send(body.id, message('x'))).rejects.toMatchObject({ status: 404 });
    expect(m.audited.map((entry) => (entry as { action: string }).action)).toEqual([
      'create',
      'delete',
    ]);
  });

  it('keep their identity resolution', async () => {
    const { body } = await create();
    const params = { integrationId: body.id };
    const get = open.getConversationsMessagingIdentityresolutionIntegrationsOpenIntegrationId;
    const put = open.putConversationsMessagingIdentityresolutionIntegrationsOpenIntegrationId;
    expect((await m.call(get, { params })).body).toMatchObject({ resolveIdentities: false });
    await m.call(put, { params, body: { resolveIdentities: true, externalSource: { id: 's' } } });
    const elsewhere = { resolveIdentities: true, division: { id: nowhere } };
    await expect(m.call(put, { params, body: elsewhere })).rejects.toMatchObject({ status: 400 });
    expect((await m.call(get, { params })).body).toMatchObject({
      resolveIdentities: true,
      externalSource: { id: 's' },
    });
  });
});
