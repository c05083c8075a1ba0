import { createHmac } from 'node:crypto';
import { inboundMessagesOperations, openMessagingOperations } from '@tandem/contract';
import { HttpCallError } from '@tandem/kit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Participant } from '../conversations/index.ts';
import {
  billing,
  german,
  greeting,
  type MessagingFixture,
  org,
  secret,
  startMessaging,
  support,
  toQueue,
} from './messaging.fixture.ts';

type Sent = { id: string; conversationId?: string };

const operation = inboundMessagesOperations.postConversationsMessageInboundOpenMessage;

const message = (text: string, channel: Record<string, unknown> = {}, customer = 'ada') => ({
  channel: {
    from: { id: customer, idType: 'Opaque', nickname: 'Ada' },
    time: '2026-01-01T00:00:00.000Z',
    ...channel,
  },
  text,
});

describe('the message path', () => {
  let m: MessagingFixture;
  beforeEach(async () => {
    m = await startMessaging();
  });
  afterEach(() => m[Symbol.asyncDispose]());

  const send = async (integrationId: string, body: object, prefetch = true): Promise<Sent> => {
    const { body: answer } = await m.call<Sent>(operation, {
      params: { integrationId },
      query: { prefetchConversationId: prefetch },
      body,
    });
    return answer;
  };
  const participants = async (conversationId: string | undefined) => {
    const rows = await m.db.query<{ doc: Participant }>(
      'select doc from participant where conversation = $1 order by ordinal',
      [conversationId],
    );
    return rows.map(({ doc }) => doc);
  };
  const settle = async () => {
    await m.messaging.flush();
    await m.lanes.drained();
  };

  it('answers through the flow by a signed webhook with the documented body', async () => {
    const integration = await m.integrate(m.publish(greeting), {
      webhookHeaders: { 'X-Key': 'value' },
    });
    const sent = await send(integration, message('hi', { messageId: 'm1' }));
    await settle();

    expect(sent).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      channel: {
        id: integration,
        platform: 'Open',
        type: 'Private',
        messageId: 'm1',
        to: { id: integration },
        from: { id: 'ada', idType: 'Opaque' },
      },
      type: 'Text',
      text: 'hi',
      conversationId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(m.webhooks).toHaveLength(1);
    const [webhook] = m.webhooks;
    const body = String(webhook?.body);
    const { id } = webhook?.json as { id: string };
    expect(webhook?.json).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      channel: {
        id: integration,
        platform: 'Open',
        type: 'Private',
        messageId: id,
        to: { id: 'ada', idType: 'Opaque' },
        from: { nickname: 'Channel', id: integration, idType: 'Opaque' },
        time: '2026-01-01T00:00:00.000Z',
      },
      type: 'Text',
      text: 'Connected',
      direction: 'Outbound',
      originatingEntity: 'Bot',
      conversationId: sent.conversationId,
    });
    expect(JSON.stringify(JSON.parse(body))).toBe(body);
    const signature = createHmac('sha256', secret).update(body).digest('base64');
    expect(webhook?.headers).toEqual({
      'X-Key': 'value',
      'Content-Type': 'application/json',
      'X-Hub-Signature-256': `sha256=${signature}`,
    });
  });

  it('ends the conversation with a flow that hands over to nobody', async () => {
    const integration = await m.integrate(m.publish(greeting));
    const { conversationId } = await send(integration, message('hi'));
    await settle();
    expect(
      (await participants(conversationId)).map(({ purpose, endedAt, disconnectType }) => ({
        purpose,
        ended: endedAt !== null,
        disconnectType,
      })),
    ).toEqual([
      { purpose: 'customer', ended: true, disconnectType: 'peer' },
      { purpose: 'workflow', ended: true, disconnectType: 'client' },
    ]);
    const [row] = await m.db.query('select owner, ended_at, version from conversation');
    expect(row).toMatchObject({ owner: 'none', ended_at: expect.any(Date), version: 1 });
  });

  it('puts the customer into the queue that the flow names, once, whatever else is said meanwhile', async () => {
    const integration = await m.integrate(m.publish(toQueue));
    const { conversationId } = await send(integration, message('hi'));
    await send(integration, message('hello?'));
    await settle();
    const [again] = [await send(integration, message('anybody?'))];
    await settle();

    expect(again?.conversationId).toBe(conversationId);
    expect(m.webhooks.map(({ json }) => json['text'])).toEqual(['Connected']);
    expect(await m.db.query('select queue, conversation, priority from acd_waiting')).toEqual([
      { queue: support.id, conversation: conversationId, priority: 0 },
    ]);
    const found = await participants(conversationId);
    expect(found.map(({ purpose, state, name }) => [purpose, state, name])).toEqual([
      ['customer', 'connected', 'Ada'],
      ['workflow', 'disconnected', 'Test flow'],
      ['acd', 'connected', 'Support'],
    ]);
    const [row] = await m.db.query('select owner, queue, ended_at from conversation');
    expect(row).toEqual({ owner: 'queue', queue: support.id, ended_at: null });
    const stored = await m.db.query('select seq, direction from message order by seq');
    expect(stored.map((one) => one['direction']).sort()).toEqual([
      'inbound',
      'inbound',
      'inbound',
      'outbound',
    ]);
    expect(stored.map((one) => one['seq'])).toEqual([1, 2, 3, 4]);
  });

  it('routes by the custom attributes of the first message', async () => {
    const integration = await m.integrate(m.publish(toQueue));
    const customAttributes = {
      queueId: support.id,
      mySkills: '["billing","unknown"]',
      myLanguage: german.name,
      priority: '9',
      other: 'kept',
    };
    const { conversationId } = await send(
      integration,
      message('hi', { metadata: { customAttributes } }),
    );
    await settle();
    expect(
      await m.db.query('select queue, priority, skill_ids, language_id from acd_waiting'),
    ).toEqual([
      { queue: support.id, priority: 9, skill_ids: [billing.id], language_id: german.id },
    ]);
    expect((await participants(conversationId))[0]?.attributes).toEqual(customAttributes);
  });

  it('tells a customer whose queue does not exist, and ends', async () => {
    const integration = await m.integrate(m.publish(toQueue));
    const customAttributes = { queueId: 'nowhere' };
    await send(integration, message('hi', { metadata: { customAttributes } }));
    await settle();
    expect(m.webhooks.map(({ json }) => json['text'])).toEqual(['Connected', 'No such queue']);
    expect(await m.db.query('select from acd_waiting')).toEqual([]);
    const [row] = await m.db.query('select ended_at from conversation');
    expect(row?.['ended_at']).not.toBeNull();
  });

  it('opens the same conversation again within the threading window, and another one after it', async () => {
    const integration = await m.integrate(m.publish(greeting));
    const first = await send(integration, message('one'));
    await settle();
    await m.clock.advance(60_000);
    const second = await send(integration, message('two'));
    await settle();
    expect(second.conversationId).toBe(first.conversationId);
    expect((await participants(first.conversationId)).map(({ purpose }) => purpose)).toEqual([
      'customer',
      'workflow',
      'customer',
      'workflow',
    ]);

    await m.call(openMessagingOperations.putConversationsMessagingThreadingtimeline, {
      body: { settings: [{ messengerType: 'open', timeoutInMinutes: 1 }] },
    });
    await m.clock.advance(61_000);
    const third = await send(integration, message('three'));
    await settle();
    expect(third.conversationId).not.toBe(first.conversationId);
    expect(await participants(third.conversationId)).toHaveLength(2);
    expect(m.webhooks.map(({ json }) => json['conversationId'])).toEqual([
      first.conversationId,
      first.conversationId,
      third.conversationId,
    ]);
  });

  it('takes a burst of one customer in order, and every episode of it ends well', async () => {
    const integration = await m.integrate(m.publish(greeting));
    const sent = await Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        send(integration, message(String(n), { messageId: String(n) })),
      ),
    );
    await settle();
    expect(new Set(sent.map(({ conversationId }) => conversationId)).size).toBe(1);
    const texts = await m.db.query(
      "select body->>'text' as text from message where direction = 'inbound' order by seq",
    );
    expect(texts.map(({ text }) => text)).toEqual(Array.from({ length: 40 }, (_, n) => String(n)));
    expect(m.webhooks).toHaveLength(40);
    const [live] = await m.db.query('select count(*) as n from participant where live');
    expect(live?.['n']).toBe(0);
  });

  it('answers a repeat with the original id, and does nothing else', async () => {
    const integration = await m.integrate(m.publish(greeting));
    const twins = await Promise.all([
      send(integration, message('hi', { messageId: 'same' })),
      send(integration, message('hi', { messageId: 'same' })),
    ]);
    await settle();
    const later = await send(integration, message('hi', { messageId: 'same' }));
    const other = await send(integration, message('hi', { messageId: 'same' }, 'bob'));
    await settle();
    expect(new Set([...twins, later].map(({ id }) => id)).size).toBe(1);
    expect(later.conversationId).toBe(twins[0]?.conversationId);
    expect(other.id).not.toBe(later.id);
    expect(m.webhooks).toHaveLength(2);
    const [row] = await m.db.query("select count(*) as n from message where direction = 'inbound'");
    expect(row?.['n']).toBe(2);
  });

  it('repeats a repeat that stands among new messages', async () => {
    const integration = await m.integrate(null);
    const first = await send(integration, message('0', { messageId: '0' }));
    const sent = await Promise.all(
      ['1', '0', '2'].map((id) => send(integration, message(id, { messageId: id }))),
    );
    expect(sent[1]?.id).toBe(first.id);
    const rows = await m.db.query("select seq, body->>'text' as text from message order by seq");
    expect(rows).toEqual(['0', '1', '2'].map((text, n) => ({ seq: n + 1, text })));
  });

  it('keeps messages for which no flow is routed, and runs the flow with the next one', async () => {
    const integration = await m.integrate(null);
    const { conversationId } = await send(integration, message('anybody?'));
    await settle();
    expect(m.webhooks).toEqual([]);
    const flow = m.publish(greeting);
    const { putRoutingMessageRecipient } = (await import('@tandem/contract')).routingOperations;
    await m.call(putRoutingMessageRecipient, {
      params: { recipientId: integration },
      body: { flow: { id: flow } },
    });
    expect((await send(integration, message('now?'))).conversationId).toBe(conversationId);
    await settle();
    expect(m.webhooks.map(({ json }) => json['text'])).toEqual(['Connected']);
  });

  it('tries again on 5xx, 429 and silence, in order, and gives up after five repeats', async () => {
    const integration = await m.integrate(m.publish(toQueue));
    const answers = [503, 429, new HttpCallError('timeout', null), 500, 500, 500];
    m.answerWith(() => {
      const next = answers.shift() ?? 200;
      return typeof next === 'number' ? { status: next } : next;
    });
    const { conversationId } = await send(integration, message('hi'));
    await settle();
    for (let n = 0; n < 5; n += 1) {
      expect(m.webhooks).toHaveLength(n + 1);
      await m.clock.advance(4_900);
      await m.lanes.drained();
      expect(m.webhooks).toHaveLength(n + 1);
      await m.clock.advance(200);
      await m.lanes.drained();
    }
    expect(m.webhooks).toHaveLength(6);
    expect(new Set(m.webhooks.map(({ body }) => String(body))).size).toBe(1);
    const attempts = await m.db.query(
      'select attempt, outcome, http_status, reason from delivery_attempt order by attempt',
    );
    expect(attempts.map((one) => Object.values(one))).toEqual([
      [1, 'retry', 503, 'HTTP 503'],
      [2, 'retry', 429, 'HTTP 429'],
      [3, 'retry', null, 'timeout'],
      [4, 'retry', 500, 'HTTP 500'],
      [5, 'retry', 500, 'HTTP 500'],
      [6, 'dead', 500, 'HTTP 500'],
    ]);
    const [letter] = await m.db.query('select reason, org from dead_letter');
    expect(letter).toEqual({ reason: 'HTTP 500', org });
    await m.clock.advance(1_100);
    await m.lanes.drained();
    const [stored] = await m.db.query(
      "select status, receipts from message where direction = 'outbound'",
    );
    expect(stored).toMatchObject({
      status: 'delivery-failed',
      receipts: [{ status: 'Failed', reasons: [{ code: 'ServerError', message: 'HTTP 500' }] }],
    });
    const events = await m.db.query("select key from event_log where type = 'message.receipt'");
    expect(events).toEqual([{ key: `conversation:${conversationId}` }]);
  });

  it('does not repeat after any other 4xx, and the lane goes on', async () => {
    const integration = await m.integrate(m.publish(greeting));
    m.answerWith(() => ({ status: m.webhooks.length === 0 ? 404 : 200 }));
    await send(integration, message('one'));
    await send(integration, message('two'));
    await settle();
    expect(m.webhooks).toHaveLength(2);
    expect(await m.db.query('select reason from dead_letter')).toEqual([{ reason: 'HTTP 404' }]);
  });

  it('notes receipts of the channel on the message, each once', async () => {
    const integration = await m.integrate(m.publish(greeting));
    await send(integration, message('hi'));
    await settle();
    const { id } = m.webhooks[0]?.json as { id: string };
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
    const { id } = m.webhooks[0]?.json as { id: string };
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
});
