import {
  inboundMessagesOperations,
  type OperationSpec,
  openMessagingOperations,
} from '@tandem/contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  greeting,
  type MessagingFixture,
  message,
  type Sent,
  startMessaging,
} from './messaging.fixture.ts';

describe('inbound operations', () => {
  let m: MessagingFixture;
  beforeEach(async () => {
    m = await startMessaging();
  });
  afterEach(() => m[Symbol.asyncDispose]());
  const send = (integrationId: string, body: object) => m.send(integrationId, body);
  const settle = () => m.settle();

  it('notes receipts of the channel on the message, each once', async () => {
    const integration = await m.integrate(m.publish(greeting));
    await send(integration, message('hi'));
    await settle();
    const { id } = m.webhook(0).json as { id: string };
    const receipt = (status: string, of = id) =>
      m.call(inboundMessagesOperations.postConversationsMessageInboundOpenReceipt, {
        params: { integrationId: integration },
        body: {
          id: of,
          status,
          channel: { to: { id: 'ada' }, time: '2026-01-01T00:00:01.000Z' },
          isFinalReceipt: true,
        },
      });
    const answer = await receipt('Delivered');
    expect(answer).toMatchObject({
      status: 200,
      body: { id, type: 'Receipt', status: 'Delivered', direction: 'Outbound' },
    });
    await receipt('Delivered');
    await settle();
    const [stored] = await m.db.query(
      "select status, receipts from message where direction = 'outbound'",
    );
    expect(stored?.['status']).toBe('delivery-success');
    expect(stored?.['receipts']).toHaveLength(1);
    await expect(receipt('Delivered', '0'.repeat(32))).rejects.toMatchObject({ status: 404 });
    await expect(receipt('Delivered', 'nonsense')).rejects.toMatchObject({ status: 404 });
  });

  it('keeps messages apart whose customer and id read the same side by side', async () => {
    const integration = await m.integrate(m.publish(greeting));
    const [ours, theirs] = await Promise.all([
      send(integration, message('mine', { messageId: 'one two' }, 'ada')),
      send(integration, message('theirs', { messageId: 'two' }, 'ada one')),
    ]);
    expect(theirs?.id).not.toBe(ours?.id);
    const stored = await m.db.query("select body from message where direction = 'inbound'");
    expect(stored.map(({ body }) => (body as { text: string }).text).sort()).toEqual([
      ...['mine', 'theirs'],
    ]);
  });

  it('takes a choice as a message', async () => {
    const integration = await m.integrate(m.publish(greeting));
    const { body } = await m.call(
      inboundMessagesOperations.postConversationsMessageInboundOpenStructuredResponse,
      {
        params: { integrationId: integration },
        body: {
          channel: message('').channel,
          originatingMessageId: 'x',
          buttonResponse: { type: 'QuickReply', text: 'Yes', payload: 'yes' },
        },
      },
    );
    await settle();
    expect(body).toMatchObject({
      type: 'Structured',
      direction: 'Inbound',
      content: [{ contentType: 'ButtonResponse', buttonResponse: { payload: 'yes' } }],
    });
    expect(m.webhooks).toHaveLength(1);
  });

  it('takes the first generation of the API: the integration is named by the recipient', async () => {
    const integration = await m.integrate(m.publish(greeting));
    const first = inboundMessagesOperations.postConversationsMessagesInboundOpen;
    const { body } = await m.call<Sent>(first, {
      body: {
        channel: { ...message('').channel, messageId: 'old', to: { id: integration } },
        type: 'Text',
        text: 'hi',
        direction: 'Inbound',
      },
    });
    await settle();
    expect(body).toMatchObject({ type: 'Text', text: 'hi', direction: 'Inbound' });
    const { id } = m.webhook(0).json as { id: string };
    const receipt = await m.call(first, {
      body: {
        id,
        type: 'Receipt',
        status: 'Read',
        channel: { ...message('').channel, to: { id: integration } },
      },
    });
    await settle();
    expect(receipt.status).toBe(200);
    const [stored] = await m.db.query("select status from message where direction = 'outbound'");
    expect(stored).toEqual({ status: 'read' });
  });

  it('drops media that the profile does not allow and says so in a receipt', async () => {
    const content = openMessagingOperations.postConversationsMessagingSupportedcontent;
    const { body: profile } = await m.call<{ id: string }>(content, {
      body: { name: 'Pictures', mediaTypes: { allow: { inbound: [{ type: 'image/*' }] } } },
    });
    const integration = await m.integrate(null, { supportedContent: { id: profile.id } });
    const attachment = (mime: string) => ({
      attachment: { mediaType: 'File', url: 'https://example.com/x', mime },
    });
    const answer = await send(integration, {
      ...message('look'),
      content: [attachment('image/png'), attachment('application/pdf')],
    });
    await settle();
    expect(answer).toMatchObject({
      content: [{ contentType: 'Attachment', attachment: { mime: 'image/png' } }],
    });
    expect(m.webhooks.map(({ json }) => json)).toMatchObject([
      {
        id: answer.id,
        type: 'Receipt',
        status: 'Failed',
        direction: 'Inbound',
        reasons: [{ code: 'MediaTypeNotAllowed' }],
      },
    ]);
  });

  it('shows typing to the agent when it is fresh and switched on, and stores nothing', async () => {
    const relayed: unknown[] = [];
    await using other = await startMessaging({
      relayTyping: async (typing) => void relayed.push(typing),
    });
    const { postConversationsMessagingSettings } = openMessagingOperations;
    const { body: setting } = await other.call<{ id: string }>(postConversationsMessagingSettings, {
      body: { name: 'Quiet', event: { typing: { on: { inbound: 'Disabled' } } } },
    });
    const loud = await other.integrate(null);
    const quiet = await other.integrate(null, { messagingSetting: { id: setting.id } });
    const type = (integrationId: string, time: string) =>
      other.call(inboundMessagesOperations.postConversationsMessageInboundOpenEvent, {
        params: { integrationId },
        body: {
          channel: { from: { id: 'ada', idType: 'Opaque' }, time },
          events: [{ eventType: 'Typing' }],
        },
      });
    const answer = await type(loud, '2026-01-01T00:00:00.000Z');
    await type(quiet, '2026-01-01T00:00:00.000Z');
    await other.clock.advance(10_000);
    await type(loud, '2026-01-01T00:00:04.000Z');
    expect(answer).toMatchObject({
      status: 200,
      body: { type: 'Event', events: [{ eventType: 'Typing', typing: { type: 'On' } }] },
    });
    expect(relayed).toMatchObject([{ integrationId: loud, customerKey: 'opaque:ada' }]);
    expect(await other.db.query('select from message')).toEqual([]);
  });

  it('answers 404 for integrations that are unknown or of another organisation', async () => {
    const integration = await m.integrate(null);
    const { channel } = message('');
    const bodies = new Map<OperationSpec, object>([
      [inboundMessagesOperations.postConversationsMessageInboundOpenMessage, message('x')],
      [
        inboundMessagesOperations.postConversationsMessageInboundOpenEvent,
        { channel, events: [{ eventType: 'Typing' }] },
      ],
      [
        inboundMessagesOperations.postConversationsMessageInboundOpenReceipt,
        { id: '0'.repeat(32), status: 'Delivered', channel: { ...channel, to: { id: 'ada' } } },
      ],
      [
        inboundMessagesOperations.postConversationsMessageInboundOpenStructuredResponse,
        { channel, buttonResponse: { type: 'Button', text: 'x', payload: 'x' } },
      ],
    ]);
    const refusals = [...bodies].flatMap(([operation, body]) => [
      () => m.stranger(operation, { params: { integrationId: integration }, body }),
      () => m.call(operation, { params: { integrationId: 'nonsense' }, body }),
    ]);
    const first = inboundMessagesOperations.postConversationsMessagesInboundOpen;
    const old = { channel: { ...channel, to: { id: integration } }, type: 'Text', text: 'x' };
    for (const refusal of [...refusals, () => m.stranger(first, { body: old })])
      await expect(refusal()).rejects.toMatchObject({ status: 404, code: 'not.found' });
    expect(await m.db.query('select from message')).toEqual([]);
  });

  it('refuses with a clear 400 what the schema cannot see', async () => {
    const integration = await m.integrate(null);
    const bad = [
      { channel: message('').channel },
      message('x', { time: 'yesterday' }),
      message('x', {}, ' '),
      { ...message('x'), content: [{}] },
    ];
    for (const body of bad)
      await expect(send(integration, body)).rejects.toMatchObject({ status: 400 });
    expect(await m.db.query('select from thread')).toEqual([]);
  });

  it('refuses with 503 and Retry-After when too much waits', async () => {
    const integration = await m.integrate(null);
    const sent = await Promise.allSettled(
      Array.from({ length: 4_200 }, (_, n) => send(integration, message(String(n)))),
    );
    const refused = sent.filter((one) => one.status === 'rejected');
    const stored = await m.db.query('select from message');
    expect(refused.length).toBeGreaterThan(0);
    expect(stored).toHaveLength(4_200 - refused.length);
    expect(refused[0]?.reason).toMatchObject({
      status: 503,
      code: 'service.unavailable',
      headers: { 'Retry-After': '1' },
    });
  });

  it('waits for nobody but the thread that is held', async () => {
    const integration = await m.integrate(null);
    await send(integration, message('first', {}, 'held'));
    const [thread] = await m.db.query<{ lock_key: string }>('select lock_key::text from thread');
    const answered: string[] = [];
    await m.db.transaction(async (tx) => {
      await tx.query('select pg_advisory_xact_lock($1)', [thread?.lock_key]);
      const blocked = send(integration, message('blocked', {}, 'held'));
      void blocked.then(() => answered.push('held'));
      const others = ['a', 'b', 'c'].map((name) => send(integration, message('x', {}, name)));
      await Promise.all(others);
      answered.push('others');
    });
    await expect.poll(() => answered).toEqual(['others', 'held']);
  });
});

describe('permissions of the inbound operations', () => {
  it.each(Object.entries(inboundMessagesOperations))(
    '%s asks for the right to receive',
    (_, { permission }) => {
      expect(permission).toEqual({ all: ['conversation:message:receive'] });
    },
  );
});
