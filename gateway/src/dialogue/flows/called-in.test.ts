import { expect, it, vi } from 'vitest';
import { call, eventually, orgA, soon, stateOf } from '../../testing/index.ts';
import { ask, botFlow, say, startFlowWorld } from './flows.fixture.ts';

it('a flow that agents were called away from goes on at the question it had asked', async () => {
  await using world = await startFlowWorld();
  world.addIntegration('Tandem');
  const flow = await world.publish(
    'Asker',
    botFlow([
      ask('Colour', 'Which colour?', { variable: 'name' }),
      say('Said', '{{ name }} it is'),
    ]),
  );
  const chat = await world.chat(flow);
  await world.settle();
  expect((await chat.heard()).at(-1)).toBe('Which colour?');
  const path = `${world.main.origin}/tandem/gateway/conversations/${chat.conversationId}/handovers`;
  const init = { method: 'POST', body: {}, token: `${orgA}|gateway:handover:add` };
  expect((await call(path, init)).status).toBe(201);
  await vi.waitFor(() => expect(world.fake.state.inbound.length).toBeGreaterThan(0), soon);
  await world.settle();
  const conversation = world.fake.conversationOf(chat.conversationId);
  world.fake.accept(conversation, 'Grace');
  await world.fake.say(conversation, 'I am Grace.');
  await chat.tell('green');
  await world.settle();
  expect((await chat.heard()).at(-1)).toBe('I am Grace.');
  world.fake.finish(conversation);
  await eventually(async () => {
    await world.later(31);
    await world.main.gateway.watchRound();
    await world.settle();
    if (!(await stateOf(world, chat))?.end_reason) throw new Error('not ended yet');
  });
  await chat.tell('red');
  // It may wait for earlier words that come back.
  await eventually(async () => {
    await world.later(1);
    await world.settle();
    expect((await chat.heard()).at(-1)).toBe('red it is');
  });
});

it('a word that a flow is about to hear is for the agents who were called meanwhile', async () => {
  await using world = await startFlowWorld();
  world.addIntegration('Tandem');
  const flow = await world.publish(
    'Asker',
    botFlow([
      ask('Colour', 'Which colour?', { variable: 'name' }),
      say('Said', '{{ name }} it is'),
    ]),
  );
  const chat = await world.chat(flow);
  await world.settle();
  const path = `${world.main.origin}/tandem/gateway/conversations/${chat.conversationId}/handovers`;
  const init = { method: 'POST', body: {}, token: `${orgA}|gateway:handover:add` };
  await world.db.transaction(async (tx) => {
    await tx.query('lock table automation_run in access exclusive mode');
    await chat.say('green');
    await eventually(async () => {
      const waiting = await world.db.query(
        `select from pg_locks where not granted and relation = 'automation_run'::regclass`,
      );
      if (waiting.length === 0) throw new Error('the flow is not asked yet');
    });
    expect((await call(path, init)).status).toBe(201);
  });
  await vi.waitFor(() => expect(world.fake.state.inbound.length).toBeGreaterThan(0), soon);
  await world.settle();
  const told = world.fake.textsOf(chat.conversationId).join('\n');
  expect(told.split('green')).toHaveLength(2);
  expect((await chat.heard()).at(-1)).not.toBe('green it is');
});

it('the time for an answer counts anew while agents have the customer', async () => {
  await using world = await startFlowWorld();
  world.addIntegration('Tandem');
  const flow = await world.publish(
    'Asker',
    botFlow(
      [
        ask('Colour', 'Which colour?', { variable: 'name', timeout: 60 }),
        say('Late', 'Are you there?'),
      ],
      { edges: 'Colour.timeout>Late' },
    ),
  );
  const chat = await world.chat(flow);
  await world.settle();
  const path = `${world.main.origin}/tandem/gateway/conversations/${chat.conversationId}/handovers`;
  const init = { method: 'POST', body: {}, token: `${orgA}|gateway:handover:add` };
  expect((await call(path, init)).status).toBe(201);
  await vi.waitFor(() => expect(world.fake.state.inbound.length).toBeGreaterThan(0), soon);
  for (let round = 0; round < 3; round += 1) await world.later(61);
  expect(await chat.heard()).toEqual(['Which colour?']);
  await chat.tell('/end');
  await world.later(61);
  expect((await chat.heard()).at(-1)).toBe('Are you there?');
});
