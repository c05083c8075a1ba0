import { type Database, systemClock } from '@tandem/kit';
import { describe, expect, it, vi } from 'vitest';
import { type Session, tooBusy, type Wakes } from '../conversations/index.ts';
import {
  type Chat,
  call,
  handOver,
  openChat,
  startGatewayWorld,
  untilQueued,
} from '../testing/index.ts';
import { createSays } from './says.ts';

const withAgent = async (options: Parameters<typeof startGatewayWorld>[0] = {}) => {
  const world = await startGatewayWorld(options);
  const { fake } = world;
  fake.state.queues.push({ id: '11111111-1111-4111-8111-111111111111', name: 'Support' });
  world.addIntegration('Tandem');
  const endpoint = await world.endpoint();
  const chat = await openChat(endpoint.base);
  const conversation = await handOver(world, chat);
  await untilQueued(world, chat);
  await world.main.gateway.lanes.drained();
  return {
    ...world,
    base: endpoint.base,
    chat,
    conversation,
    [Symbol.asyncDispose]: world[Symbol.asyncDispose],
  };
};

const rowsOf = (db: Awaited<ReturnType<typeof withAgent>>['db'], chat: Chat) =>
  db.query<{ seq: number; text: string; handled: boolean; message_id: string }>(
    `select a.seq, a.body->>'text' as text, a.handled, a.message_id
     from activity a join session s on s.id = a.session
     where s.conversation_id = $1 and a.direction = 'user' and a.type = 'message' order by a.seq`,
    [chat.conversationId],
  );

