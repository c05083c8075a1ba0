import { beforeEach, describe, expect, it, vi } from 'vitest';
import { gatewayQueues } from '../conversations/index.ts';
import {
  type Chat,
  type FakeConversation,
  type GatewayWorld,
  handOver,
  onItsWay,
  openChat,
  soon,
  startServedWorld,
  stateOf,
  untilState,
} from '../testing/index.ts';

/** Signals come from elsewhere: the socket makes nobody look. */
const settings = { endDetector: 'trigger', eventKey: 'QWxsIHlvdXIgY2hhdHM=' };

const talkIn = async (world: GatewayWorld) => {
  const chat = await openChat((await world.endpoint({ settings })).base);
  return { chat, conversation: await answered(world, chat) };
};

const answered = async (world: GatewayWorld, chat: Chat) => {
  const conversation = await handOver(world, chat);
  world.fake.accept(conversation, 'Grace');
  await world.fake.say(conversation, 'hello');
  expect(await stateOf(world, chat)).toMatchObject({ state: 'active' });
  // Ends are noticed when a test wants it: no look is under way, and none is due.
  await lookNow(world);
  await world.db.query("update handover set next_check_at = now() + interval '1 hour'");
  return conversation;
};

const lookNow = async (world: GatewayWorld) => {
  await world.db.query('update handover set next_check_at = now() where ended_at is null');
  await world.main.gateway.watchRound();
};

const heard = ({ fake }: GatewayWorld, chat: Chat, text: string) =>
  vi.waitFor(() => expect(fake.textsOf(chat.conversationId)).toContain(text), soon);

const nothingOnItsWay = (world: GatewayWorld) =>
  vi.waitFor(async () => {
    expect(await onItsWay(world)).toEqual([]);
    const rows = await world.db.query('select from lane_work where queue = $1', [
      gatewayQueues.dialogue,
    ]);
    expect(rows).toEqual([]);
  }, soon);

/** How often the bot has answered the question for the opening hours. */
const answersOf = async (chat: Chat) =>
  (await chat.texts()).filter((text) => text?.includes('Monday')).length;

/** Which of the two words the bot has answered, in the order of the answers. */
const answeredIn = async (chat: Chat) =>
  (await chat.texts()).flatMap((text) => {
    if (text?.includes('Monday')) return ['hours'];
    return text?.startsWith('I can look up') ? ['hm'] : [];
  });

/** Who is in any conversation of the customer. */
const presentIn = ({ fake }: GatewayWorld, { conversationId }: Chat) =>
  [...fake.state.conversations.values()]
    .filter(({ customerId }) => customerId === conversationId)
    .flatMap(({ participants }) => participants)
    .filter(({ purpose, state }) => purpose !== 'acd' && state !== 'disconnected')
    .map(({ purpose }) => purpose);

/** Answers to inbound messages wait until it is called. */
const holdAnswers = ({ fake }: GatewayWorld) => {
  const { promise, resolve } = Promise.withResolvers<void>();
  fake.held = promise;
  return () => {
    fake.held = null;
    resolve();
  };
};

/** Puts work of the first handover into the lane again, as a crash before its completion or a redrive does. */
const repeat = async ({ db }: GatewayWorld, work: object) => {
  const [row] = await db.query<Record<string, unknown>>(
    `select h.id, h.org, h.endpoint, s.id as lane, s.part
     from handover h join session s on s.id = h.session order by h.id limit 1`,
  );
  const { id, org, endpoint, lane, part } = row ?? {};
  const payload = { endpoint, destination: endpoint, handover: id, ...work };
  await db.query(
    `select lane_enqueue(array[$1]::uuid[], array[$2], array[$3]::smallint[], array[$4]::bigint[], array[$5]::json[])`,
    [org, gatewayQueues.handover, part, lane, JSON.stringify(payload)],
  );
};

const reopen = (conversation: FakeConversation) =>
  conversation.participants.push({
    ...{ id: crypto.randomUUID(), purpose: 'customer', state: 'connected' },
  });

