import { eventually, stateOf } from '../../testing/index.ts';
import { act, ask, botFlow, say, startFlowWorld } from './flows.fixture.ts';

export const queue = { id: '11111111-1111-4111-8111-111111111111', name: 'Support' };
export const other = { id: '22222222-2222-4222-8222-222222222222', name: 'Night' };

/** A flow that asks, hands over with these settings, and says how it went. */
export const startOptions = async (settings: Parameters<typeof act>[2] = {}) => {
  const world = await startFlowWorld();
  world.fake.state.queues.push(queue, other);
  world.addIntegration('Tandem');
  const flow = await world.publish(
    'Options',
    botFlow(
      [
        ask('Topic', 'What is it about?', { variable: 'name' }),
        act('People', 'handOverToAgent', { queue: 'Support', ...settings }),
        say(
          'Over',
          '{{ People.result.status }} by {{ People.result.reason }}, {{ People.result.agent }}',
        ),
        ask('Rest', 'Anything else?', { variable: 'rest' }),
        say(
          'Late',
          'Score {{ conversation.handover.survey.score }}: {{ conversation.handover.survey.comment }}',
        ),
        say('Alone', 'Alone: {{ People.result.status }} {{ People.result.reason }}'),
        say('Changed', 'Changed: {{ People.result.reason }}'),
      ],
      {
        variables: ['name', 'rest'],
        edges:
          'Topic.next>People People.next>Over Over.next>Rest Rest.next>Late People.failure>Alone People.cancelled>Changed Changed.next>Rest',
      },
    ),
  );
  const chat = await world.chat(flow);
  const begin = async (text = 'broken lamp') => {
    await chat.tell(text);
    await eventually(async () => {
      if (world.fake.textsOf(chat.conversationId).length === 0) throw new Error('not handed over');
    });
    await world.settle();
    return world.fake.conversationOf(chat.conversationId);
  };
  const round = async () => {
    await world.main.gateway.watchRound();
    await world.settle();
  };
  return { world, chat, begin, round };
};

/** Waits until the last handover has ended. */
export const untilEnded = async ({
  world,
  chat,
  round,
}: Awaited<ReturnType<typeof startOptions>>) =>
  eventually(async () => {
    // A word that was lost is made good by a look when it is due.
    await world.later(31);
    await round();
    if (!(await stateOf(world, chat))?.end_reason) throw new Error('not ended yet');
  });
