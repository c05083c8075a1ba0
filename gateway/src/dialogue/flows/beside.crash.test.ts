import { describe, expect, it, vi } from 'vitest';
import { soon } from '../../testing/index.ts';
import { act, ask, botFlow, say, startFlowWorld } from './flows.fixture.ts';
import { queue } from './options.fixture.ts';

const story = botFlow(
  [
    ask('Topic', 'What is it about?', { variable: 'name' }),
    act('People', 'handOverToAgent', { queue: 'Support' }),
    say('Answers', '{{ People.result.agent }} helps you.'),
    act('Rest', 'wait', { duration: 5 }),
    say('Rested', 'All the best.'),
    say('Over', 'Over: {{ People.result.status }}'),
  ],
  {
    edges:
      'Topic.next>People People.active>Answers Answers.next>Rest Rest.next>Rested People.next>Over',
  },
);

describe('a node that dies beside a handover', () => {
  // The first two take the agent's word in: without them the contact centre would deliver it again.
  const deaths = [3, 4, 5, 6, 7].flatMap((at) => [
    { at, when: 'dieAt' as const },
    { at, when: 'dieAfter' as const },
  ]);
  it.each(deaths)(
    '$when its transaction $at: the branch runs once, and the flow goes on after the agent',
    async ({ at, when }) => {
      await using world = await startFlowWorld();
      world.fake.state.queues.push(queue);
      world.addIntegration('Tandem');
      const chat = await world.chat(await world.publish('Beside', story));
      await chat.tell('broken lamp');
      await vi.waitFor(() => expect(world.fake.textsOf(chat.conversationId)).not.toEqual([]), soon);
      await world.settle();
      const conversation = world.fake.conversationOf(chat.conversationId);
      world.fake.accept(conversation, 'Grace');
      const { life } = world.main;
      life[when] = life.transactions + at;
      await world.fake.say(conversation, 'Hi.').catch(() => {});
      await world.settle();
      const said = async () =>
        (
          await world.db.query<{ text: string }>(
            `select body->>'text' as text from activity where direction = 'bot' and type = 'message' order by seq`,
          )
        ).map(({ text }) => text);
      let heir: Awaited<ReturnType<typeof world.node>> | null = null;
      const goOn = async () => {
        await world.clock.advance(20_000);
        if (life.dead) heir ??= await world.node('heir');
        await (heir ?? world.main).gateway.watchRound().catch(() => {});
        await world.settle();
      };
      await vi.waitFor(async () => {
        await goOn();
        expect((await said()).at(-1)).toBe('All the best.');
      }, soon);
      world.fake.finish(conversation);
      await vi.waitFor(async () => {
        await goOn();
        expect(await said()).toEqual([
          ...['What is it about?', 'Grace helps you.', 'All the best.', 'Over: completed'],
        ]);
      }, soon);
    },
    30_000,
  );
});
