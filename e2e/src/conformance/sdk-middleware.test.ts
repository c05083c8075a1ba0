import { systemIds } from '@tandem/kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestTandem } from '../harness/tandem.ts';
import { until } from '../harness/waiting.ts';
import { apisOf, openSdk, refusal, type SdkApis } from './foreign-sdk.ts';
import { setUpBySdk } from './sdk-set-up.ts';
import { type Middleware, startMiddleware } from './signed-webhooks.ts';
import { startSite } from './site.ts';

let site: TestTandem;
let middleware: Middleware;
let apis: SdkApis;
let made: Awaited<ReturnType<typeof setUpBySdk>>;

const logInAs = async (role: string) => {
  const client = await site.server.core.identity.usecases.createClient({
    org: site.org,
    name: `Middleware ${role}`,
    role,
  });
  const sdk = apisOf(openSdk(site.url));
  await sdk.client.loginClientCredentialsGrant(client.id, client.secret);
  return { ...client, sdk };
};

beforeAll(async () => {
  site = await startSite();
  middleware = await startMiddleware();
  apis = (await logInAs('Master Admin')).sdk;
  made = await setUpBySdk(apis, { name: 'Shop chat', middleware });
});
afterAll(async () => {
  await middleware[Symbol.asyncDispose]();
  await site[Symbol.asyncDispose]();
});

const channelOf = (customer: string, messageId?: string) => ({
  from: { id: customer, idType: 'Opaque', nickname: 'Ada', firstName: 'Ada', lastName: 'Lovelace' },
  time: new Date(1_800_000_000_000).toISOString(),
  ...(messageId === undefined ? {} : { messageId }),
});

const write = (customer: string, text: string, messageId = systemIds.hex32()) =>
  apis.conversations.postConversationsMessageInboundOpenMessage(
    made.integration,
    // The typed model knows no custom attributes: they go as an extra property, as real middlewares send them.
    {
      channel: {
        ...channelOf(customer, messageId),
        metadata: { customAttributes: { orderId: '4711' } },
      },
      text,
    } as never,
    { prefetchConversationId: true },
  );

/** Right after the answer to its first message a conversation may not be there yet. */
const knownConversation = (id: string) => apis.conversations.getConversation(id).catch(() => null);

const greetingOf = (customer: string) =>
  middleware.hook(
    `greeting of ${customer}`,
    ({ type, text, channel }) =>
      type === 'Text' && text === 'Connected' && channel.to.id === customer,
  );

describe('a middleware that signs in', () => {
  it('is told who it is by its token', async () => {
    const { id, sdk } = await logInAs('Agent');
    const me = await sdk.tokens.getTokensMe();
    expect(me.OAuthClient).toMatchObject({ id, name: 'Middleware Agent' });
    expect(me.organization?.id).toBe(site.org);
  });

  it('is told apart: an unknown client from a wrong secret', async () => {
    const { id } = await logInAs('Agent');
    const sdk = apisOf(openSdk(site.url));
    const failed = async (clientId: string) =>
      (await refusal(sdk.client.loginClientCredentialsGrant(clientId, 'not the secret'))) as {
        response: { status: number; data: unknown };
      };
    const unknown = await failed(systemIds.uuid());
    expect([unknown.response.status, unknown.response.data]).toEqual([
      400,
      {
        error: 'invalid_client',
        description: 'client not found',
        error_description: 'client not found',
      },
    ]);
    const wrong = await failed(id);
    expect([wrong.response.status, wrong.response.data]).toEqual([
      401,
      {
        error: 'invalid_client',
        description: 'authentication failed',
        error_description: 'authentication failed',
      },
    ]);
  });

  it('reads the error body when a permission is missing, and finds no user behind its token', async () => {
    const { sdk } = await logInAs('employee');
    expect(await refusal(sdk.routing.postRoutingQueues({ name: 'Not mine' }))).toMatchObject({
      status: 403,
      code: 'missing.permissions',
      message: expect.stringContaining('routing:queue:add'),
      contextId: expect.any(String),
      details: [],
      errors: [],
    });
    expect(await refusal(sdk.users.getUsersMe())).toMatchObject({
      status: expect.toSatisfy((status: number) => status >= 400 && status < 500),
    });
  });

  it('is refused with a token that was revoked, and goes on after another login', async () => {
    const { id, secret, sdk } = await logInAs('Master Admin');
    await sdk.routing.getRoutingQueues();
    await sdk.tokens.deleteTokensMe();
    const refused = (await refusal(sdk.routing.getRoutingQueues())) as { status: number };
    expect(refused).toMatchObject({ status: 401, code: expect.any(String) });
    await sdk.client.loginClientCredentialsGrant(id, secret);
    expect((await sdk.routing.getRoutingQueues({ name: 'Shop*' })).entities).toHaveLength(1);
  });
});

