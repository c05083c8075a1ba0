import { beforeEach, describe, expect, it, vi } from 'vitest';
import { gatewayQueues } from '../conversations/index.ts';
import {
  type GatewayWorld,
  openChat,
  soon,
  startServedWorld,
  stateOf,
  untilState,
} from '../testing/index.ts';
import {
  answered,
  answeredIn,
  answersOf,
  heard,
  holdAnswers,
  lookNow,
  nothingOnItsWay,
  presentIn,
  reopen,
  repeat,
  settings,
  talkIn,
} from './words-after-end.fixture.ts';

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

describe('a customer whom a word after the end has brought back', () => {
  it.each([
    { threading: true, analyticsOnly: false, before: [] },
    { threading: true, analyticsOnly: false, before: ['hm'] },
    { threading: false, analyticsOnly: false, before: ['hm'] },
    { threading: true, analyticsOnly: true, before: ['hm'] },
  ])('is gone at last where that fails at first: %j', async (of) => {
    const { threading, analyticsOnly, before } = of;
    await using world = await startServedWorld();
    world.fake.threading = threading;
    const { chat, conversation } = await talkIn(world);
    for (const word of before) {
      await chat.say(word);
      await heard(world, chat, word);
    }
    await nothingOnItsWay(world);
    world.fake.state.analyticsOnly = analyticsOnly;
    // The end may be noticed before anybody looks.
    world.fake.state.failedEnds = 1;
    world.fake.finish(conversation);
    await chat.say('hours');
    await heard(world, chat, 'hours');
    await lookNow(world);
    await untilState(chat, 'completed');
    await vi.waitFor(async () => expect(await answersOf(chat)).toBe(1), soon);
    await nothingOnItsWay(world);
    expect(world.fake.state.failedEnds).toBe(0);
    expect(presentIn(world, chat)).toEqual([]);
    // What was said before the end stays with the agent.
    expect(await answeredIn(chat)).toEqual(['hours']);
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
