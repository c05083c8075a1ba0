import { createHmac } from 'node:crypto';
import { monitorOperations } from '@tandem/contract';
import { derivedUuid } from '@tandem/kit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  accept,
  anna,
  headerSecret,
  type MonitorFixture,
  offer,
  secret,
  startMonitor,
  support,
} from './monitor.fixture.ts';

describe('conversations in the monitor', () => {
  let m: MonitorFixture;
  beforeEach(async () => {
    m = await startMonitor();
  });
  afterEach(() => m[Symbol.asyncDispose]());

  const get = (conversationId: string, call = m.call) =>
    call<Record<string, unknown>>(monitorOperations.getMonitorConversation, {
      params: { conversationId },
    });

  it('show who holds them, and of ended ones who held them last', async () => {
    await m.addSupport();
    const integration = await m.integrate('Web');
    const ended = await m.say(integration, 'bye', { customer: 'bob' });
    const held = await m.say(integration, 'hi', { queue: support.name });
    expect((await get(held)).body).toMatchObject({
      customer: { id: 'ada', name: 'Ada Byron' },
      integration: { id: integration, name: 'Web' },
      queue: support,
      agent: null,
      owner: 'queue',
      state: 'open',
      messages: 2,
      deadLetters: 0,
      dateEnded: null,
    });
    expect((await get(ended)).body).toMatchObject({
      owner: 'none',
      state: 'ended',
      queue: null,
      dateEnded: '2026-01-01T00:00:00.000Z',
    });
    await m.step(held, offer);
    await m.step(held, accept);
    const agent = { id: anna.id, name: anna.name };
    expect((await get(held)).body).toMatchObject({ owner: 'agent', agent, queue: support });
    await m.db.query(`update conversation set owner = 'none', queue = null, ended_at = started_at`);
    expect((await get(held)).body).toMatchObject({ state: 'ended', agent, queue: support });
  });

  it('are listed newest first, by state, owner, integration and what is known of the customer', async () => {
    const web = await m.integrate('Web');
    const app = await m.integrate('App');
    const first = await m.say(web, 'hi', { customer: 'bob' });
    await m.clock.advance(1_000);
    const second = await m.say(web, 'hi', { customer: 'carl', queue: support.name });
    await m.clock.advance(1_000);
    const third = await m.say(app, 'hi', { customer: 'dora', queue: support.name });
    await m.db.query(`update conversation set owner = 'flow' where id = $1`, [third]);
    await m.db.query(
      `update thread set profile = (profile::jsonb || '{"nickname":"Di"}')::json where customer like '%dora'`,
    );
    const ids = async (query: Record<string, unknown>) =>
      (await m.here.conversations(query)).entities.map(({ id }) => id);

    expect(await ids({})).toEqual([third, second, first]);
    expect(await m.here.conversations({ pageSize: 1, pageNumber: 2 })).toMatchObject({
      entities: [{ id: second }],
      total: 3,
      pageCount: 3,
      nextUri: '/tandem/monitor/conversations?pageSize=1&pageNumber=3',
    });
    expect(await ids({ state: 'open' })).toEqual([third, second]);
    expect(await ids({ state: 'ended' })).toEqual([first]);
    expect(await ids({ owner: 'bot' })).toEqual([third]);
    expect(await ids({ owner: 'queue', state: 'open' })).toEqual([second]);
    expect(await ids({ owner: 'queue', state: 'ended' })).toEqual([]);
    expect(await ids({ owner: 'none' })).toEqual([first]);
    expect(await ids({ integrationId: app })).toEqual([third]);
    expect(await ids({ integrationId: 'nonsense' })).toEqual([]);
    expect(await ids({ search: ' CAR ' })).toEqual([second]);
    expect(await ids({ search: 'di', state: 'open' })).toEqual([third]);
    expect(await ids({ search: 'da Byron' })).toEqual([third, second, first]);
    expect(await ids({ search: first })).toEqual([first]);
    expect(await ids({ search: first, state: 'open' })).toEqual([]);
    expect(await ids({ search: '%' })).toEqual([]);
    await m.db.query(
      `insert into conversation_label (org, conversation, key, name, added_by, added_at)
       select org, id, 'läte delivery', 'Läte delivery', id, now() from conversation where id = any ($1)`,
      [[first, third]],
    );
    expect(await ids({ search: 'La\u0308te Delivery' })).toEqual([third, first]);
    expect(await ids({ search: 'läte' })).toEqual([]);
    const labelled = await m.here.conversations({ search: 'läte delivery', state: 'ended' });
    expect(labelled.entities).toMatchObject([{ id: first, labels: ['Läte delivery'] }]);
    await m.db.query('update conversation set ended_at = null where id = $1', [first]);
    expect(await ids({ state: 'open', integrationId: web })).toEqual([second, first]);
  });

  it('of another organisation do not exist', async () => {
    const id = await m.say(await m.integrate(), 'hi');
    expect((await m.there.conversations()).total).toBe(0);
    expect((await m.there.conversations({ search: id })).total).toBe(0);
    const notFound = { status: 404, code: 'not.found' };
    await expect(get(id, m.stranger)).rejects.toMatchObject(notFound);
    await expect(m.there.timeline(id)).rejects.toMatchObject(notFound);
    for (const unknown of [derivedUuid('unknown'), 'nonsense']) {
      await expect(get(unknown)).rejects.toMatchObject(notFound);
      await expect(m.here.timeline(unknown)).rejects.toMatchObject(notFound);
    }
    const may = { all: ['monitor:conversation:view'] };
    expect(monitorOperations.getMonitorConversations.permission).toEqual(may);
    expect(monitorOperations.getMonitorConversation.permission).toEqual(may);
    expect(monitorOperations.getMonitorConversationTimeline.permission).toEqual(may);
  });

  it('tell every hop in order: message, flow, answer, queue, delivery with each try, agent', async () => {
    await m.addSupport();
    const integration = await m.integrate();
    m.answerWith(503);
    const id = await m.say(integration, 'hi', { queue: support.name });
    m.answerWith(200);
    await m.clock.advance(5_100);
    await m.settle();
    await m.step(id, offer);
    await m.step(id, accept);

    const entries = await m.here.timeline(id);
    const hops = entries.map(({ kind, summary, ok }) => [kind, summary, ok]);
    expect(hops).toEqual([
      ['inbound', 'hi', true],
      ['state', 'Customer joined', true],
      ['flow', 'Flow "Greeter" started', true],
      ['outbound', 'Hello', true],
      ['flow', 'Flow "Greeter" ended (transfer)', true],
      ['routing', 'Waits in queue "Support"', true],
      ['delivery', 'Text: delivered, attempts: 2', true],
      ['routing', 'Left queue "Support" (transfer)', true],
      ['routing', 'Offered to Anna', true],
      ['routing', 'Anna accepted', true],
    ]);
    expect(new Set(entries.map((entry) => entry.id)).size).toBe(entries.length);
    expect(entries[0]?.detail).toMatchObject({
      body: { type: 'Text', text: 'hi', channel: { from: { id: 'ada' } } },
      correlationId: 'test-correlation',
    });
    const { delivery } = entries[6] ?? {};
    const body = String(m.webhooks[1]?.body);
    const signature = `sha256=${createHmac('sha256', secret).update(body).digest('base64')}`;
    expect(delivery).toMatchObject({
      body,
      signature,
      headers: {
        'X-Key': '***',
        'Content-Type': 'application/json',
        'X-Hub-Signature-256': signature,
      },
      history: [
        { at: '2026-01-01T00:00:00.000Z', status: 503, error: 'HTTP 503' },
        { status: 200, error: null },
      ],
      lastStatus: 200,
      reason: null,
      dateNextAttempt: null,
    });
    expect(JSON.stringify(entries)).not.toContain(secret);
    expect(JSON.stringify(entries)).not.toContain(headerSecret);
  });

  it('tell what failed: given up deliveries, receipts of the channel, flows', async () => {
    const integration = await m.integrate();
    m.answerWith(404);
    const id = await m.say(integration, 'hi');
    await m.clock.advance(1_100);
    await m.settle();
    await m.db.query(
      `insert into event_log (org, type, key, data) select org, 'flow.failed', key, '{"code":"limit"}' from event_log
       where key = $1 limit 1`,
      [`conversation:${id}`],
    );
    const failed = (await m.here.timeline(id)).filter(({ ok }) => !ok);
    expect(failed.map(({ kind, summary }) => [kind, summary])).toEqual([
      ['outbound', 'Hello'],
      ['delivery', 'Text: dead, attempts: 1 (HTTP 404)'],
      ['event', 'Receipt: Failed'],
      ['flow', 'The flow failed'],
    ]);
    expect((await get(id)).body['deadLetters']).toBe(1);
  });

  it('keep the hops of one conversation apart from those of the next on the same thread', async () => {
    const integration = await m.integrate();
    const first = await m.say(integration, 'one');
    await m.clock.advance(80 * 60 * 60 * 1000);
    const second = await m.say(integration, 'two');
    expect(second).not.toBe(first);
    const texts = async (id: string) =>
      (await m.here.timeline(id))
        .filter(({ kind }) => ['inbound', 'outbound', 'delivery'].includes(kind))
        .map(({ summary }) => summary);
    const answer = ['Hello', 'Text: delivered, attempts: 1'];
    expect(await texts(first)).toEqual(['one', ...answer]);
    expect(await texts(second)).toEqual(['two', ...answer]);
  });
});
