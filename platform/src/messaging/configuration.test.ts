import { type OperationSpec, openMessagingOperations, routingOperations } from '@tandem/contract';
import { createLog, derivedUuid } from '@tandem/kit';
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

describe('configuration of messaging', () => {
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

  describe('supported content', () => {
    it('has a default that can be edited, replaced, but not deleted', async () => {
      const get = open.getConversationsMessagingSupportedcontentDefault;
      const byId = (supportedContentId: string) => ({ params: { supportedContentId } });
      expect((await m.call(get)).body).toMatchObject({ id: 'default', version: 1 });
      const patch = open.patchConversationsMessagingSupportedcontentSupportedContentId;
      const mediaTypes = { allow: { inbound: [{ type: 'image/*' }], outbound: [] } };
      const { body } = await m.call<Wire>(patch, {
        ...byId('default'),
        body: { name: 'Default', mediaTypes },
      });
      expect(body).toMatchObject({ version: 2, mediaTypes });
      const remove = open.deleteConversationsMessagingSupportedcontentSupportedContentId;
      await expect(m.call(remove, byId('default'))).rejects.toMatchObject({ status: 400 });

      const { body: own } = await m.call<Wire>(open.postConversationsMessagingSupportedcontent, {
        body: { name: 'Own', mediaTypes },
      });
      await m.call(open.putConversationsMessagingSupportedcontentDefault, { body: { id: own.id } });
      const { body: integration } = await create();
      expect(integration).toMatchObject({ supportedContent: { id: own.id, name: 'Own' } });
      await expect(m.call(remove, byId(own.id))).rejects.toMatchObject({ status: 409 });
      await update(integration.id, { name: 'x', supportedContent: { id: 'default' } });
      await m.call(remove, byId(own.id));
      expect((await m.call(get)).body).toMatchObject({ id: 'default' });
      const all = await m.call<Listing>(open.getConversationsMessagingSupportedcontent);
      expect(all.body.entities.map(({ id }) => id)).toEqual(['default']);
    });

    it('refuses what is no media type', async () => {
      const mediaTypes = { allow: { inbound: [{ type: 'everything' }] } };
      await expect(
        m.call(open.postConversationsMessagingSupportedcontent, {
          body: { name: 'x', mediaTypes },
        }),
      ).rejects.toMatchObject({ status: 400 });
    });
  });

  it('messaging settings have unique names and one default', async () => {
    const add = (name: string) =>
      m.call<Wire>(open.postConversationsMessagingSettings, {
        body: { name, event: { typing: { on: { inbound: 'Enabled' } } } },
      });
    const { body } = await add('One');
    await expect(add('one')).rejects.toMatchObject({ status: 409 });
    const params = { messageSettingId: body.id };
    const standard = () => m.call<Wire>(open.getConversationsMessagingSettingsDefault);
    await expect(standard()).rejects.toMatchObject({ status: 404 });
    await m.call(open.putConversationsMessagingSettingsDefault, { body: { settingId: body.id } });
    expect((await standard()).body.id).toBe(body.id);
    const { body: integration } = await create();
    expect(integration).toMatchObject({ messagingSetting: { id: body.id } });
    const { body: changed } = await m.call(open.patchConversationsMessagingSetting, {
      params,
      body: { name: 'Two' },
    });
    expect(changed).toMatchObject({
      name: 'Two',
      version: '2',
      event: { typing: { on: { inbound: 'Enabled' } } },
    });
    expect((await m.call(open.getConversationsMessagingSetting, { params })).body).toEqual(changed);
    const listing = await m.call<Listing>(open.getConversationsMessagingSettings);
    expect(listing.body.total).toBe(1);
    const remove = () => m.call(open.deleteConversationsMessagingSetting, { params });
    await expect(remove()).rejects.toMatchObject({ status: 409 });
    await m.call(open.deleteConversationsMessagingIntegrationsOpenIntegrationId, {
      params: { integrationId: integration.id },
    });
    await remove();
    await expect(standard()).rejects.toMatchObject({ status: 404 });
    await m.call(open.deleteConversationsMessagingSettingsDefault);
  });

  it('the threading window has a default and bounds', async () => {
    const get = () => m.call(open.getConversationsMessagingThreadingtimeline);
    const put = (timeoutInMinutes: number) =>
      m.call(open.putConversationsMessagingThreadingtimeline, {
        body: { settings: [{ messengerType: 'open', timeoutInMinutes }] },
      });
    expect((await get()).body).toEqual({
      settings: [{ messengerType: 'open', timeoutInMinutes: 4320 }],
      defaultTimeoutMinutes: 4320,
    });
    await put(5);
    expect((await get()).body).toMatchObject({
      settings: [{ messengerType: 'open', timeoutInMinutes: 5 }],
    });
    await expect(put(-1)).rejects.toMatchObject({ status: 400 });
  });

  it('recipients are born with their integration and routed to flows', async () => {
    const flow = m.publish(greeting);
    const { body } = await create();
    const params = { recipientId: body.id };
    const get = () => m.call<Wire>(routingOperations.getRoutingMessageRecipient, { params });
    expect((await get()).body).toMatchObject({ id: body.id, messengerType: 'open' });
    expect((await get()).body).not.toHaveProperty('flow');
    const put = (to: object) =>
      m.call<Wire>(routingOperations.putRoutingMessageRecipient, { params, body: to });
    expect((await put({ flow: { id: flow } })).body).toMatchObject({
      flow: { id: flow, name: 'Test flow', selfUri: `/api/v2/flows/${flow}` },
    });
    await expect(put({ flow: { id: nowhere } })).rejects.toMatchObject({ status: 400 });
    const list = async (query: object) =>
      (
        await m.call<Listing>(routingOperations.getRoutingMessageRecipients, {
          query: { ...query },
        })
      ).body.total;
    expect(await list({})).toBe(1);
    expect(await list({ messengerType: 'sms' })).toBe(0);
    expect(await list({ name: 'chan*' })).toBe(1);
    await put({});
    expect((await get()).body).not.toHaveProperty('flow');
  });

  it('shows nothing of another organisation', async () => {
    const { body: integration } = await create();
    const { body: content } = await m.call<Wire>(open.postConversationsMessagingSupportedcontent, {
      body: { name: 'Own' },
    });
    const { body: setting } = await m.call<Wire>(open.postConversationsMessagingSettings, {
      body: { name: 'Own' },
    });
    const params = {
      integrationId: integration.id,
      supportedContentId: content.id,
      messageSettingId: setting.id,
      recipientId: integration.id,
    };
    const single: readonly OperationSpec[] = [
      open.getConversationsMessagingIntegrationsOpenIntegrationId,
      open.patchConversationsMessagingIntegrationsOpenIntegrationId,
      open.deleteConversationsMessagingIntegrationsOpenIntegrationId,
      open.getConversationsMessagingIdentityresolutionIntegrationsOpenIntegrationId,
      open.putConversationsMessagingIdentityresolutionIntegrationsOpenIntegrationId,
      open.getConversationsMessagingSupportedcontentSupportedContentId,
      open.patchConversationsMessagingSupportedcontentSupportedContentId,
      open.deleteConversationsMessagingSupportedcontentSupportedContentId,
      open.putConversationsMessagingSupportedcontentDefault,
      open.getConversationsMessagingSetting,
      open.patchConversationsMessagingSetting,
      open.deleteConversationsMessagingSetting,
      open.putConversationsMessagingSettingsDefault,
      routingOperations.getRoutingMessageRecipient,
      routingOperations.putRoutingMessageRecipient,
    ];
    const body = { name: 'x', id: content.id, settingId: setting.id, resolveIdentities: true };
    for (const operation of single)
      await expect(m.stranger(operation, { params, body })).rejects.toMatchObject({ status: 404 });
    for (const operation of [
      open.getConversationsMessagingIntegrations,
      open.getConversationsMessagingIntegrationsOpen,
      open.getConversationsMessagingSettings,
      routingOperations.getRoutingMessageRecipients,
    ])
      expect((await m.stranger<Listing>(operation)).body.total).toBe(0);
    const theirs = await m.stranger<Listing>(open.getConversationsMessagingSupportedcontent);
    expect(theirs.body.entities.map(({ id }) => id)).toEqual(['default']);
    await m.stranger(open.putConversationsMessagingThreadingtimeline, {
      body: { settings: [{ messengerType: 'open', timeoutInMinutes: 0 }] },
    });
    const ours = await m.call(open.getConversationsMessagingThreadingtimeline);
    expect(ours.body).toMatchObject({ settings: [{ timeoutInMinutes: 4320 }] });
  });

  it('needs the permissions of the reference', () => {
    expect(open.postConversationsMessagingIntegrationsOpen.permission).toEqual({
      all: ['messaging:integration:add'],
    });
    expect(open.getConversationsMessagingSupportedcontent.permission).toEqual({
      all: ['messaging:supportedContent:view'],
    });
    expect(open.deleteConversationsMessagingSetting.permission).toEqual({
      all: ['messaging:setting:delete'],
    });
    expect(open.putConversationsMessagingThreadingtimeline.permission).toEqual({
      all: ['conversation:threadingTimeline:edit'],
    });
    expect(routingOperations.putRoutingMessageRecipient.permission).toEqual({
      all: ['routing:message:manage'],
    });
  });

  it('writes no secret into the log', async () => {
    const lines: string[] = [];
    const log = createLog({
      level: 'trace',
      destination: { write: (line) => void lines.push(line) },
    });
    await using logged = await startMessaging({ log });
    const id = await logged.integrate(logged.publish(greeting));
    logged.answerWith(() => ({ status: 500 }));
    await logged.send(id, message('x'));
    await logged.settle();
    expect(lines.join('\n')).not.toContain(secret);
  });
});
