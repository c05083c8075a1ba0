import {
  type FlowExecution,
  type FlowExecutionDetail,
  flowDepthHeader,
  type Listing,
  maxFlowDepth,
} from '@tandem/contract';
import { derivedUuid } from '@tandem/kit';
import { describe, expect, it } from 'vitest';
import {
  type AutomationWorld,
  act,
  flow,
  get,
  orgA,
  orgB,
  startAutomation,
  startTarget,
} from './automation.fixture.ts';

const runsOf = async ({ api }: AutomationWorld, id: string, org = orgA) =>
  (await api<Listing<FlowExecution>>(`/${id}/executions?pageSize=100`, { org })).body.entities ??
  [];

describe('flows that start each other over HTTP', () => {
  it('come to an end, and the last one says why', async () => {
    await using world = await startAutomation();
    const id = derivedUuid(orgA, 'Round');
    const again = act('again', 'httpRequest', {
      requestUrl: `${world.main.origin}/tandem/gateway/flows/${id}/executions`,
      ...{ method: 'POST', useAuthenticatedEndpoint: false, contentType: 'Application/JSON' },
      body: '{}',
      headers: [{ name: 'Authorization', value: `Bearer ${orgA}` }],
    });
    expect(world.flows.publish('Round', flow([again]))).toBe(id);
    const other = world.flows.publish('Round', flow([again]), { org: orgB });
    await world.api(`/${id}/executions`, { method: 'POST', body: {} });
    await expect
      .poll(async () => {
        await world.settle();
        return (await runsOf(world, id)).filter(({ status }) => status !== 'running').length;
      })
      .toBe(maxFlowDepth + 1);
    const details = await Promise.all(
      (await runsOf(world, id)).map(({ id: run }) =>
        world.api<FlowExecutionDetail>(`/${id}/executions/${run}`),
      ),
    );
    const errors = details.flatMap(({ body: { trace } }) =>
      trace.flatMap(({ error }) => error ?? []),
    );
    expect(errors).toMatchObject([{ code: 'http.chain' }]);
    expect(errors[0]?.message).toContain('start each other over HTTP');
    expect(await runsOf(world, other, orgB)).toEqual([]);
  });

  it('tell how deep they are on every request, whatever the author writes', async () => {
    await using world = await startAutomation();
    const told: unknown[] = [];
    await using target = await startTarget(({ headers }) => told.push(headers[flowDepthHeader]));
    const id = world.flows.publish('Asks', flow([get('a', target.origin)]));
    const start = (depth: string) =>
      world.api(`/${id}/executions`, {
        ...{ method: 'POST', body: {}, headers: { [flowDepthHeader]: depth } },
      });
    for (const depth of ['4', 'nonsense']) expect((await start(depth)).status).toBe(202);
    expect(await start('11')).toMatchObject({ status: 409, body: { code: 'flow.chain.too.long' } });
    await expect
      .poll(async () => {
        await world.settle();
        return [...told].sort();
      })
      .toEqual(['1', '5']);
    const forged = get('a', target.origin, { headers: [{ name: flowDepthHeader, value: '0' }] });
    const liar = world.flows.publish('Lies', flow([forged]));
    await world.api(`/${liar}/executions`, { method: 'POST', body: {} });
    await expect
      .poll(async () => {
        await world.settle();
        return (await runsOf(world, liar))[0]?.error?.code;
      })
      .toBe('http.header');
  });
});
