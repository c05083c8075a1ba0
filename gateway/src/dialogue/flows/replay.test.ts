import { describe, expect, it, vi } from 'vitest';
import { soon } from '../../testing/index.ts';
import {
  act,
  ask,
  botFlow,
  type FlowChat,
  type FlowWorld,
  say,
  startFlowWorld,
} from './flows.fixture.ts';

type Payload = Record<string, unknown>;

/** Hands the dialogue work of the conversation that was done before, once more. */
const repeat = async (world: FlowWorld, { conversationId }: FlowChat, payload: Payload) => {
  await world.db.query(
    `insert into lane_work (part, org, queue, lane, payload)
     select part, org, 'gateway.dialogue', id, $2 from session where conversation_id = $1`,
    [conversationId, payload],
  );
  await world.later(2);
};

const endpointOf = async ({ db }: FlowWorld) =>
  (await db.query<{ id: string }>('select id from endpoint'))[0]?.id;

describe('work that comes twice', () => {
  it('is done once: the greeting, a message, a time that is up', async () => {
    await using world = await startFlowWorld();
    const flow = await world.publish(
      'Twice',
      botFlow(
        [
          say('Hello', 'Hello'),
          ask('A', 'First?', { variable: 'name' }),
          ask('B', 'Second?', { variable: 'name', timeout: 30 }),
          ask('C', 'Late?', { variable: 'name', timeout: 900 }),
          say('End', 'The end'),
        ],
        { edges: 'Hello.next>A A.next>B B.timeout>C C.next>End C.timeout>End' },
      ),
    );
    const chat = await world.chat(flow, { handover: false });
    const endpoint = await endpointOf(world);
    await repeat(world, chat, { endpoint, kind: 'start' });
    await chat.tell('one');
    const { seq } = (
      await world.db.query<{ seq: number }>(`select seq from activity where direction = 'user'`)
    )[0] as { seq: number };
    await repeat(world, chat, { endpoint, kind: 'activity', seq });
    expect(await chat.heard()).toEqual(['Hello', 'First?', 'Second?']);
    const [run] = await world.executions(flow);
    const [timer] = await world.db.query<{ data: Payload }>('select data from lane_timer');
    await world.later(31);
    await repeat(world, chat, timer?.data ?? {});
    expect(timer?.data).toMatchObject({ kind: 'timer', timer: 'time', run: run?.id });
    expect(await chat.heard()).toEqual(['Hello', 'First?', 'Second?', 'Late?']);
    await chat.tell('done');
    for (const payload of [{ kind: 'start' }, { kind: 'activity', seq }])
      await repeat(world, chat, { endpoint, ...payload });
    expect((await chat.heard()).at(-1)).toBe('The end');
    expect(await world.executions(flow)).toHaveLength(1);
  });

  it.each([1, 2, 3, 4, 5])(
    'opens one handover, when a node dies at its transaction %i',
    async (at) => {
      await using world = await startFlowWorld();
      const { fake } = world;
      world.addIntegration('Tandem');
      fake.state.queues.push({ id: '11111111-1111-4111-8111-111111111111', name: 'Support' });
      const flow = await world.publish(
        'Agents',
        botFlow([
          ask('A', 'What?', { variable: 'name' }),
          say('Wait', 'One moment.'),
          act('People', 'handOverToAgent', {}),
          ask('B', 'And?', { variable: 'name' }),
        ]),
      );
      const chat = await world.chat(flow);
      const { life } = world.main;
      await chat.say('a lamp');
      life.dieAfter = life.transactions + at;
      await world.settle();
      if (life.dead) await world.node();
      for (let round = 0; round < 4; round += 1) await world.later(20);
      await vi.waitFor(() => expect(fake.state.inbound.length).toBeGreaterThan(0), soon);
      expect(life.dead).toBe(true);
      const told = fake.textsOf(chat.conversationId).join(' ');
      expect(told.split('a lamp')).toHaveLength(2);
      const handovers = await world.db.query('select id from handover');
      expect(handovers).toHaveLength(1);
      const said = await world.db.query<{ text: string }>(
        `select body->>'text' as text from activity where direction = 'bot' order by seq`,
      );
      expect(said.map(({ text }) => text)).toEqual(['What?', 'One moment.']);
    },
  );
});
