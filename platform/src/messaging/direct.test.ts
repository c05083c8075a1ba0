import { derivedUuid, systemIds } from '@tandem/kit';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createDirect } from './direct.ts';
import { createAcceptor } from './inbound.acceptor.ts';
import type { InboundItem } from './inbound.types.ts';
import {
  emptyShelf,
  greeting,
  type MessagingFixture,
  message,
  org,
  startMessaging,
  toQueue,
} from './messaging.fixture.ts';
import { noSamples } from './run-sampler.ts';

type Stored = { seq: number; direction: string; text: string; conversation: string };

describe('a message whose thread rests', () => {
  let m: MessagingFixture;
  beforeEach(async () => {
    m = await startMessaging();
  });
  afterEach(() => m[Symbol.asyncDispose]());

  const stored = () =>
    m.db.query<Stored>(
      `select seq, direction, body->>'text' as text, conversation from message order by thread, seq`,
    );
  const events = () =>
    m.db.query<{ type: string; received: string[] | null }>(
      `select type, data->'received' as received from event_log order by xid, id`,
    );
  /** An integration whose thread of Ada rests after a first message. */
  const rested = async (flow = greeting) => {
    const integration = await m.integrate(m.publish(flow));
    const first = await m.send(integration, message('first'));
    await m.settle();
    return { integration, first };
  };
  /** Stops the lanes: what is stored from now on was not advanced by them. */
  const withoutLanes = () => m.lanes.stop();

  /** A message of a customer as the acceptor gets it. */
  const itemOf = (integration: string, customer: string, text: string): InboundItem => {
    const id = systemIds.hex32();
    const at = m.clock.now().toISOString();
    return {
      ...{ org, integrationId: integration, part: 0, threadingMs: 60_000, id, key: null },
      customerKey: `opaque:${customer}`,
      customer: {
        ...{ id: customer, idType: 'Opaque', nickname: 'Ada', firstName: null, lastName: null },
        image: null,
      },
      body: JSON.stringify({ id, text, direction: 'Inbound' }),
      input: {
        kind: 'message',
        ...{ integration, messageId: id, at, text, attributes: null },
        ...{ refused: null, correlationId: derivedUuid('correlation') },
      },
    };
  };

  it('is answered in the transaction that stores it', async () => {
    const { integration, first } = await rested();
    await withoutLanes();
    const second = await m.send(integration, message('second', { messageId: 'k2' }));
    expect(second.conversationId).toBe(first.conversationId);
    expect(await stored()).toEqual(
      [
        ['inbound', 'first'],
        ['outbound', 'Connected'],
        ['inbound', 'second'],
        ['outbound', 'Connected'],
      ].map(([direction, text], index) => ({
        seq: index + 1,
        direction,
        text,
        conversation: first.conversationId,
      })),
    );
    expect(await m.db.query('select queue from lane_work')).toEqual([{ queue: 'delivery' }]);
    expect((await events()).at(-1)).toEqual({
      type: 'conversation.changed',
      received: [second.id],
    });
  });

  it('leaves what its lane would have left', async () => {
    const { integration } = await rested();
    const other = await m.integrate(m.publish(greeting));
    const shapeOf = async (conversation: string) => ({
      participants: (await m.participants(conversation)).map(
        ({ id: _id, communicationId: _communication, peerId: _peer, ...rest }) => rest,
      ),
      thread: await m.db.query(
        `select last_seq, conversation_ended_at, state->'participants' as participants, state->'flow' as flow,
           state->'conversation'->'version' as version, live = conversation as lives
         from thread where conversation = $1`,
        [conversation],
      ),
      conversation: await m.db.query(
        'select started_at, ended_at, owner, version from conversation where id = $1',
        [conversation],
      ),
    });
    const direct = await m.send(integration, message('second'));
    const { db, clock, lanes } = m;
    const plain = createAcceptor({ db, clock, ids: systemIds, committed: lanes.committed });
    await plain.message(itemOf(other, 'ada', 'first'));
    await lanes.drained();
    const byLane = await plain.message(itemOf(other, 'ada', 'second'));
    await m.settle();
    expect(await shapeOf(direct.conversationId)).toEqual(await shapeOf(byLane.conversationId));
  });

  it('gets the answer of the original when it is a repeat', async () => {
    const { integration } = await rested();
    const second = await m.send(integration, message('second', { messageId: 'k' }));
    const repeat = await m.send(integration, message('second', { messageId: 'k' }));
    const [a, b] = await Promise.all([
      m.send(integration, message('second', { messageId: 'k' })),
      m.send(integration, message('third', { messageId: 'k3' })),
    ]);
    await m.settle();
    expect([repeat.id, a.id]).toEqual([second.id, second.id]);
    expect(b.id).not.toBe(second.id);
    expect(await stored()).toHaveLength(6);
    expect(m.webhooks).toHaveLength(3);
  });

  it('opens a new conversation outside the threading window', async () => {
    const { integration, first } = await rested();
    await m.clock.advance(73 * 60 * 60 * 1000);
    const later = await m.send(integration, message('later'));
    await m.settle();
    expect(later.conversationId).not.toBe(first.conversationId);
    expect((await stored()).map(({ conversation }) => conversation)).toEqual([
      first.conversationId,
      first.conversationId,
      later.conversationId,
      later.conversationId,
    ]);
  });

  it('follows the lane when the flow leads to a queue', async () => {
    const { integration, first } = await rested(toQueue);
    const second = await m.send(integration, message('second'));
    await m.settle();
    expect(second.conversationId).toBe(first.conversationId);
    expect(await m.db.query('select conversation from acd_waiting')).toHaveLength(1);
    expect((await stored()).map(({ text }) => text)).toEqual(['first', 'Connected', 'second']);
  });

  it('keeps the profile the customer has now', async () => {
    const { integration } = await rested();
    const renamed = { from: { id: 'ada', idType: 'Opaque', nickname: 'Countess' } };
    await m.send(integration, message('second', renamed));
    await m.settle();
    expect(await m.db.query(`select profile->>'nickname' as name from thread`)).toEqual([
      { name: 'Countess' },
    ]);
  });

  it('is refused from an old copy of the thread, and nothing of it is stored', async () => {
    const { integration } = await rested();
    await m.send(integration, message('second'));
    await m.settle();
    await m.db.query('update thread set rev = rev + 1');
    const third = await m.send(integration, message('third'));
    await m.settle();
    expect((await stored()).map(({ text }) => text)).toEqual([
      ...['first', 'Connected', 'second', 'Connected', 'third', 'Connected'],
    ]);
    const told = await events();
    expect(told.filter(({ received }) => received?.includes(third.id))).toEqual([]);
    expect(told.filter(({ type }) => type === 'message.received')).toHaveLength(1);
  });

  it('does not overtake one that its lane still has', async () => {
    const { integration } = await rested();
    await withoutLanes();
    const { db, clock } = m;
    const elsewhere = createAcceptor({ db, clock, ids: systemIds, committed: () => {} });
    await elsewhere.message(itemOf(integration, 'ada', 'second'));
    await m.send(integration, message('third'));
    await m.send(integration, message('fourth'));
    expect(
      await db.query(`select queue, payload->>'text' as text from lane_work order by id`),
    ).toEqual(['second', 'third', 'fourth'].map((text) => ({ queue: 'input', text })));
  });

  it('keeps its answer when others of its batch cannot be stored', async () => {
    const { integration } = await rested();
    const queue = await m.integrate(m.publish(toQueue));
    const { call } = m.db;
    vi.spyOn(m.db, 'call').mockImplementation(async (name, text, values) => {
      if (name === 'accept_batch') throw Object.assign(new Error('gone'), { code: 'ECONNRESET' });
      return call(name, text, values);
    });
    const [direct, byLane] = await Promise.allSettled([
      m.send(integration, message('second')),
      m.send(queue, message('first', {}, 'bob')),
    ]);
    vi.restoreAllMocks();
    expect(direct.status).toBe('fulfilled');
    expect(byLane).toMatchObject({ status: 'rejected', reason: { code: 'ECONNRESET' } });
    expect((await stored()).map(({ text }) => text)).toEqual([
      ...['first', 'Connected', 'second', 'Connected'],
    ]);
  });

  it('makes its thread when it is the first, once, however many are first', async () => {
    const integration = await m.integrate(m.publish(greeting));
    await withoutLanes();
    const sent = await Promise.all([
      m.send(integration, message('a')),
      m.send(integration, message('b')),
      m.send(integration, message('c', {}, 'bob')),
    ]);
    expect(new Set(sent.map(({ conversationId }) => conversationId)).size).toBe(2);
    expect(await m.db.query('select queue from lane_work')).toEqual(
      Array.from({ length: 3 }, () => ({ queue: 'delivery' })),
    );
    const threads = await m.db.query(
      `select t.customer, t.last_seq, t.rev, t.conversation = t.live as lives,
         (select count(*)::int from lane_work w where w.lane = t.id) as deliveries
       from thread t order by t.customer`,
    );
    expect(threads).toEqual([
      { customer: 'opaque:ada', last_seq: 4, rev: 1, lives: true, deliveries: 2 },
      { customer: 'opaque:bob', last_seq: 2, rev: 1, lives: true, deliveries: 1 },
    ]);
    await m.send(integration, message('d', {}, 'bob'));
    expect(await m.db.query(`select last_seq from thread where customer like '%bob'`)).toEqual([
      { last_seq: 4 },
    ]);
  });

  it('keeps order, sequence and number when two nodes take turns on the same threads', async () => {
    const integration = await m.integrate(m.publish(greeting));
    const committed: unknown[] = [];
    const second = createDirect({
      ...{ db: m.db, clock: m.clock, ids: systemIds, receipts: 'failed', samples: noSamples },
      configs: m.messaging.configs,
      directories: async () => ({ queue: () => null, skill: () => null, language: () => null }),
      shelf: emptyShelf,
      globals: async () => ({}),
      inDoubt: () => false,
      onCommitted: (work) => {
        committed.push(...work);
        m.lanes.committed(work);
      },
    });
    const customers = ['ada', 'bob', 'eve'];
    for (const customer of customers) await m.send(integration, message('0', {}, customer));
    await m.settle();
    // A round of its own, for the rounds that follow may all be won by the first.
    expect((await second.take([itemOf(integration, 'ada', '0')])).answers.size).toBe(1);
    await m.settle();
    for (let round = 1; round <= 12; round += 1) {
      const there = customers.map((customer) => itemOf(integration, customer, `${round}`));
      const [{ answers }] = await Promise.all([
        second.take(there),
        ...customers.map((customer) => m.send(integration, message(`${round}`, {}, customer))),
      ]);
      for (const item of there.filter((one) => !answers.has(one)))
        await m.send(integration, message(item.input.text, {}, item.customer.id));
    }
    await m.settle();
    expect(committed.length).toBeGreaterThan(0);
    const rows = await stored();
    expect(rows.filter(({ direction }) => direction === 'inbound')).toHaveLength(3 * 25 + 1);
    expect(rows.filter(({ direction }) => direction === 'outbound')).toHaveLength(3 * 25 + 1);
    const [gaps] = await m.db.query(
      'select count(*)::int as n from thread t where last_seq <> (select max(seq) from message where thread = t.id) or last_seq <> (select count(*) from message where thread = t.id)',
    );
    expect(gaps).toEqual({ n: 0 });
    const perCustomer = Map.groupBy(
      rows.filter(({ direction }) => direction === 'inbound'),
      ({ conversation }) => conversation,
    );
    for (const own of perCustomer.values())
      expect(own.map(({ text }) => Number(text))).toEqual(
        own.map(({ text }) => Number(text)).toSorted((a, b) => a - b),
      );
    expect(await m.db.query('select from lane_work')).toEqual([]);
  });
});
