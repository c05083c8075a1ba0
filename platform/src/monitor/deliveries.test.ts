import { type DeliveryDetail, monitorOperations } from '@tandem/contract';
import { derivedUuid } from '@tandem/kit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { headerSecret, type MonitorFixture, org, secret, startMonitor } from './monitor.fixture.ts';

describe('deliveries in the monitor', () => {
  let m: MonitorFixture;
  beforeEach(async () => {
    m = await startMonitor();
  });
  afterEach(() => m[Symbol.asyncDispose]());

  const detail = async (deliveryId: string | undefined, call = m.call) =>
    (
      await call<DeliveryDetail>(monitorOperations.getMonitorDelivery, {
        params: { deliveryId: String(deliveryId) },
      })
    ).body;
  const bodies = () => m.webhooks.map(({ body }) => String(body));

  /** One of each state; the integration of what was delivered is its own. */
  const oneOfEach = async () => {
    const quiet = await m.integrate('Quiet');
    const busy = await m.integrate('Busy');
    const conversations = [await m.say(quiet, 'delivered', { customer: 'a' })];
    m.answerWith(404);
    conversations.push(await m.say(busy, 'dead', { customer: 'b' }));
    m.answerWith(503);
    conversations.push(await m.say(busy, 'retrying', { customer: 'c' }));
    await m.say(busy, 'pending', { customer: 'c' });
    return { quiet, busy, conversations };
  };

  it('are listed in every state, newest first, by state, integration and conversation', async () => {
    const { quiet, busy, conversations } = await oneOfEach();
    const states = async (query: Record<string, unknown>) =>
      (await m.here.deliveries(query)).entities.map(({ state }) => state);
    expect(await states({})).toEqual(['pending', 'retrying', 'dead', 'delivered']);
    for (const state of ['pending', 'retrying', 'dead', 'delivered'])
      expect(await m.here.deliveries({ state })).toMatchObject({ total: 1, entities: [{ state }] });
    expect(await states({ integrationId: quiet })).toEqual(['delivered']);
    expect(await states({ integrationId: busy, state: 'delivered' })).toEqual([]);
    expect(await states({ integrationId: busy })).toEqual(['pending', 'retrying', 'dead']);
    expect(await states({ conversationId: conversations[0] })).toEqual(['delivered']);
    expect(await states({ conversationId: conversations[2] })).toEqual(['pending', 'retrying']);
    expect(await states({ conversationId: conversations[1], integrationId: quiet })).toEqual([]);
    expect(await states({ conversationId: derivedUuid('unknown') })).toEqual([]);
    expect(await states({ integrationId: 'nonsense' })).toEqual([]);
    const paged = await m.here.deliveries({ pageSize: 3, pageNumber: 2 });
    expect(paged).toMatchObject({ total: 4, pageCount: 2, entities: [{ state: 'delivered' }] });
    expect((await m.here.deliveries({ pageNumber: 9 })).entities).toEqual([]);
  });

  it('tell when they were tried, with what answer, and when the next try is due', async () => {
    await oneOfEach();
    const { entities } = await m.here.deliveries();
    expect(entities).toMatchObject([
      { attempts: 0, lastStatus: null, reason: null, dateNextAttempt: null, dateFinished: null },
      { attempts: 1, lastStatus: 503, reason: 'HTTP 503', dateNextAttempt: expect.any(String) },
      { attempts: 1, lastStatus: 404, reason: 'HTTP 404', dateFinished: expect.any(String) },
      { attempts: 1, lastStatus: 200, reason: null, integration: { name: 'Quiet' } },
    ]);
    expect(entities[3]).toMatchObject({
      kind: 'Text',
      url: 'https://receiver.example/hook',
      late: false,
      dateCreated: '2026-01-01T00:00:00.000Z',
    });
    for (const { id, state } of entities) {
      const one = await detail(id);
      const sent = m.webhooks.find(({ body }) => String(body) === one.body);
      expect(sent === undefined).toBe(state === 'pending');
      expect(one.signature ?? undefined).toBe(sent?.headers?.['X-Hub-Signature-256']);
      expect(one.headers['X-Key']).toBe('***');
      expect(JSON.stringify(one)).not.toContain(secret);
      expect(JSON.stringify(one)).not.toContain(headerSecret);
    }
  });

  it('are receipts too, each apart from its message', async () => {
    const integration = await m.integrate();
    const id = await m.say(integration, 'hi');
    const [row] = await m.db.query<{ work: number; message: string }>(
      'select work, message from delivery_attempt',
    );
    await m.db.query(
      `insert into delivery_attempt select org, work + 1, 1, conversation, integration, message, 'receipt', 'Failed', at,
         ms, 'delivered', 200, null, 'sha256=x', false, '{"type":"Receipt"}' from delivery_attempt`,
    );
    const { entities } = await m.here.deliveries({ conversationId: id });
    expect(entities.map(({ kind }) => kind)).toEqual(['Receipt', 'Text']);
    expect(new Set(entities.map(({ messageId }) => messageId)).size).toBe(1);
    expect((await detail(String(Number(row?.work) + 1))).body).toBe('{"type":"Receipt"}');
  });

  it('of a conversation are redriven in their old order, late, with their old bodies', async () => {
    const integration = await m.integrate();
    m.answerWith(404);
    const id = await m.say(integration, 'one');
    await m.say(integration, 'two');
    await m.say(integration, 'other', { customer: 'bob' });
    await m.say(integration, 'last', { customer: 'bob' });
    const before = bodies();
    const [, dead] = (await m.here.deliveries({ conversationId: id })).entities;
    m.answerWith(200);
    expect(await m.here.redrive({ conversationId: id })).toBe(2);
    await m.settle();
    expect(bodies().slice(4)).toEqual(before.slice(0, 2));
    expect(m.webhooks.slice(4).map(({ headers }) => headers?.['X-Tandem-Late'])).toEqual([
      'true',
      'true',
    ]);

    const { entities } = await m.here.deliveries({ conversationId: id });
    expect(entities).toMatchObject([
      { state: 'delivered', late: true, attempts: 2 },
      { state: 'delivered', late: true, attempts: 2 },
    ]);
    const old = await detail(dead?.id);
    expect(old.id).toBe(entities[1]?.id);
    expect(old.history.map(({ status }) => status)).toEqual([404, 200]);
    expect(old.headers['X-Tandem-Late']).toBe('true');
    expect((await m.here.timeline(id)).filter(({ kind }) => kind === 'delivery')).toHaveLength(2);
    expect(await m.here.redrive({ conversationId: id })).toBe(0);
    const others = (await m.here.deliveries({ state: 'dead' })).entities.map((one) => one.id);
    expect(await m.here.redrive({ deliveryIds: others })).toBe(2);
    await m.settle();
    expect(bodies().slice(6)).toEqual(before.slice(2));
    expect(m.audited[1]).toMatchObject({
      entity: { type: 'delivery' },
      changes: { redriven: { to: 2 }, deliveryIds: { to: others } },
    });
    expect(m.audited.slice(0, 1)).toEqual([
      {
        org,
        actor: { kind: 'client', id: expect.any(String) },
        action: 'redrive',
        entity: { type: 'conversation', id },
        changes: { redriven: { to: 2 } },
        correlationId: 'test-correlation',
      },
    ]);
  });

  it('are redriven singly, and may be given up again', async () => {
    const integration = await m.integrate();
    m.answerWith(404);
    await m.say(integration, 'one');
    const [dead] = (await m.here.deliveries({ state: 'dead' })).entities;
    expect(await m.here.redrive({ deliveryIds: [dead?.id, dead?.id] })).toBe(1);
    await m.settle();
    const [again] = (await m.here.deliveries({ state: 'dead' })).entities;
    expect(again).toMatchObject({ late: true, attempts: 2, messageId: dead?.messageId });
    expect(m.audited).toMatchObject([{ entity: { type: 'delivery', id: dead?.id } }]);
    m.answerWith(200);
    expect(await m.here.redrive({ deliveryIds: [again?.id] })).toBe(1);
    await m.settle();
    const [delivered] = (await m.here.deliveries()).entities;
    expect(delivered).toMatchObject({ state: 'delivered', attempts: 3 });
    expect(await m.here.redrive({ deliveryIds: [delivered?.id] })).toBe(0);
    expect(m.audited).toHaveLength(2);
  });

  it('are redriven once by two who ask at the same time', async () => {
    const integration = await m.integrate();
    m.answerWith(404);
    const id = await m.say(integration, 'one');
    m.answerWith(200);
    const counts = await Promise.all([1, 2, 3].map(() => m.here.redrive({ conversationId: id })));
    expect(counts.sort()).toEqual([0, 0, 1]);
    await m.settle();
    expect(m.webhooks).toHaveLength(2);
  });

  it('of another organisation do not exist, and a request says what it wants', async () => {
    const integration = await m.integrate();
    m.answerWith(404);
    const conversationId = await m.say(integration, 'one');
    const [dead] = (await m.here.deliveries()).entities;
    const notFound = { status: 404, code: 'not.found' };
    expect((await m.there.deliveries()).total).toBe(0);
    expect((await m.there.deliveries({ conversationId })).total).toBe(0);
    expect((await m.there.deliveries({ integrationId: integration })).total).toBe(0);
    await expect(detail(dead?.id, m.stranger)).rejects.toMatchObject(notFound);
    await expect(m.there.redrive({ conversationId })).rejects.toMatchObject(notFound);
    await expect(m.there.redrive({ deliveryIds: [dead?.id] })).rejects.toMatchObject(notFound);
    for (const unknown of ['999999', 'nonsense', '9'.repeat(40)]) {
      await expect(detail(unknown)).rejects.toMatchObject(notFound);
      const mixed = { deliveryIds: [dead?.id, unknown] };
      await expect(m.here.redrive(mixed)).rejects.toMatchObject(notFound);
    }
    await expect(m.here.redrive({ conversationId: 'nonsense' })).rejects.toMatchObject(notFound);
    for (const body of [{}, { conversationId, deliveryIds: [] }])
      await expect(m.here.redrive(body)).rejects.toMatchObject({ status: 400 });
    expect((await m.here.deliveries({ state: 'dead' })).total).toBe(1);

    const may = (permission: string) => ({ all: [permission] });
    expect(monitorOperations.getMonitorDeliveries.permission).toEqual(may('monitor:delivery:view'));
    expect(monitorOperations.getMonitorDelivery.permission).toEqual(may('monitor:delivery:view'));
    expect(monitorOperations.postMonitorDeliveriesRedrive.permission).toEqual(
      may('monitor:delivery:redrive'),
    );
    expect(m.monitor.map(({ operation }) => operation)).toEqual(
      expect.arrayContaining(Object.values(monitorOperations)),
    );
  });
});
