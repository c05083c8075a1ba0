import {
  inboundMessagesOperations,
  monitorOperations,
  openMessagingOperations,
} from '@tandem/contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { greeting, type MessagingFixture, startMessaging } from './messaging.fixture.ts';

type Entities = { total: number; entities: Record<string, unknown>[] };

describe('deliveries', () => {
  let m: MessagingFixture;
  beforeEach(async () => {
    m = await startMessaging();
  });
  afterEach(() => m[Symbol.asyncDispose]());

  const say = async (integrationId: string, text: string, customer = 'ada') => {
    const { body } = await m.call<{ conversationId: string }>(
      inboundMessagesOperations.postConversationsMessageInboundOpenMessage,
      {
        params: { integrationId },
        query: { prefetchConversationId: true },
        body: {
          channel: { from: { id: customer, idType: 'Opaque' }, time: '2026-01-01T00:00:00.000Z' },
          text,
        },
      },
    );
    await m.messaging.flush();
    await m.lanes.drained();
    return body.conversationId;
  };
  const list = async (query: Record<string, unknown> = {}, call = m.call) =>
    (await call<Entities>(monitorOperations.getMonitorDeliveries, { query })).body;
  const redrive = (body: object, call = m.call) =>
    call<{ redriven: number }>(monitorOperations.postMonitorDeliveriesRedrive, { body });

  it('are listed in every state, with their tries', async () => {
    const integration = await m.integrate(m.publish(greeting), {
      webhookHeaders: { 'X-Key': 'planted' },
    });
    const conversation = await say(integration, 'one');
    m.answerWith(() => ({ status: 500 }));
    await say(integration, 'two', 'bob');
    m.answerWith(() => ({ status: 410 }));
    await say(integration, 'three', 'eve');

    const all = await list();
    expect(all.total).toBe(3);
    expect(
      all.entities.map(({ state, attempts, lastStatus, reason }) => [
        state,
        attempts,
        lastStatus,
        reason,
      ]),
    ).toEqual([
      ['dead', 1, 410, 'HTTP 410'],
      ['retrying', 1, 500, 'HTTP 500'],
      ['delivered', 1, 200, null],
    ]);
    expect(all.entities[1]).toMatchObject({
      kind: 'Text',
      integration: { id: integration, name: 'Channel' },
      dateNextAttempt: '2026-01-01T00:00:05.000Z',
      dateFinished: null,
    });
    expect((await list({ state: 'dead' })).total).toBe(1);
    expect((await list({ conversationId: conversation })).entities).toMatchObject([
      { state: 'delivered' },
    ]);
    expect((await list({ integrationId: 'nothing' })).total).toBe(0);

    for (const [index, webhook] of [2, 1, 0].entries()) {
      const { body } = await m.call<Record<string, unknown>>(monitorOperations.getMonitorDelivery, {
        params: { deliveryId: String(all.entities[index]?.['id']) },
      });
      expect(body['body']).toBe(String(m.webhooks[webhook]?.body));
      expect(body['signature']).toBe(m.webhooks[webhook]?.headers?.['X-Hub-Signature-256']);
      expect(body['headers']).toMatchObject({ 'X-Key': '[configured]' });
      expect(body['history']).toHaveLength(1);
    }
  });

  it('are redriven in their old order, marked late, with their old ids', async () => {
    const integration = await m.integrate(m.publish(greeting));
    m.answerWith(() => ({ status: 400 }));
    const conversation = await say(integration, 'one');
    await say(integration, 'two');
    await say(integration, 'three', 'bob');
    const before = m.webhooks.slice(0, 2).map(({ body }) => String(body));
    m.answerWith(() => ({ status: 200 }));

    const { body } = await redrive({ conversationId: conversation });
    expect(body).toEqual({ redriven: 2 });
    await m.lanes.drained();
    const repeats = m.webhooks.slice(3);
    expect(repeats.map((webhook) => String(webhook.body))).toEqual(before);
    expect(repeats.map(({ headers }) => headers?.['X-Tandem-Late'])).toEqual(['true', 'true']);
    expect(m.webhooks[0]?.headers).not.toHaveProperty('X-Tandem-Late');
    expect((await list({ state: 'delivered' })).entities).toMatchObject([
      { late: true },
      { late: true },
    ]);
    expect((await redrive({ conversationId: conversation })).body).toEqual({ redriven: 0 });

    const [dead] = (await list({ state: 'dead' })).entities;
    expect((await redrive({ deliveryIds: [dead?.['id'], 'x'] })).body).toEqual({ redriven: 1 });
    await m.lanes.drained();
    expect((await list({ state: 'dead' })).total).toBe(0);
    expect(m.audited.at(-1)).toMatchObject({ action: 'delivery.redrive' });
  });

  it('are refused without a choice, and those of another organisation do not exist', async () => {
    const integration = await m.integrate(m.publish(greeting));
    m.answerWith(() => ({ status: 400 }));
    const conversationId = await say(integration, 'one');
    const [dead] = (await list()).entities;
    await expect(redrive({})).rejects.toMatchObject({ status: 400 });
    expect((await list({}, m.stranger)).total).toBe(0);
    expect((await redrive({ conversationId }, m.stranger)).body).toEqual({ redriven: 0 });
    const get = (deliveryId: string, call = m.call) =>
      call(monitorOperations.getMonitorDelivery, { params: { deliveryId } });
    await expect(get(String(dead?.['id']), m.stranger)).rejects.toMatchObject({ status: 404 });
    await expect(get('nonsense')).rejects.toMatchObject({ status: 404 });
  });

  it('become dead letters when their integration is deleted', async () => {
    const integration = await m.integrate(m.publish(greeting));
    m.answerWith(() => ({ status: 503 }));
    await say(integration, 'one');
    await m.call(
      openMessagingOperations.deleteConversationsMessagingIntegrationsOpenIntegrationId,
      {
        params: { integrationId: integration },
      },
    );
    await m.clock.advance(5_100);
    await m.lanes.drained();
    expect((await list()).entities).toMatchObject([
      { state: 'dead', reason: 'The open messaging integration was deleted.' },
    ]);
  });
});