describe('the set-up by the SDK', () => {
  it('is there as it was made, and the signature secret is not among what is shown', async () => {
    const shown = await apis.conversations.getConversationsMessagingIntegrationsOpenIntegrationId(
      made.integration,
    );
    expect(shown).toMatchObject({
      id: made.integration,
      name: 'Shop chat',
      recipient: { id: made.integration },
      webhookHeaders: { 'X-Middleware-Key': 'of the tests' },
    });
    expect(JSON.stringify(shown)).not.toContain(middleware.secret);
    const recipient = await apis.routing.getRoutingMessageRecipient(made.integration);
    expect(recipient).toMatchObject({ messengerType: 'open', flow: { id: made.flow } });
  });

  it('is found by paging, as clients do that know only the name', async () => {
    for (const name of ['Second', 'Third'])
      await apis.conversations.postConversationsMessagingIntegrationsOpen({
        name,
        outboundNotificationWebhookUrl: middleware.url,
        outboundNotificationWebhookSignatureSecretToken: middleware.secret,
      });
    const names: string[] = [];
    for (let pageNumber = 1; ; pageNumber++) {
      const page = await apis.conversations.getConversationsMessagingIntegrationsOpen({
        pageSize: 2,
        pageNumber,
      });
      names.push(...(page.entities ?? []).map(({ name }) => name));
      expect(page).toMatchObject({ pageSize: 2, pageNumber, total: 3, pageCount: 2 });
      if (pageNumber === page.pageCount) break;
    }
    expect(names.toSorted()).toEqual(['Second', 'Shop chat', 'Third']);
  });
});

describe('messages', () => {
  it('go in once however often they are sent, and the flow answers by a signed webhook', async () => {
    const first = await write('ada', 'Hello', 'channel-1');
    expect(first).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      type: 'Text',
      text: 'Hello',
      conversationId: expect.any(String),
      channel: { platform: 'Open', type: 'Private', to: { id: made.integration } },
    });
    const repeated = await write('ada', 'Hello', 'channel-1');
    expect(repeated.id).toBe(first.id);
    const greeting = await greetingOf('ada');
    expect(greeting.verified).toEqual({ raw: true, rewritten: true });
    expect(greeting.headers['x-middleware-key']).toBe('of the tests');
    expect(greeting.body).toMatchObject({
      direction: 'Outbound',
      originatingEntity: 'Bot',
      conversationId: first.conversationId,
      channel: {
        id: made.integration,
        platform: 'Open',
        type: 'Private',
        messageId: greeting.body.id,
        to: { id: 'ada', idType: 'Opaque' },
        from: { nickname: 'Shop chat', id: made.integration, idType: 'Opaque' },
      },
    });
    expect(middleware.received.filter(({ body }) => body.text === 'Connected')).toHaveLength(1);
  });

  it('carry custom attributes to the participant data of the customer', async () => {
    const { conversationId } = await write('attributes', 'With data');
    const customer = await until('the customer', async () => {
      const found = await knownConversation(conversationId ?? '');
      return found?.participants.find(({ purpose }) => purpose === 'customer');
    });
    expect(customer.attributes).toMatchObject({ orderId: '4711' });
  });

  it('go in by the older call, too', async () => {
    const answer = await apis.conversations.postConversationsMessagesInboundOpen({
      type: 'Text',
      direction: 'Inbound',
      text: 'Old style',
      channel: {
        platform: 'Open',
        type: 'Private',
        to: { id: made.integration },
        ...channelOf('old', 'old-1'),
      },
    } as never);
    expect(answer).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      text: 'Old style',
    });
    await greetingOf('old');
  });

  it('take attachments, typing, receipts and structured responses', async () => {
    const picture = await apis.conversations.postConversationsMessageInboundOpenMessage(
      made.integration,
      {
        channel: channelOf('rich', 'rich-1'),
        content: [
          {
            contentType: 'Attachment',
            attachment: {
              id: 'a1',
              mediaType: 'Image',
              url: 'https://files.invalid/cat.png',
              mime: 'image/png',
              filename: 'cat.png',
            },
          },
        ],
      } as never,
    );
    expect(picture.content?.[0]).toMatchObject({ contentType: 'Attachment' });
    const greeting = await greetingOf('rich');
    const typing = await apis.conversations.postConversationsMessageInboundOpenEvent(
      made.integration,
      { channel: channelOf('rich'), events: [{ eventType: 'Typing' }] } as never,
    );
    expect(typing).toMatchObject({ type: 'Event', events: [{ eventType: 'Typing' }] });
    const receipt = await apis.conversations.postConversationsMessageInboundOpenReceipt(
      made.integration,
      {
        id: greeting.body.id,
        status: 'Delivered',
        isFinalReceipt: true,
        channel: { to: { id: 'rich' }, time: channelOf('rich').time },
      } as never,
    );
    expect(receipt).toMatchObject({ type: 'Receipt', id: greeting.body.id, direction: 'Outbound' });
    const answer = await apis.conversations.postConversationsMessageInboundOpenStructuredResponse(
      made.integration,
      {
        channel: channelOf('rich', 'rich-2'),
        originatingMessageId: greeting.body.id,
        buttonResponse: { type: 'QuickReply', text: 'Yes', payload: 'yes' },
      } as never,
    );
    expect(answer).toMatchObject({
      type: 'Structured',
      direction: 'Inbound',
      content: [{ contentType: 'ButtonResponse', buttonResponse: { payload: 'yes' } }],
    });
  });
});

