import type { FlowExecution, FlowExecutionDetail, FlowView, Listing } from '@tandem/contract';
import { flowPermissions } from '@tandem/contract';
import type { FlowDocument } from '@tandem/flows';
import { createTestClock } from '@tandem/kit';
import { describe, expect, it, vi } from 'vitest';
import { type GatewayWorld, openChat, orgA, soon, startGatewayWorld } from '../testing/index.ts';
import { act, flow, pause, set } from './automation.fixture.ts';

const permissions = ['architect:flow:view', 'architect:flow:add', ...flowPermissions].join(',');

const ok = async <T>({ admin }: GatewayWorld, method: string, path: string, body?: object) => {
  const token = `${orgA}|${permissions}`;
  const answer = await admin<T>(`/flows${path}`, { method, token, ...(body ? { body } : {}) });
  if (answer.status >= 300) throw new Error(`${path}: ${JSON.stringify(answer.body)}`);
  return answer.body;
};

const publish = async (world: GatewayWorld, name: string, document: FlowDocument) => {
  const made = await ok<FlowView>(world, 'POST', '', { name, kind: 'automation', document });
  await ok(world, 'POST', `/${made.id}/publish`, {});
  return made.id;
};

const detail = (world: GatewayWorld, { flow: { id }, ...run }: FlowExecution) =>
  ok<FlowExecutionDetail>(world, 'GET', `/${id}/executions/${run.id}`);

const child = (text: string) =>
  flow([pause('Rest'), set('Say', 'said', text)], {
    variables: [{ name: 'said', type: 'String', output: true }],
  });

describe('automation on the flows of the library', () => {
  it('goes on in the version of a subflow in which it waits', async () => {
    const clock = createTestClock();
    await using world = await startGatewayWorld({ clock });
    const { lanes } = world.main.gateway;
    const called = await publish(world, 'Child', child('first'));
    const outputs = { outputs: [{ name: 'said', variable: 'out' }] };
    const parent = await publish(
      world,
      'Parent',
      flow([act('Call', 'subflow', { flow: 'Child', ...outputs })], {
        variables: [{ name: 'out', type: 'String', output: true }],
      }),
    );
    const run = await ok<FlowExecution>(world, 'POST', `/${parent}/executions`, {});
    await lanes.drained();
    expect((await detail(world, run)).execution.status).toBe('waiting');
    const body = { document: child('second'), expectedVersion: 1 };
    await ok(world, 'POST', `/${called}/versions`, body);
    await ok(world, 'POST', `/${called}/publish`, {});
    const later = await ok<FlowExecution>(world, 'POST', `/${parent}/executions`, {});
    await lanes.drained();
    await clock.advance(61_000);
    for (let round = 0; round < 3; round += 1) await lanes.drained();
    const found = await detail(world, run);
    expect(found).toMatchObject({ execution: { status: 'ended' }, outputs: { out: 'first' } });
    expect(found.document).toMatchObject({ kind: 'automation' });
    expect((await detail(world, later)).outputs).toEqual({ out: 'second' });
  });

  it('starts a flow when a chat is handed over', async () => {
    await using world = await startGatewayWorld();
    world.addIntegration('Tandem');
    const { base } = await world.endpoint({});
    const id = await publish(
      world,
      'On handover',
      flow([set('Say', 'state', '{{ event.data.state }}')], {
        variables: [
          { name: 'event', type: 'JSON', input: true },
          { name: 'state', type: 'String', output: true },
        ],
      }),
    );
    const pattern = { state: ['requested', 'failed'] };
    const trigger = { kind: 'event', event: 'handover.changed', pattern, label: 'Latest' };
    await ok(world, 'POST', `/${id}/triggers`, trigger);
    const chat = await openChat(base);
    await chat.say('agent');
    const run = await vi.waitFor(async () => {
      await world.main.gateway.automationRound();
      const list = await ok<Listing<FlowExecution>>(world, 'GET', `/${id}/executions`);
      const [first] = list.entities ?? [];
      if (first?.status !== 'ended') throw new Error('it has not run yet');
      return first;
    }, soon);
    expect((await detail(world, run)).outputs).toEqual({ state: 'requested' });
  });
});