describe.each([true, false])('a word after the end, threading %s', (threading) => {
  let world: GatewayWorld;
  beforeEach(async () => {
    world = await startServedWorld();
    world.fake.threading = threading;
    return () => world[Symbol.asyncDispose]();
  });

  it('goes to the bot where the end is noticed later', async () => {
    const { chat, conversation } = await talkIn(world);
    world.fake.finish(conversation);
    await chat.say('hours');
    await heard(world, chat, 'hours');
    await lookNow(world);
    await untilState(chat, 'completed');
    await vi.waitFor(async () => expect(await answersOf(chat)).toBe(1), soon);
    await nothingOnItsWay(world);
    expect(await stateOf(world, chat)).toMatchObject({ state: 'completed', end_reason: 'agent' });
    expect(presentIn(world, chat)).toEqual([]);
    expect(await answersOf(chat)).toBe(1);
    expect(world.fake.state.violations).toEqual([]);
  });

  it('is a button, too', async () => {
    const { chat, conversation } = await talkIn(world);
    world.fake.finish(conversation);
    await chat.post({ type: 'event', name: 'postback', value: 'hours' });
    await heard(world, chat, 'hours');
    await lookNow(world);
    await vi.waitFor(async () => expect(await answersOf(chat)).toBe(1), soon);
    await nothingOnItsWay(world);
    expect(presentIn(world, chat)).toEqual([]);
    expect(await answersOf(chat)).toBe(1);
  });

  it('goes to the bot where the end is noticed while it is on its way', async () => {
    const { chat, conversation } = await talkIn(world);
    world.fake.finish(conversation);
    const release = holdAnswers(world);
    await chat.say('hours');
    await heard(world, chat, 'hours');
    await lookNow(world);
    await untilState(chat, 'completed');
    release();
    await vi.waitFor(async () => expect(await answersOf(chat)).toBe(1), soon);
    await nothingOnItsWay(world);
    expect(presentIn(world, chat)).toEqual([]);
    expect(await answersOf(chat)).toBe(1);
  });

  it('leaves one that agents got before the end with them', async () => {
    const { chat, conversation } = await talkIn(world);
    const release = holdAnswers(world);
    await chat.say('hours');
    await heard(world, chat, 'hours');
    world.fake.finish(conversation);
    await lookNow(world);
    await untilState(chat, 'completed');
    release();
    await nothingOnItsWay(world);
    expect(await answersOf(chat)).toBe(0);
  });

  it('is answered once, and the next handover goes on, whatever is carried out again', async () => {
    const { chat, conversation } = await talkIn(world);
    world.fake.finish(conversation);
    await chat.say('hours');
    await heard(world, chat, 'hours');
    await lookNow(world);
    await vi.waitFor(async () => expect(await answersOf(chat)).toBe(1), soon);
    await nothingOnItsWay(world);
    const [position] = await world.db.query<{ seq: number }>('select last_seq as seq from session');
    const again = { kind: 'strays', upTo: position?.seq, seqs: [] };
    await repeat(world, again);
    await nothingOnItsWay(world);
    expect(await answersOf(chat)).toBe(1);
    await answered(world, chat);
    await repeat(world, again);
    await nothingOnItsWay(world);
    await lookNow(world);
    expect(await stateOf(world, chat)).toMatchObject({ state: 'active', end_reason: null });
    expect(presentIn(world, chat)).toEqual(['customer', 'agent']);
  });
});

describe('words after the end', () => {
  it('are answered in their order where the first one tells the end', async () => {
    await using world = await startServedWorld();
    world.fake.threading = false;
    const { chat, conversation } = await talkIn(world);
    world.fake.finish(conversation);
    const release = holdAnswers(world);
    await chat.say('hours');
    await heard(world, chat, 'hours');
    await chat.say('hm');
    release();
    await untilState(chat, 'completed');
    await vi.waitFor(async () => expect(await answeredIn(chat)).toHaveLength(2), soon);
    await nothingOnItsWay(world);
    expect(await answeredIn(chat)).toEqual(['hours', 'hm']);
    expect(presentIn(world, chat)).toEqual([]);
  });
});

describe('a word after the end that the contact centre shows late', () => {
  it('is looked for again', async () => {
    await using world = await startServedWorld();
    const { chat, conversation } = await talkIn(world);
    world.fake.finish(conversation);
    world.fake.state.lateViews = 2;
    await chat.say('hours');
    await heard(world, chat, 'hours');
    await lookNow(world);
    await vi.waitFor(async () => expect(await answersOf(chat)).toBe(1), soon);
    await nothingOnItsWay(world);
    expect(presentIn(world, chat)).toEqual([]);
  });
});

describe('a word after the end that nobody can look for', () => {
  it.each([
    {
      why: 'refused',
      lose: async ({ fake }: GatewayWorld) => {
        fake.state.clients.splice(0);
        fake.state.tokens.clear();
      },
    },
    {
      why: 'left for another place',
      lose: ({ db }: GatewayWorld) => db.query('update handover set forsaken = true'),
    },
    {
      why: 'gone',
      lose: ({ db }: GatewayWorld) => db.query(`update handover set provider = 'gone'`),
    },
  ])('goes to the bot: $why', async ({ lose }) => {
    await using world = await startServedWorld();
    const { chat, conversation } = await talkIn(world);
    world.fake.finish(conversation);
    const release = holdAnswers(world);
    await chat.say('hours');
    await heard(world, chat, 'hours');
    await lookNow(world);
    await untilState(chat, 'completed');
    await lose(world);
    release();
    await vi.waitFor(async () => expect(await answersOf(chat)).toBe(1), soon);
    await nothingOnItsWay(world);
    expect(await answersOf(chat)).toBe(1);
  });
});

