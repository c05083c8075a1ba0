import { createHmac } from 'node:crypto';
import { openMessagingOperations, routingOperations } from '@tandem/contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { forgetInboundKeys } from './inbound-keys.ts';
import {
  billing,
  german,
  greeting,
  type MessagingFixture,
  message,
  secret,
  startMessaging,
  support,
  toQueue,
} from './messaging.fixture.ts';

describe('the message path', () => {
  let m: MessagingFixture;
  beforeEach(async () => {
    m = await startMessaging();
  });
  afterEach(() => m[Symbol.asyncDispose]());

  const send = (integrationId: string, body: object) => m.send(integrationId, body);
  const settle = () => m.settle();
  const participants = (conversationId: string) => m.participants(conversationId);

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
    const webhook = m.webhook();
    const body = String(webhook.body);
    const { id } = webhook.json as { id: string };
    expect(webhook.json).toEqual({
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
    expect(webhook.headers).toEqual({
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

  it('opens no conversation again where the threading window is 0', async () => {
    await m.call(openMessagingOperations.putConversationsMessagingThreadingtimeline, {
      body: { settings: [{ messengerType: 'open', timeoutInMinutes: 0 }] },
    });
    const integration = await m.integrate(m.publish(greeting));
    const first = await send(integration, message('one'));
    await settle();
    const second = await send(integration, message('two'));
    await settle();
    expect(second.conversationId).not.toBe(first.conversationId);
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
    await m.call(routingOperations.putRoutingMessageRecipient, {
      params: { recipientId: integration },
      body: { flow: { id: flow } },
    });
    expect((await send(integration, message('now?'))).conversationId).toBe(conversationId);
    await settle();
    expect(m.webhooks.map(({ json }) => json['text'])).toEqual(['Connected']);
  });

  it('knows the id of a message for seven days', async () => {
    const integration = await m.integrate(null);
    const first = await send(integration, message('x', { messageId: 'same' }));
    const day = 24 * 60 * 60_000;
    const after = async (days: number) => {
      const now = new Date(m.clock.now().getTime() + days * day);
      const forgotten = await forgetInboundKeys(m.db, now);
      const again = await send(integration, message('x', { messageId: 'same' }));
      return { forgotten, isKnown: again.id === first.id };
    };
    expect(await after(6.9)).toEqual({ forgotten: 0, isKnown: true });
    expect(await after(7.1)).toEqual({ forgotten: 1, isKnown: false });
  });
});
