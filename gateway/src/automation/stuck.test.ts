import type { FlowExecution, FlowExecutionDetail } from '@tandem/contract';
import { describe, expect, it } from 'vitest';
import {
  type AutomationWorld,
  flow,
  get,
  startAutomation,
  startTarget,
  type TestNode,
} from './automation.fixture.ts';

const begin = async ({ api, flows, main: node }: AutomationWorld, origin: string) => {
  const document = flow([get('Ask', origin, { responseTimeoutMs: 600_000 })]);
  const id = flows.publish('Ask', document);
  return (await api<FlowExecution>(`/${id}/executions`, { method: 'POST', body: {}, node })).body;
};

/** Time passes until the target is asked once more, or the run has ended. */
const askedAgain = async ({ clock, db }: AutomationWorld, seen: readonly unknown[]) => {
  for (const before = seen.length; seen.length === before; await clock.advance(1_000)) {
    const ended = await db.query('select from automation_run where ended_at is not null');
    if (ended.length > 0) return false;
  }
  return true;
};

const look = async ({ api }: AutomationWorld, run: FlowExecution, node: TestNode) =>
  (await api<FlowExecutionDetail>(`/${run.flow.id}/executions/${run.id}`, { node })).body.execution;

/** A target that answers nobody until it is let go, as long as `holds` says so; `called` resolves at its next request. */
const startHolding = async (holds: () => boolean) => {
  const gate = Promise.withResolvers<void>();
  let next = Promise.withResolvers<void>();
  const target = await startTarget(async () => {
    next.resolve();
    next = Promise.withResolvers<void>();
    if (holds()) await gate.promise;
    return { ok: true };
  });
  const end = async () => {
    gate.resolve();
    await target[Symbol.asyncDispose]();
  };
  return { ...target, called: () => next.promise, [Symbol.asyncDispose]: end };
};

describe('a step that ends the nodes that take it', () => {
  it('is tried so often and no more, and then the run has failed', async () => {
    await using world = await startAutomation();
    await using target = await startHolding(() => true);
    let node = world.main;
    const calling = target.called();
    const run = await begin(world, target.origin);
    await calling;
    do {
      node.kill();
      node = await world.node();
    } while (await askedAgain(world, target.seen));
    expect(await look(world, run, node)).toMatchObject({
      status: 'failed',
      error: { code: 'run.stuck', message: expect.stringContaining('never came to its end') },
    });
    expect(target.seen.length).toBeGreaterThan(2);
    expect(target.seen.length).toBeLessThan(7);
  });

  it('is not meant where nodes are stopped in the middle of it', async () => {
    await using world = await startAutomation();
    let holds = true;
    await using target = await startHolding(() => holds);
    let node = world.main;
    let calling = target.called();
    const run = await begin(world, target.origin);
    for (let stop = 1; stop <= 7; stop += 1) {
      await calling;
      calling = target.called();
      const stopping = node.stop();
      await world.clock.advance(6_000);
      await stopping;
      holds = stop < 7;
      node = await world.node();
      await world.clock.advance(1_000);
    }
    await calling;
    await world.later(1);
    expect(await look(world, run, node)).toMatchObject({ status: 'ended', error: null });
  });
});
