import { describe, expect, it, vi } from 'vitest';
import { soon, startTarget } from '../../testing/index.ts';
import { act, ask, botFlow, type FlowWorld, say, startFlowWorld } from './flows.fixture.ts';
import { queue } from './options.fixture.ts';

const topic = ask('Topic', 'What is it about?', { variable: 'name' });
const people = (id: string, settings = {}) =>
  act(id, 'handOverToAgent', { queue: 'Support', ...settings });

const begin = async (world: FlowWorld, document: Parameters<FlowWorld['publish']>[1]) => {
  world.fake.state.queues.push(queue);
  world.addIntegration('Tandem');
  const chat = await world.chat(await world.publish('Beside', document));
  await chat.tell('broken lamp');
  await vi.waitFor(() => expect(world.fake.textsOf(chat.conversationId)).not.toEqual([]), soon);
  await world.settle();
  const conversation = world.fake.conversationOf(chat.conversationId);
  const answer = async (agent: string) => {
    const accepted = world.fake.accept(conversation, agent);
    await world.fake.say(conversation, `I am ${agent}.`);
    await world.settle();
    return accepted;
  };
  const finish = async (last: string) => {
    world.fake.finish(conversation);
    await vi.waitFor(async () => {
      await world.later(31);
      await world.main.gateway.watchRound();
      await world.settle();
      expect((await chat.heard()).at(-1)).toBe(last);
    }, soon);
  };
  /** The customer comes to that place in the queue: what is said and done then is not yet. */
  const place = async (position: number | null, estimatedWaitSeconds: number | null = null) => {
    const info = { position, estimatedWaitSeconds };
    await world.db.query('update handover set version = version + 1, queue_info = $1', [info]);
    await world.db.query(
      `insert into lane_work (org, queue, part, lane, payload)
       select s.org, 'gateway.dialogue', s.part, s.id, json_build_object('kind', 'handover', 'handover', h.id,
         'version', h.version, 'status', 'queue', 'reason', null, 'queue', h.queue_info)
       from handover h join session s on s.id = h.session`,
    );
  };
  return { chat, conversation, answer, finish, place };
};

