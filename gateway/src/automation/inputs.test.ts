import type { FlowExecutionDetail } from '@tandem/contract';
import { expect, it } from 'vitest';
import { flow, orgA, set, startAutomation } from './automation.fixture.ts';

it('a start may bring more than the flow knows, when it says so', async () => {
  await using world = await startAutomation();
  const variables = [
    { name: 'known', type: 'String', input: true, output: true },
    { name: 'inner', type: 'String' },
  ] as const;
  const id = world.flows.publish('Inputs', flow([set('S', 'inner', 'x')], { variables }));
  const inputs = { known: 'yes', inner: 'no', unknown: 1 };
  const start = (body: object) =>
    world.api<{ id: string }>(`/${id}/executions`, { method: 'POST', body, org: orgA });
  expect(await start({ inputs })).toMatchObject({ status: 400 });
  const { status, body } = await start({ inputs, dropUnknownInputs: true });
  expect(status).toBe(202);
  await world.settle();
  const found = await world.api<FlowExecutionDetail>(`/${id}/executions/${body.id}`, { org: orgA });
  expect(found.body).toMatchObject({ inputs: { known: 'yes' }, outputs: { known: 'yes' } });
});
