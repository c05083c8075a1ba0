import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type MessagingFixture, message, startMessaging, toQueue } from './messaging.fixture.ts';

describe('a message of a conversation that somebody has', () => {
  let m: MessagingFixture;
  beforeEach(async () => {
    m = await startMessaging();
  });
  afterEach(() => m[Symbol.asyncDispose]());

  const stored = async () =>
    (
      await m.db.query<{ text: string }>(
        `select body->>'text' as text from message where direction = 'inbound' order by thread, seq`,
      )
    ).map(({ text }) => text);
  const told = async () =>
    (
      await m.db.query<{ id: string }>(
        `select data->>'messageId' as id from event_log where type = 'message.received' order by xid, id`,
      )
    ).map(({ id }) => id);
  const inputs = async () =>
    (
      await m.db.query<{ text: string }>(
        `select payload->>'text' as text from lane_work where queue = 'input' order by id`,
      )
    ).map(({ text }) => text);
  /** A conversation that waits in a queue; nobody runs the lanes any more. */
  const waiting = async () => {
    const integration = await m.integrate(m.publish(toQueue));
    await m.send(integration, message('first'));
    await m.settle();
    // What its lane had to look after is left to it for a while.
    await m.clock.advance(6_000);
    await m.lanes.stop();
    return integration;
  };

  it('is stored and told, and no lane has to see it', async () => {
    const integration = await waiting();
    const sent = [];
    for (const text of ['second', 'third']) sent.push(await m.send(integration, message(text)));
    expect(await stored()).toEqual(['first', 'second', 'third']);
    expect((await told()).slice(1)).toEqual(sent.map(({ id }) => id));
    expect(await inputs()).toEqual([]);
    const [thread] = await m.db.query<{ last_seq: number; seqs: number[] }>(
      'select last_seq, (select array_agg(seq::int order by seq) from message where thread = t.id) as seqs from thread t',
    );
    expect(thread?.seqs).toEqual([1, 2, 3, 4]);
    expect(thread?.last_seq).toBe(4);
  });

  it('goes through its lane where the thread is not as it was, and what follows does so behind it', async () => {
    const integration = await waiting();
    await m.send(integration, message('second'));
    await m.db.query('update thread set rev = rev + 1');
    await m.send(integration, message('third'));
    await m.send(integration, message('fourth'));
    expect(await inputs()).toEqual(['third', 'fourth']);
  });

  it('is read anew where this process knows of the change', async () => {
    const integration = await waiting();
    await m.send(integration, message('second'));
    const [thread] = await m.db.query<{ id: number }>(
      'update thread set rev = rev + 1 returning id::int as id',
    );
    m.messaging.changed([thread?.id ?? 0]);
    await m.send(integration, message('third'));
    expect(await inputs()).toEqual([]);
    expect(await stored()).toEqual(['first', 'second', 'third']);
  });

  it('goes through its lane where it brings something to the conversation', async () => {
    const integration = await waiting();
    const custom = { metadata: { customAttributes: { order: '7' } } };
    await m.send(integration, message('second', custom));
    await m.send(integration, message('third'));
    expect(await inputs()).toEqual(['second', 'third']);
  });

  it('gets the answer of the original when it is a repeat', async () => {
    const integration = await waiting();
    const once = await m.send(integration, message('second', { messageId: 'k' }));
    const [again, other] = await Promise.all([
      m.send(integration, message('second', { messageId: 'k' })),
      m.send(integration, message('third', { messageId: 'k3' })),
    ]);
    const last = await m.send(integration, message('third', { messageId: 'k3' }));
    expect([again.id, last.id]).toEqual([once.id, other.id]);
    expect(await stored()).toEqual(['first', 'second', 'third']);
    expect(await inputs()).toEqual([]);
  });
});
