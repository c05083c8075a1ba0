import { describe, expect, it, vi } from 'vitest';
import { act, ask, botFlow, say, startFlowWorld } from './flows.fixture.ts';

/** A flow world in which nobody is there. */
const emptyDesk = async () => {
  const world = await startFlowWorld();
  world.fake.state.queues.push({ id: '11111111-1111-4111-8111-111111111111', name: 'Support' });
  world.addIntegration('Tandem');
  world.fake.state.onQueue['NOT_RESPONDING'] = 1;
  const handovers = async () => {
    const [row] = await world.db.query<{ count: number }>(
      'select count(*)::int as count from handover',
    );
    return row?.count;
  };
  return { world, handovers };
};

const checked = { settings: { checkAvailability: true } };

describe('a flow that hands over in answer to how a handover has ended', () => {
  it('ends when it goes in circles, and the customer reads why nobody answers', async () => {
    const { world: made, handovers } = await emptyDesk();
    await using world = made;
    const flow = await world.publish(
      'Circles',
      botFlow(
        [ask('Topic', 'What is it about?', { variable: 'name' }), act('People', 'handOverToAgent')],
        { edges: 'Topic.next>People People.failure>People' },
      ),
    );
    const chat = await world.chat(flow, checked);
    expect(await chat.tell('my lamp')).toEqual([expect.stringContaining('sorry')]);
    expect(await handovers()).toBe(11);
    expect(await world.executions(flow)).toMatchObject([
      { status: 'failed', error: { code: 'handover.circles', action: 'People' } },
    ]);
    // The customer's next word begins anew.
    expect(await chat.tell('hello?')).toEqual(['What is it about?']);
  });

  it('ends as well when the circle goes through branches beside a handover', async () => {
    const { world: made, handovers } = await emptyDesk();
    await using world = made;
    const flow = await world.publish(
      'Beside',
      botFlow(
        [
          ask('Topic', 'What is it about?', { variable: 'name' }),
          act('People', 'handOverToAgent'),
          act('Close', 'closeHandover'),
          act('Inner', 'handOverToAgent'),
          act('CloseInner', 'closeHandover'),
        ],
        {
          edges:
            'Topic.next>People People.queued>Close Close.next>Inner Inner.queued>CloseInner People.failure>People',
        },
      ),
    );
    const chat = await world.chat(flow);
    await chat.say('my lamp');
    await vi.waitFor(
      async () =>
        expect(await world.executions(flow)).toMatchObject([
          { status: 'failed', error: { code: 'handover.circles' } },
        ]),
      { timeout: 8_000 },
    );
    expect(await handovers()).toBeLessThan(13);
  });

  it('tries as many queues as its author has drawn, and asks the customer then', async () => {
    const { world: made, handovers } = await emptyDesk();
    await using world = made;
    const queues = ['A', 'B', 'C', 'D', 'E'];
    const flow = await world.publish(
      'Queues',
      botFlow(
        [
          ...queues.map((id) => act(id, 'handOverToAgent', {})),
          ask('Rest', 'Nobody is there. Again?', { variable: 'name' }),
          say('Bye', 'Bye {{ name }}'),
        ],
        {
          edges:
            'A.failure>B B.failure>C C.failure>D D.failure>E E.failure>Rest Rest.next>A A.next>Bye',
        },
      ),
    );
    const chat = await world.chat(flow, checked);
    expect(await chat.heard()).toEqual(['Nobody is there. Again?']);
    for (const round of [2, 3, 4]) {
      expect(await chat.tell('yes')).toEqual(['Nobody is there. Again?']);
      expect(await handovers()).toBe(5 * round);
    }
  });

  it('waits in between as long as its author wants, and may try again then', async () => {
    const { world: made, handovers } = await emptyDesk();
    await using world = made;
    const flow = await world.publish(
      'Patient',
      botFlow([act('People', 'handOverToAgent', {}), act('Rest', 'wait', { duration: 300 })], {
        edges: 'People.failure>Rest Rest.next>People',
      }),
    );
    await world.chat(flow, checked);
    for (let round = 1; round <= 12; round += 1) {
      expect(await handovers()).toBe(round);
      await world.later(301);
    }
  });
});