describe('branches beside a handover that meet something else', () => {
  it('both hear of the end, where a handover inside of a branch has branches too', async () => {
    await using world = await startFlowWorld();
    const { chat, answer } = await begin(
      world,
      botFlow(
        [
          topic,
          people('People'),
          people('Inner'),
          say('InnerQueued', 'Inner waits.'),
          say('InnerAnswers', 'Inner: {{ Inner.result.agent }}'),
          say('InnerOver', 'Inner: {{ Inner.result.status }}'),
          say('Over', 'Over: {{ People.result.status }}'),
        ],
        {
          edges:
            'Topic.next>People People.queued>Inner Inner.active>InnerAnswers Inner.cancelled>InnerOver People.cancelled>Over',
        },
      ),
    );
    await answer('Grace');
    expect((await chat.heard()).at(-1)).toBe('Inner: Grace');
    expect(await chat.tell('/end')).toEqual(['Inner: cancelled', 'Over: cancelled']);
  });

  it('an agent who answers while a branch rests is told of when it is over', async () => {
    await using world = await startFlowWorld();
    const { chat, answer } = await begin(
      world,
      botFlow(
        [
          topic,
          people('People'),
          act('Rest', 'wait', { duration: 60 }),
          say('Rested', 'Rested.'),
          say('Answers', '{{ People.result.agent }} helps you.'),
        ],
        {
          edges: 'Topic.next>People People.queued>Rest Rest.next>Rested People.active>Answers',
        },
      ),
    );
    await answer('Grace');
    expect((await chat.heard()).at(-1)).toBe('I am Grace.');
    await world.later(61);
    expect((await chat.heard()).slice(-2)).toEqual(['Rested.', 'Grace helps you.']);
  });

  it('news that came while a branch rested is told once', async () => {
    await using world = await startFlowWorld();
    const { chat, conversation, answer, place } = await begin(
      world,
      botFlow(
        [
          topic,
          people('People'),
          act('Rest', 'wait', { duration: 60 }),
          say('Rested', 'Place {{ People.result.position }}.'),
          say('Answers', '{{ People.result.agent }} helps you.'),
        ],
        { edges: 'Topic.next>People People.queued>Rest Rest.next>Rested People.active>Answers' },
      ),
    );
    const grace = await answer('Grace');
    await world.later(61);
    world.fake.transfer(conversation, grace);
    for (let round = 0; round < 3; round += 1) {
      await world.later(61);
      await world.main.gateway.watchRound();
      await world.settle();
    }
    await place(2);
    for (let round = 0; round < 4; round += 1) await world.later(61);
    expect((await chat.heard()).slice(2)).toEqual([
      ...['Place .', 'Grace helps you.', 'Place .', 'Place 2.'],
    ]);
  });

  it('where the flow begins anew after the agent, it does so though a branch rests', async () => {
    await using world = await startFlowWorld();
    const { chat, answer, finish } = await begin(
      world,
      botFlow(
        [
          topic,
          people('People', { afterwards: 'restart' }),
          act('Rest', 'wait', { duration: 86_400 }),
          say('Rested', 'Rested.'),
        ],
        { edges: 'Topic.next>People People.active>Rest Rest.next>Rested' },
      ),
    );
    await answer('Grace');
    await finish('What is it about?');
    expect(await chat.heard()).not.toContain('Rested.');
  });

  it('run for a handover that is waited for again', async () => {
    await using world = await startFlowWorld();
    const { chat, answer } = await begin(
      world,
      botFlow(
        [
          topic,
          people('People', { timeout: 60 }),
          say('Late', 'Still looking.'),
          people('Again'),
          say('Answers', '{{ Again.result.agent }} helps you.'),
        ],
        {
          edges: 'Topic.next>People People.timeout>Late Late.next>Again Again.active>Answers',
        },
      ),
    );
    await world.later(61);
    expect((await chat.heard()).at(-1)).toBe('Still looking.');
    await answer('Grace');
    expect((await chat.heard()).slice(-2)).toEqual(['I am Grace.', 'Grace helps you.']);
  });

  it('a handover that is waited for again is waited for as long again', async () => {
    await using world = await startFlowWorld();
    const { chat, place } = await begin(
      world,
      botFlow(
        [
          topic,
          people('People', { timeout: 60 }),
          say('Place', 'Place {{ People.result.position }}.'),
          say('Late', 'Still looking.'),
        ],
        {
          edges: 'Topic.next>People People.queued>Place People.timeout>Late Late.next>People',
        },
      ),
    );
    await world.later(61);
    await place(2);
    await world.later(20);
    expect((await chat.heard()).slice(-2)).toEqual(['Still looking.', 'Place 2.']);
    await world.later(30);
    expect((await chat.heard()).at(-1)).toBe('Place 2.');
    await world.later(11);
    expect((await chat.heard()).at(-1)).toBe('Still looking.');
  });

  it('goes on with a call of the branch, though its news is old after a crash', async () => {
    await using world = await startFlowWorld();
    const { life } = world.main;
    await using target = await startTarget(() => {
      if (target.seen.length === 2) life.dieAt = life.transactions + 1;
      return {};
    });
    const { place } = await begin(
      world,
      botFlow(
        [
          topic,
          people('People'),
          act('Tell', 'httpRequest', {
            ...{ requestUrl: `${target.origin}/place`, method: 'POST' },
            ...{ useAuthenticatedEndpoint: false, idempotencyKey: true },
          }),
          say('Told', 'Told {{ Tell.httpStatusCode }}.'),
        ],
        { edges: 'Topic.next>People People.queued>Tell Tell.next>Told' },
      ),
    );
    const told = async () =>
      (await world.db.query(`select from activity where body->>'text' = 'Told 200.'`)).length;
    expect(await told()).toBe(1);
    await place(2);
    await world.later(2);
    expect([life.dead, target.seen.length]).toEqual([true, 2]);
    // An agent accepts meanwhile: nobody is told of the place any more.
    await world.db.query(`update handover set agent = '{"id":"a","name":"Grace"}'`);
    await world.node();
    for (let round = 0; round < 3; round += 1) await world.later(20);
    expect(await told()).toBe(2);
    expect(new Set(target.seen.map(({ key }) => key)).size).toBe(2);
  });

  it('what a branch asks disturbs nobody while agents have the customer', async () => {
    await using world = await startFlowWorld();
    const { chat, answer } = await begin(
      world,
      botFlow(
        [
          act('Watch', 'setInactivity', { after: 30, text: 'Still there?', endAfter: 90 }),
          topic,
          people('People'),
          ask('Rate', 'How is it?', { variable: 'name' }),
          say('Rated', 'Thanks for {{ name }}.'),
          say('Over', 'Over: {{ People.result.status }}'),
        ],
        {
          edges:
            'Watch.next>Topic Topic.next>People People.active>Rate Rate.next>Rated People.cancelled>Over',
        },
      ),
    );
    await answer('Grace');
    await world.later(31);
    await world.later(61);
    expect((await chat.heard()).at(-1)).toBe('How is it?');
    expect(await chat.events('tandem.ended')).toEqual([]);
    expect(await chat.tell('/end')).toEqual([]);
    expect(await chat.tell('ten')).toEqual(['Thanks for ten.', 'Over: cancelled']);
  });

  it('the queue is told of when the place in it changes, and not for the time to wait alone', async () => {
    await using world = await startFlowWorld();
    const { chat, place } = await begin(
      world,
      botFlow([topic, people('People'), say('Place', 'Place {{ People.result.position }}')], {
        edges: 'Topic.next>People People.queued>Place',
      }),
    );
    const at = async (position: number | null, seconds: number) => {
      await place(position, seconds);
      await world.later(1);
    };
    await at(null, 90);
    await at(3, 90);
    await at(3, 80);
    await at(2, 80);
    await at(2, 70);
    expect((await chat.heard()).filter((text) => text?.startsWith('Place'))).toEqual([
      ...['Place ', 'Place 3', 'Place 2'],
    ]);
  });
});
