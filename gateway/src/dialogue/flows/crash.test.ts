import { describe, expect, it } from 'vitest';
import { type Chat, orgB, startTarget } from '../../testing/index.ts';
import { act, ask, botFlow, type FlowWorld, say, startFlowWorld } from './flows.fixture.ts';

const get = (id: string, url: string) =>
  act(id, 'httpRequest', {
    ...{ requestUrl: url, method: 'POST', useAuthenticatedEndpoint: false, idempotencyKey: true },
  });

const story = (origin: string) =>
  botFlow(
    [
      say('Hello', 'Hello'),
      ask('First', 'First?', { variable: 'a' }),
      get('Look', `${origin}/look`),
      say('Found', 'Found {{ Look.httpStatusCode }}'),
      act('Rest', 'wait', { duration: 60 }),
      ask('Second', 'Second?', { variable: 'b' }),
      say('All', '{{ a }} {{ b }}'),
    ],
    { variables: ['a', 'b'] },
  );

const everything = ['Hello', 'First?', 'Found 200', 'Second?', 'one two'];

/** What bot and system have said, as it is stored. */
const storedTexts = async ({ db }: FlowWorld, chat: Chat) =>
  (
    await db.query<{ text: string }>(
      `select a.body->>'text' as text from activity a join session s on s.id = a.session
       where s.conversation_id = $1 and a.direction = 'bot' order by a.seq`,
      [chat.conversationId],
    )
  ).map(({ text }) => text);

/** Another node takes over once the leases of the dead one are over. */
const takeOver = async (world: FlowWorld) => {
  if (!world.main.life.dead) return;
  await world.node();
  for (let round = 0; round < 3; round += 1) await world.later(20);
};

describe('a node that dies in the middle of a bot flow', () => {
  const deaths = Array.from({ length: 8 }, (_, at) => at + 1).flatMap((at) => [
    { at, when: 'dieAt' as const },
    { at, when: 'dieAfter' as const },
  ]);
  it.each(deaths)('$when its transaction $at: another goes on in place', async ({ at, when }) => {
    await using world = await startFlowWorld();
    await using target = await startTarget();
    const flow = await world.publish('Story', story(target.origin));
    const chat = await world.chat(flow, { handover: false });
    // Both words are accepted before the node that deals with them dies.
    const { life } = world.main;
    await chat.say('one');
    await world.settle();
    life[when] = life.transactions + at;
    await world.later(30);
    await chat.say('two').catch(() => {});
    await world.later(40);
    // Work that waits is done together: with fewer transactions the node dies in the next run of the flow.
    for (let more = 0; more < 8 && !life.dead; more += 1) {
      await chat.say('more').catch(() => {});
      await world.later(20);
    }
    await takeOver(world);
    const said = await world.db.query<{ n: number }>(
      `select count(*) as n from activity where body->>'text' = 'two'`,
    );
    const heard = await storedTexts(world, chat);
    expect(life.dead).toBe(true);
    const expected = said[0]?.n === 1 ? everything : everything.slice(0, 4);
    expect(heard.slice(0, everything.length)).toEqual(expected);
    expect(new Set(target.seen.map(({ key }) => key)).size).toBe(1);
  });

  it.each([1, 2, 3, 4, 5, 6])('with calls, at %i: nothing is said twice', async (at) => {
    await using world = await startFlowWorld();
    await using target = await startTarget();
    const flow = await world.publish('Story', story(target.origin));
    const chat = await world.chat(flow, { handover: false });
    const { life } = world.main;
    await chat.say('one');
    life.dieAt = life.transactions + at;
    await world.settle().catch(() => {});
    await takeOver(world);
    await world.later(70);
    await takeOver(world);
    await world.later(70);
    expect(life.dead).toBe(true);
    expect(await storedTexts(world, chat)).toEqual(everything.slice(0, 4));
    expect(new Set(target.seen.map(({ key }) => key)).size).toBe(1);
    expect(await world.executions(flow)).toHaveLength(1);
  });
});

describe('versions and organisations', () => {
  it('a conversation stays in the version it began, the next begins in the new one', async () => {
    await using world = await startFlowWorld();
    const version = (text: string) =>
      botFlow([ask('A', `${text}?`, { variable: 'name' }), say('B', `${text} {{ name }}`)]);
    const flow = await world.publish('Versions', version('old'));
    const chat = await world.chat(flow, { handover: false });
    await world.publishAgain(flow, version('new'));
    expect(await chat.tell('Ada')).toEqual(['old Ada']);
    expect(await chat.tell('again')).toEqual(['new?']);
    expect(await world.executions(flow)).toMatchObject([{ version: 2 }, { version: 1 }]);
  });

  it('goes on in the subflow it waits in, with what it learns there', async () => {
    await using world = await startFlowWorld();
    const child = (text: string) =>
      botFlow([ask('Ask', `${text}?`, { variable: 'said' })], {
        variables: [{ name: 'said', type: 'String', output: true }],
      });
    const called = await world.publish('Child', child('old'));
    const outputs = [{ name: 'said', variable: 'name' }];
    const flow = await world.publish(
      'Parent',
      botFlow([act('Call', 'subflow', { flow: 'Child', outputs }), say('End', 'Hi {{ name }}')]),
    );
    const chat = await world.chat(flow, { handover: false });
    await world.publishAgain(called, child('new'));
    expect(await chat.tell('Ada')).toEqual(['Hi Ada']);
    expect(await chat.tell('again')).toEqual(['new?']);
  });

  it('an endpoint takes only bot flows of its own organisation', async () => {
    await using world = await startFlowWorld();
    const theirs = await world.publish('Theirs', botFlow([say('A', 'Hi')]), orgB);
    for (const flow of [theirs, 'no id', '11111111-1111-4111-8111-111111111111']) {
      const bot = { kind: 'flow', settings: { flow } };
      await expect(world.endpoint({ bot, handover: false })).rejects.toThrow('no such bot flow');
    }
    const bot = { kind: 'flow', settings: { flow: theirs, label: 'Newest' } };
    await expect(world.endpoint({ org: orgB, bot })).rejects.toThrow('one of');
    const chat = await world.chat(theirs, { org: orgB, handover: false });
    expect(await chat.heard()).toEqual(['Hi']);
    await expect(world.executions(theirs)).rejects.toThrow('not.found');
  });

  it('secrets of a conversation stand in no table', async () => {
    await using world = await startFlowWorld();
    const flow = await world.publish(
      'Secret',
      botFlow([ask('A', 'PIN?', { variable: 'pin' }), act('B', 'wait', { duration: 60 })], {
        variables: [{ name: 'pin', type: 'String', secure: true }],
      }),
    );
    const chat = await world.chat(flow, { handover: false });
    await chat.tell('secret-4711');
    const rows = await world.db.query<{ text: string }>(
      `select r::text as text from automation_run r union all select t::text from automation_trace t`,
    );
    expect(rows.length).toBeGreaterThan(2);
    expect(rows.filter(({ text }) => text.includes('secret-4711'))).toEqual([]);
  });
});
