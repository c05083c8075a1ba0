import { describe, expect, it, vi } from 'vitest';
import { soon } from '../../testing/index.ts';
import { act, ask, botFlow, type FlowWorld, say, startFlowWorld } from './flows.fixture.ts';
import { queue } from './options.fixture.ts';

const people = (settings = {}) =>
  act('People', 'handOverToAgent', { queue: 'Support', ...settings });
const over = say('Over', 'Over: {{ People.result.status }} {{ People.result.agent }}');
const ways = 'Topic.next>People People.next>Over People.cancelled>Over';

const begin = async (world: FlowWorld, document: Parameters<FlowWorld['publish']>[1]) => {
  world.fake.state.queues.push(queue);
  world.addIntegration('Tandem');
  const flow = await world.publish('Beside', document);
  const chat = await world.chat(flow);
  await chat.tell('broken lamp');
  await vi.waitFor(() => expect(world.fake.textsOf(chat.conversationId)).not.toEqual([]), soon);
  await world.settle();
  const conversation = world.fake.conversationOf(chat.conversationId);
  const round = async () => {
    await world.main.gateway.watchRound();
    await world.settle();
  };
  const finish = async () => {
    world.fake.finish(conversation);
    await vi.waitFor(async () => {
      await world.later(31);
      await round();
      expect((await chat.heard()).at(-1)).toMatch(/^Over/);
    }, soon);
  };
  const answer = async (agent: string) => {
    world.fake.accept(conversation, agent);
    await world.fake.say(conversation, `I am ${agent}.`);
    await world.settle();
  };
  return { flow, chat, conversation, round, finish, answer };
};

describe('branches of a flow beside a handover', () => {
  it('run when the customer waits and when an agent answers, and the flow waits on', async () => {
    await using world = await startFlowWorld();
    const { chat, finish, answer } = await begin(
      world,
      botFlow(
        [
          ask('Topic', 'What is it about?', { variable: 'name' }),
          people(),
          say('Waits', 'Now {{ People.result.status }}.'),
          say('Answers', '{{ People.result.agent }} helps with your {{ name }}.'),
          over,
        ],
        { edges: `${ways} People.queued>Waits People.active>Answers` },
      ),
    );
    expect((await chat.heard()).filter((text) => text === 'Now queue.')).toHaveLength(1);
    await answer('Grace');
    expect((await chat.heard()).slice(-2)).toEqual([
      'I am Grace.',
      'Grace helps with your broken lamp.',
    ]);
    expect(await chat.tell('thanks')).toEqual([]);
    await vi.waitFor(
      () => expect(world.fake.textsOf(chat.conversationId).at(-1)).toBe('thanks'),
      soon,
    );
    await finish();
    expect((await chat.heard()).at(-1)).toBe('Over: completed Grace');
  });

  it('hears nothing of news whose exits lead nowhere', async () => {
    await using world = await startFlowWorld();
    const { flow, answer, finish } = await begin(
      world,
      botFlow([ask('Topic', 'What is it about?', { variable: 'name' }), people(), over], {
        edges: ways,
      }),
    );
    const steps = async () => (await world.executions(flow))[0]?.steps;
    const before = await steps();
    await answer('Grace');
    expect(await steps()).toBe(before);
    await finish();
  });

  it('an end that comes while a branch rests is heard at the end of the branch', async () => {
    await using world = await startFlowWorld();
    const { chat, answer } = await begin(
      world,
      botFlow(
        [
          ask('Topic', 'What is it about?', { variable: 'name' }),
          people(),
          act('Rest', 'wait', { duration: 600 }),
          say('Rested', 'Rested.'),
          over,
        ],
        { edges: `${ways} People.active>Rest Rest.next>Rested` },
      ),
    );
    await answer('Grace');
    expect(await chat.tell('/end')).toEqual([]);
    await world.later(601);
    expect((await chat.heard()).slice(-2)).toEqual(['Rested.', 'Over: cancelled Grace']);
  });

  it('a branch that fails leaves the handover alone', async () => {
    await using world = await startFlowWorld();
    const { chat, answer, finish } = await begin(
      world,
      botFlow(
        [
          ask('Topic', 'What is it about?', { variable: 'name' }),
          people(),
          act('Odd', 'forEach', { list: '{{ name }}', item: 'name' }),
          over,
        ],
        { edges: `${ways} People.active>Odd` },
      ),
    );
    await answer('Grace');
    expect((await chat.heard()).at(-1)).toBe('I am Grace.');
    await finish();
    expect((await chat.heard()).at(-1)).toBe('Over: completed Grace');
  });

  it('the time to wait for an agent goes on through a branch', async () => {
    await using world = await startFlowWorld();
    const { chat } = await begin(
      world,
      botFlow(
        [
          ask('Topic', 'What is it about?', { variable: 'name' }),
          people({ timeout: 60 }),
          act('Rest', 'wait', { duration: 40 }),
          say('Rested', 'Rested.'),
          say('Late', 'Nobody.'),
          over,
        ],
        {
          edges: `${ways} People.queued>Rest Rest.next>Rested People.timeout>Late`,
        },
      ),
    );
    await world.later(41);
    expect((await chat.heard()).at(-1)).toBe('Rested.');
    await world.later(15);
    expect((await chat.heard()).at(-1)).toBe('Rested.');
    await world.later(5);
    expect((await chat.heard()).at(-1)).toBe('Nobody.');
  });

  it('a handover inside of a branch waits for the same one, and both hear of its end', async () => {
    await using world = await startFlowWorld();
    const { chat, answer } = await begin(
      world,
      botFlow(
        [
          ask('Topic', 'What is it about?', { variable: 'name' }),
          people(),
          act('Inner', 'handOverToAgent', { queue: 'Support' }),
          say('InnerOver', 'Inner: {{ Inner.result.status }}'),
          over,
        ],
        { edges: `${ways} People.active>Inner Inner.cancelled>InnerOver` },
      ),
    );
    await answer('Grace');
    expect(await chat.tell('/end')).toEqual(['Inner: cancelled', 'Over: cancelled Grace']);
  });
});
