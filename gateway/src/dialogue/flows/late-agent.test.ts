import { expect, it, vi } from 'vitest';
import { eventually, soon, stateOf } from '../../testing/index.ts';
import { act, ask, botFlow, say, startFlowWorld } from './flows.fixture.ts';

it('an agent who writes before the flow hears that nobody came is the one it has asked for', async () => {
  await using world = await startFlowWorld();
  world.addIntegration('Tandem');
  const flow = await world.publish(
    'Helper',
    botFlow(
      [
        ask('Topic', 'What is it about?', { variable: 'name' }),
        act('People', 'handOverToAgent'),
        say('Over', '{{ People.result.status }} {{ People.result.alreadyInProgress }}'),
        say('Alone', 'Nobody came.'),
      ],
      { edges: 'Topic.next>People People.next>Over People.failure>Alone' },
    ),
  );
  const chat = await world.chat(flow);
  const [endpoint] = await world.db.query<{ id: string }>('select id from endpoint');
  const body = { options: { waitSeconds: 60 } };
  const saved = await world.admin(`/endpoints/${endpoint?.id}/handling`, { method: 'PUT', body });
  expect(saved.status).toBe(200);
  await chat.tell('my lamp');
  await vi.waitFor(() => expect(world.fake.state.inbound.length).toBeGreaterThan(0), soon);
  await world.settle();
  // The dialogue has other things to do when the time is up.
  const other = { kind: 'timer', timer: 'end', run: '', effect: '' };
  await world.db.query(
    `insert into lane_work (org, queue, part, lane, payload, run_at)
     select org, 'gateway.dialogue', part, id, $1, $2 from session`,
    [JSON.stringify(other), new Date(world.clock.now().getTime() + 120_000)],
  );
  await world.clock.advance(61_000);
  await vi.waitFor(async () => {
    await world.clock.advance(250);
    expect(await stateOf(world, chat)).toMatchObject({ end_reason: 'noAgents' });
  }, soon);
  const conversation = world.fake.conversationOf(chat.conversationId);
  await vi.waitFor(async () => {
    await world.clock.advance(250);
    expect(conversation.participants[0]).toMatchObject({ state: 'disconnected' });
  }, soon);
  // The agent has the customer back there.
  conversation.participants.push({ id: 'again', purpose: 'customer', state: 'connected' });
  world.fake.accept(conversation, 'Grace');
  await world.fake.say(conversation, 'Here I am.');
  expect(await stateOf(world, chat)).toMatchObject({ state: 'active' });
  await world.later(60);
  world.fake.finish(conversation);
  await eventually(async () => {
    await world.later(31);
    await world.main.gateway.watchRound();
    await world.settle();
    if (!(await stateOf(world, chat))?.end_reason) throw new Error('not ended yet');
  });
  await world.settle();
  expect((await chat.heard()).slice(-2)).toEqual(['Here I am.', 'completed false']);
});