describe('a word that was told as failed', () => {
  it('is given to the bot once, however often it is looked for', async () => {
    await using world = await startServedWorld();
    const { chat, conversation } = await talkIn(world);
    world.fake.state.failures.push(400);
    await chat.say('hours');
    const failed = `select from activity where key like 'undelivered:%'`;
    await vi.waitFor(async () => expect(await world.db.query(failed)).toHaveLength(1), soon);
    world.fake.finish(conversation);
    await lookNow(world);
    await untilState(chat, 'completed');
    await nothingOnItsWay(world);
    const [word] = await world.db.query<{ seq: number }>(
      `select seq::int as seq from activity where body ->> 'text' = 'hours'`,
    );
    await world.db.query('update handover set forsaken = true');
    for (const _ of [1, 2]) {
      await repeat(world, { kind: 'strays', upTo: word?.seq, seqs: [word?.seq] });
      await nothingOnItsWay(world);
    }
    expect(await answersOf(chat)).toBe(1);
    const asked = await world.db.query(`select from hop where summary = 'demo: message'`);
    // One of them has asked for the agent.
    expect(asked).toHaveLength(2);
  });
});

describe('work that a version does not know', () => {
  it('is a message that is not there, and waits where it is another one', async () => {
    await using world = await startServedWorld();
    const { chat, conversation } = await talkIn(world);
    const release = holdAnswers(world);
    await chat.say('hours');
    await heard(world, chat, 'hours');
    world.fake.finish(conversation);
    await lookNow(world);
    await untilState(chat, 'completed');
    const kinds = `select payload ->> 'kind' as kind, payload ->> 'seq' as seq from lane_work
      where queue = '${gatewayQueues.handover}' order by id desc limit 1`;
    expect(await world.db.query(kinds)).toEqual([{ kind: 'message', seq: '0' }]);
    release();
    await nothingOnItsWay(world);
    await repeat(world, { kind: 'of tomorrow' });
    const tried = `select from lane_work where payload ->> 'kind' = 'of tomorrow' and attempts > 0`;
    await vi.waitFor(async () => expect(await world.db.query(tried)).toHaveLength(1), soon);
  });
});

describe('an agent who writes after the end', () => {
  it('takes the customer over where the contact centre has them both', async () => {
    await using world = await startServedWorld();
    const { chat, conversation } = await talkIn(world);
    world.fake.finish(conversation);
    await lookNow(world);
    await untilState(chat, 'completed');
    reopen(conversation);
    const agent = world.fake.accept(conversation, 'Joan');
    expect(await world.fake.say(conversation, 'one more thing')).toBe(200);
    expect(await stateOf(world, chat)).toMatchObject({ state: 'active', end_reason: null });
    await chat.say('hours');
    await heard(world, chat, 'hours');
    await lookNow(world);
    expect(await stateOf(world, chat)).toMatchObject({ state: 'active' });
    expect(agent.state).toBe('connected');
    world.fake.finish(conversation);
    await lookNow(world);
    await untilState(chat, 'completed');
    await nothingOnItsWay(world);
    expect(await answersOf(chat)).toBe(0);
  });

  it('is only read where the talk is over there', async () => {
    await using world = await startServedWorld();
    const { chat, conversation } = await talkIn(world);
    world.fake.finish(conversation);
    await lookNow(world);
    await untilState(chat, 'completed');
    expect(await world.fake.say(conversation, 'good bye')).toBe(200);
    expect(await chat.texts()).toContain('good bye');
    expect(await stateOf(world, chat)).toMatchObject({ state: 'completed' });
    await chat.say('hours');
    await vi.waitFor(async () => expect(await answersOf(chat)).toBe(1), soon);
  });

  it('does not get back a customer who has ended it', async () => {
    await using world = await startServedWorld();
    const { chat, conversation } = await talkIn(world);
    world.fake.state.failures.push(503);
    await chat.say('well');
    await chat.post({ type: 'event', name: 'handoff.cancel' });
    await vi.waitFor(
      async () => expect(await stateOf(world, chat)).toMatchObject({ end_reason: 'user' }),
      soon,
    );
    expect(await world.fake.say(conversation, 'good bye')).toBe(200);
    expect(await stateOf(world, chat)).toMatchObject({ end_reason: 'user' });
  });
});

describe('an end that is carried out again', () => {
  it.each([true, false])('ends nothing that came after it, threading %s', async (threading) => {
    await using world = await startServedWorld();
    world.fake.threading = threading;
    const disconnectText = 'The customer has left.';
    const endpoint = await world.endpoint({ settings });
    const saved = await world.admin(`/endpoints/${endpoint.id}/handling`, {
      ...{ method: 'PUT', body: { options: { disconnectText } } },
    });
    expect(saved.status).toBe(200);
    const chat = await openChat(endpoint.base);
    await answered(world, chat);
    await chat.say('/end');
    await vi.waitFor(
      async () => expect(await stateOf(world, chat)).toMatchObject({ end_reason: 'user' }),
      soon,
    );
    await nothingOnItsWay(world);
    await answered(world, chat);
    world.fake.state.requests.splice(0);
    await repeat(world, { kind: 'end' });
    await nothingOnItsWay(world);
    await lookNow(world);
    expect(await stateOf(world, chat)).toMatchObject({ state: 'active', end_reason: null });
    expect(presentIn(world, chat)).toEqual(['customer', 'agent']);
    const told = world.fake.state.requests.filter((one) => !one.startsWith('GET'));
    expect(told).toEqual([]);
  });
});