describe('what a receipt says', () => {
  it('is shown at the message it is about', async () => {
    const { conversationId } = await write('receipts', 'Hello');
    const { body } = await greetingOf('receipts');
    await apis.conversations.postConversationsMessageInboundOpenReceipt(made.integration, {
      id: body.id,
      status: 'Failed',
      reasons: [{ code: 'GeneralError', message: 'The channel is closed.' }],
      isFinalReceipt: true,
      channel: { to: { id: 'receipts' }, time: channelOf('receipts').time },
    } as never);
    const message = await until('the failed receipt', async () => {
      const found = await apis.conversations.getConversationsMessageMessage(
        conversationId ?? '',
        body.id,
      );
      return found.status === 'delivery-failed' ? found : null;
    });
    expect(message.normalizedReceipts?.[0]).toMatchObject({
      status: 'Failed',
      reasons: [{ code: 'GeneralError', message: 'The channel is closed.' }],
    });
  });
});

describe('messages without an agent', () => {
  it('are sent by an agentless call and arrive signed', async () => {
    const sent = await apis.conversations.postConversationsMessagesAgentless({
      fromAddress: made.integration,
      toAddress: 'nobody asked',
      toAddressMessengerType: 'open',
      textBody: 'Your parcel is on its way: äöü 🚚',
    });
    expect(sent).toMatchObject({ messengerType: 'open', toAddress: 'nobody asked' });
    const hook = await middleware.hook('agentless', ({ id }) => id === sent.id);
    expect(hook.verified).toEqual({ raw: true, rewritten: true });
    expect(hook.body).toMatchObject({
      type: 'Text',
      text: 'Your parcel is on its way: äöü 🚚',
      channel: { to: { id: 'nobody asked' } },
    });
  });

  it('are refused beyond 2000 characters', async () => {
    const tooLong = apis.conversations.postConversationsMessagesAgentless({
      fromAddress: made.integration,
      toAddress: 'long',
      toAddressMessengerType: 'open',
      textBody: 'x'.repeat(2001),
    });
    expect(await refusal(tooLong)).toMatchObject({ status: 400 });
  });
});

describe('a conversation', () => {
  it('is told in detail while it waits and after it was disconnected', async () => {
    const { conversationId: id = '' } = await write('leaver', 'Hello');
    await greetingOf('leaver');
    const waiting = await until('the queue', async () => {
      const found = await apis.conversations.getConversation(id);
      return found.participants.some(({ purpose }) => purpose === 'acd') ? found : null;
    });
    expect(waiting.participants.map(({ purpose }) => purpose)).toEqual([
      'customer',
      'workflow',
      'acd',
    ]);
    const details = await apis.analytics.getAnalyticsConversationDetails(id);
    expect(details).toMatchObject({ conversationId: id, originatingDirection: 'inbound' });
    await apis.conversations.patchConversationsMessage(id, { state: 'disconnected' } as never);
    const ended = await until('the end', async () => {
      const found = await apis.analytics.getAnalyticsConversationDetails(id);
      return found.conversationEnd ? found : null;
    });
    expect(ended.participants?.map(({ purpose }) => purpose)).toEqual([
      'customer',
      'workflow',
      'acd',
    ]);
  });

  it('that nobody knows is not found', async () => {
    expect(await refusal(apis.conversations.getConversation(systemIds.uuid()))).toMatchObject({
      status: 404,
      code: 'not.found',
    });
  });
});

describe('an Amazon EventBridge source', () => {
  it('is made, configured, switched on and removed', async () => {
    const { integrations } = apis;
    const made = await integrations.postIntegrations({
      body: { name: 'By the SDK', integrationType: { id: 'amazon-eventbridge-source' } },
    });
    const id = made.id ?? '';
    const current = await integrations.getIntegrationConfigCurrent(id);
    await integrations.putIntegrationConfigCurrent(id, {
      body: {
        ...current,
        properties: {
          awsAccountId: '012345678901',
          awsAccountRegion: 'eu-central-1',
          eventSourceSuffix: 'sdk',
          eventFilter: ['v2.users.{id}.presence'],
        },
      },
    });
    await integrations.patchIntegration(id, { body: { intendedState: 'ENABLED' } });
    const active = await integrations.getIntegration(id);
    expect(active).toMatchObject({ intendedState: 'ENABLED', reportedState: { code: 'ACTIVE' } });
    await integrations.deleteIntegration(id);
    expect(await refusal(integrations.getIntegration(id))).toMatchObject({ status: 404 });
  });
});

describe('what is not offered', () => {
  it('is refused with 501 and the name of the operation', async () => {
    expect(await refusal(apis.architect.getArchitectSchedules())).toMatchObject({
      status: 501,
      code: 'not.implemented',
      message: expect.stringContaining('/api/v2/architect/schedules'),
    });
  });
});