describe('what a customer says while agents have the conversation', () => {
  it('goes to them at once, past the dialogue, under the id that it would have there', async () => {
    await using world = await withAgent();
    const { chat, fake, main } = world;
    const statements: string[] = [];
    main.life.statements = statements;
    await chat.say('my order is late');
    await vi.waitFor(() => expect(fake.textsOf(chat.conversationId)).toContain('my order is late'));
    await main.gateway.lanes.drained();
    expect(statements.filter((text) => text.includes('customers_say'))).toHaveLength(1);
    expect(
      statements.filter((text) => /for update|lane_enqueue\(|insert into activity/.test(text)),
    ).toEqual([]);
    const [, late] = await rowsOf(world.db, chat);
    expect(late).toMatchObject({ text: 'my order is late', handled: true });
    expect(fake.state.inbound.at(-1)?.messageId).toBe(late?.message_id);
    expect(fake.state.violations).toEqual([]);
  });

  it('arrives in order and once however much is said at once, also to others', async () => {
    await using world = await withAgent();
    const { chat, base, fake, main } = world;
    const other = await openChat(base);
    await handOver(world, other);
    const texts = Array.from({ length: 60 }, (_, number) => `word ${number}`);
    await Promise.all([chat, other].flatMap((one) => texts.map((text) => one.say(text))));
    await main.gateway.lanes.drained();
    for (const one of [chat, other]) {
      const said = (await rowsOf(world.db, one)).map(({ text }) => text).slice(1);
      expect([...said].sort()).toEqual([...texts].sort());
      expect(fake.textsOf(one.conversationId).slice(1)).toEqual(said);
    }
    expect(fake.state.repeats).toEqual([]);
  });

  it('ends the handover where it is the word that does', async () => {
    await using world = await withAgent();
    await world.chat.say('/END ');
    await world.main.gateway.lanes.drained();
    const last = (await world.chat.events('handoff.status')).at(-1)?.value;
    expect(last).toMatchObject({ state: 'completed' });
    expect(world.fake.textsOf(world.chat.conversationId)).not.toContain('/END ');
  });

  it('is taken once where the client repeats it, and answered with the first id', async () => {
    await using world = await withAgent();
    const { chat, fake, main } = world;
    const once = { channelData: { clientActivityID: 'one' } };
    const ids = [await chat.say('hello', once), await chat.say('hello', once)];
    const both = { channelData: { clientActivityID: 'two' } };
    ids.push(...(await Promise.all([chat.say('again', both), chat.say('again', both)])));
    await main.gateway.lanes.drained();
    expect(ids[0]).toBe(ids[1]);
    expect(ids[2]).toBe(ids[3]);
    expect(fake.textsOf(chat.conversationId).slice(1)).toEqual(['hello', 'again']);
  });

  it('waits behind what the dialogue has not come to yet', async () => {
    await using world = await withAgent();
    const { chat, db, fake, main } = world;
    const [session] = await db.query<{ id: number; org: string; part: number }>(
      'select id, org, part from session where conversation_id = $1',
      [chat.conversationId],
    );
    // Of a node that is gone: nobody runs it until it is found.
    await db.query('select lane_enqueue($1, $2, $3, $4, $5)', [
      [session?.org],
      ['gateway.dialogue'],
      [session?.part],
      [session?.id],
      [JSON.stringify({ kind: 'activity', seq: 1 })],
    ]);
    await chat.say('later');
    const [row] = (await rowsOf(db, chat)).slice(-1);
    expect(row?.text).toBe('later');
    await vi.waitFor(() => expect(fake.textsOf(chat.conversationId)).toContain('later'));
    await main.gateway.lanes.drained();
    expect(fake.textsOf(chat.conversationId)).toHaveLength(2);
  });

  it('does not wait behind news for the bot', async () => {
    await using world = await withAgent();
    const { chat, db } = world;
    // Of a node that is gone: nobody runs it until it is found.
    await db.query(
      `select lane_enqueue(array[s.org], array['gateway.dialogue'], array[s.part], array[s.id],
         array['{"kind": "handover", "handover": 0, "status": "completed"}'::json])
       from session s where s.conversation_id = $1`,
      [chat.conversationId],
    );
    await chat.say('at once');
    expect((await rowsOf(db, chat)).at(-1)).toMatchObject({ text: 'at once', handled: true });
  });

  it('does not wait for the conversation of another, and keeps its order while its own is held', async () => {
    await using world = await withAgent();
    const { chat, db, base, fake, main } = world;
    const other = await openChat(base);
    await handOver(world, other);
    const mine: Promise<string>[] = [];
    await db.transaction(async (tx) => {
      await tx.query('select 1 from session where conversation_id = $1 for update', [
        chat.conversationId,
      ]);
      mine.push(chat.say('one'));
      await other.say('not held up');
      mine.push(chat.say('two'));
      await other.say('nor now');
    });
    await Promise.all(mine);
    await main.gateway.lanes.drained();
    expect(fake.textsOf(other.conversationId).slice(1)).toEqual(['not held up', 'nor now']);
    expect([...fake.textsOf(chat.conversationId).slice(1)].sort()).toEqual(['one', 'two']);
    expect(fake.textsOf(chat.conversationId).slice(1)).toEqual(
      (await rowsOf(db, chat)).map(({ text }) => text).slice(1),
    );
  });

  it('reaches them before the end where the customer leaves at once', async () => {
    await using world = await withAgent();
    const { chat, db, fake, main } = world;
    // As it stands while the dialogue has not come to it, and one that would have ended the handover itself.
    await db.query(
      `with s as (
         update session set last_seq = last_seq + 2 where conversation_id = $1 returning *
       )
       insert into activity (session, seq, org, type, direction, message_id, handled, body, created_at)
       select s.id, s.last_seq - n, s.org, 'message', 'user', md5(n::text), false,
         json_build_object('type', 'message', 'text', text), now()
       from s cross join (values (1, 'one more thing'), (0, '/end')) as w(n, text)`,
      [chat.conversationId],
    );
    await chat.post({ type: 'endOfConversation', from: { id: 'me' } });
    await main.gateway.lanes.drained();
    expect(fake.textsOf(chat.conversationId).slice(1)).toEqual(['one more thing']);
    expect(fake.state.violations).toEqual([]);
  });

  it('is refused alone where its conversation is full', async () => {
    await using world = await withAgent({ chat: { maxCustomerBytes: 2_000 } });
    const { chat, base } = world;
    const other = await openChat(base);
    const long = { type: 'message', text: 'x'.repeat(3_000), from: { id: 'me' } };
    const [full, fits] = await Promise.all([chat.post(long), other.say('short')]);
    expect(full.status).toBe(413);
    expect(fits).toContain(other.conversationId);
    expect((await rowsOf(world.db, chat)).map(({ text }) => text)).not.toContain(long.text);
  });

  it('does not suffer from what others send at the same time', async () => {
    await using world = await withAgent();
    const { chat, base, fake, main } = world;
    const other = await openChat(base);
    const deep = JSON.parse(`${'{"a":'.repeat(3_000)}1${'}'.repeat(3_000)}`);
    const nested = { type: 'message', text: 'deep', from: { id: 'me' }, channelData: deep };
    const texts = Array.from({ length: 20 }, (_, number) => `word ${number}`);
    await Promise.all([
      ...texts.flatMap((text) => [chat.say(text), other.post(nested)]),
      other.say('also mine'),
    ]);
    await main.gateway.lanes.drained();
    expect([...fake.textsOf(chat.conversationId).slice(1)].sort()).toEqual([...texts].sort());
  });

  it('keeps what a browser may send that a database cannot', async () => {
    await using world = await withAgent();
    const { chat, fake, main } = world;
    await chat.say('zero\u0000 half\ud800');
    await main.gateway.lanes.drained();
    expect(fake.textsOf(chat.conversationId).at(-1)).toBe('zero half\ufffd');
  });

  it('is not found where the conversation is gone', async () => {
    await using world = await withAgent();
    const { chat, db } = world;
    const path = `${chat.base}/v3/directline/conversations/${chat.conversationId}/activities`;
    await db.query('delete from session where conversation_id = $1', [chat.conversationId]);
    const body = { type: 'message', text: 'anybody?', from: { id: 'me' } };
    const answer = await call(path, { method: 'POST', token: chat.token, body });
    expect(answer.status).toBe(404);
  });
});

describe('what is under way of a session', () => {
  const deaf = { activity: () => {} } as unknown as Wakes;

  const saysOn = (db: Database) =>
    createSays({
      ...{ db, wakes: deaf, clock: systemClock, maxCustomerBytes: 0 },
      lanes: () => ({ committed: () => {} }),
    });

  /** A database that answers each call when it is told to. */
  const slowDatabase = (kinds: readonly string[] = []) => {
    const outcomes = kinds.values();
    const calls: (() => void)[] = [];
    const asked: number[][] = [];
    const call = (_name: string, _text: string, [sessions]: [number[]]) =>
      new Promise((resolve) => {
        const row = {
          outcomes: sessions.map(() => outcomes.next().value ?? 'taken'),
          seqs: sessions.map((_, index) => String(index + 1)),
          ...{ items: [], queues: [], payloads: [], ids: null, afters: null },
        };
        asked.push(sessions);
        calls.push(() => resolve([row]));
      });
    return { db: { call } as unknown as Database, calls, asked };
  };

  it('is taken one by one where the first of it has to wait, and stays in order', async () => {
    const { db, calls } = slowDatabase(['locked', 'locked', 'taken']);
    const says = saysOn(db);
    const order: string[] = [];
    const say = (text: string) =>
      says.say(
        { session: { id: 1 } as Session, body: { type: 'message', text }, key: null },
        async () => order.push(text),
      );
    const all = ['one', 'two', 'three'].map(say);
    for (const turn of [0, 1, 2]) {
      await vi.waitFor(() => expect(calls).toHaveLength(turn + 1));
      expect(order).toHaveLength(turn);
      calls[turn]?.();
    }
    expect(await Promise.all(all)).toEqual([1, 2, 1]);
    expect(order).toEqual(['one', 'two']);
  });

  it('holds up nobody else, however much is said in one session', async () => {
    const { db, calls, asked } = slowDatabase();
    const says = saysOn(db);
    const alone = () => Promise.reject(new Error('nothing is taken alone here'));
    const say = (id: number) =>
      says.say({ session: { id } as Session, body: { type: 'message' }, key: null }, alone);
    const many = Array.from({ length: 3 }, () => say(1));
    const other = say(2);
    await vi.waitFor(() => expect(calls).toHaveLength(1));
    calls[0]?.();
    await other;
    for (const turn of [1, 2]) {
      await vi.waitFor(() => expect(calls).toHaveLength(turn + 1));
      calls[turn]?.();
    }
    await Promise.all(many);
    expect(asked).toEqual([[1, 2], [1], [1]]);
  });

  it('is bounded for each session: what is too much of one shuts nobody else out', async () => {
    const { db, calls, asked } = slowDatabase();
    const says = saysOn(db);
    const alone = () => Promise.reject(new Error('nothing is taken alone here'));
    const say = (id: number) =>
      says.say({ session: { id } as Session, body: { type: 'message' }, key: null }, alone);
    const flood = Promise.allSettled(Array.from({ length: 5_000 }, () => say(1)));
    const other = say(2);
    for (let turn = 0; turn < 128; turn += 1) {
      await vi.waitFor(() => expect(calls).toHaveLength(turn + 1), { interval: 1 });
      calls[turn]?.();
    }
    expect(await other).toBe(2);
    const refused = (await flood).flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
    expect(refused).toHaveLength(5_000 - 128);
    expect(String(refused[0])).toBe(String(tooBusy()));
    expect(asked[0]).toEqual([1, 2]);
  });

  it('is refused with the reason of its own, and what follows is said', async () => {
    const { db, calls } = slowDatabase(['locked', 'taken']);
    const says = saysOn(db);
    const say = () =>
      says.say({ session: { id: 1 } as Session, body: { type: 'message' }, key: null }, () =>
        Promise.reject(new Error('full')),
      );
    const both = Promise.allSettled([say(), say()]);
    for (const turn of [0, 1]) {
      await vi.waitFor(() => expect(calls).toHaveLength(turn + 1));
      calls[turn]?.();
    }
    expect((await both).map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
  });

  it('is settled when all of it is stored, the waiting words too, and other sessions do not matter', async () => {
    const { db, calls } = slowDatabase();
    const says = saysOn(db);
    const alone = () => Promise.reject(new Error('nothing is taken alone here'));
    const say = (id: number) =>
      says.say({ session: { id } as Session, body: { type: 'message' }, key: null }, alone);
    const done: string[] = [];
    const first = say(1);
    await vi.waitFor(() => expect(calls).toHaveLength(1));
    const second = say(1);
    const settled = says.settled(1).then(() => done.push('settled'));
    await says.settled(2);
    calls[0]?.();
    await first;
    await vi.waitFor(() => expect(calls).toHaveLength(2));
    expect(done).toEqual([]);
    calls[1]?.();
    await Promise.all([second, settled]);
    expect(done).toEqual(['settled']);
    await says.settled(1);
  });
});
