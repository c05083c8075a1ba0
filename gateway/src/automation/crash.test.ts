import type { FlowExecution, FlowExecutionDetail } from '@tandem/contract';
import { describe, expect, it } from 'vitest';
import {
  type AutomationWorld,
  flow,
  get,
  pause,
  set,
  startAutomation,
  startTarget,
  type TestNode,
} from './automation.fixture.ts';

const leaseSeconds = 20;

const begin = async ({ api }: AutomationWorld, id: string, node: TestNode) =>
  (await api<FlowExecution>(`/${id}/executions`, { method: 'POST', body: {}, node })).body;

const look = async ({ api }: AutomationWorld, run: FlowExecution, node: TestNode) =>
  (await api<FlowExecutionDetail>(`/${run.flow.id}/executions/${run.id}`, { node })).body;

const chain = (origin: string) =>
  flow(
    [
      set('Begin', 'path', 'a'),
      get('First', `${origin}/first`, { method: 'POST' }),
      pause('Rest', 60),
      set('Middle', 'path', '{{ path }}b'),
      get('Second', `${origin}/second`, { method: 'POST' }),
      set('Close', 'path', '{{ path }}c'),
    ],
    { variables: [{ name: 'path', type: 'String', output: true }] },
  );

describe('a node that dies', () => {
  const deaths = [1, 2, 3, 4, 5].flatMap((at) => [
    { at, when: 'before' as const },
    { at, when: 'after' as const },
  ]);
  it.each(deaths)(
    '$when the end of its transaction $at: another goes on in place',
    async ({ at, when }) => {
      await using world = await startAutomation();
      await using target = await startTarget();
      const id = world.flows.publish('Chain', chain(target.origin));
      const first = world.main;
      const run = await begin(world, id, first);
      first.dieAt(at, when);
      await world.settle();
      await world.later(70);
      expect(first.isDead()).toBe(true);
      const second = await world.node();
      for (let round = 0; round < 4; round += 1) await world.later(leaseSeconds);
      await world.later(70);
      const found = await look(world, run, second);
      expect(found).toMatchObject({ execution: { status: 'ended' }, outputs: { path: 'abc' } });
      const paths = new Set(target.seen.map(({ path }) => path));
      const keys = new Set(target.seen.map(({ key }) => key));
      expect([...paths]).toEqual(['/first', '/second']);
      // A call that was repeated is known by its key.
      expect(keys.size).toBe(2);
      const taken = found.trace.map(({ action, outlet }) => `${action} ${outlet}`);
      expect(new Set(taken).size).toBe(taken.length);
    },
  );

  it('in the middle of a call: the call is repeated under its key, and the late answer changes nothing', async () => {
    await using world = await startAutomation();
    const [called, release] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    await using target = await startTarget(async ({ path }) => {
      if (path !== '/first' || target.seen.length > 1) return { ok: true };
      called.resolve();
      await release.promise;
      return { ok: true };
    });
    const id = world.flows.publish('Chain', chain(target.origin));
    const run = await begin(world, id, world.main);
    await called.promise;
    world.main.kill();
    const second = await world.node();
    await world.later(leaseSeconds);
    await world.later(1);
    expect((await look(world, run, second)).execution.status).toBe('waiting');
    release.resolve();
    await world.later(61);
    expect(await look(world, run, second)).toMatchObject({ outputs: { path: 'abc' } });
    const firsts = target.seen.filter(({ path }) => path === '/first');
    expect(firsts).toHaveLength(2);
    expect(new Set(firsts.map(({ key }) => key)).size).toBe(1);
  });

  it('keeps its hands off a run when it only slept past its lease', async () => {
    await using world = await startAutomation();
    const [called, release] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    await using target = await startTarget(async () => {
      if (target.seen.length > 1) return { from: 'second' };
      called.resolve();
      await release.promise;
      return { from: 'first' };
    });
    const parse = { parse: [{ path: '$.from', variable: 'from' }], responseTimeoutMs: 20_000 };
    const variables = [{ name: 'from', type: 'String', output: true }] as const;
    const id = world.flows.publish('Ask', flow([get('Ask', target.origin, parse)], { variables }));
    const run = await begin(world, id, world.main);
    await called.promise;
    // Another node has the partition by now, and this one has not noticed.
    await world.db.query(`update lease set owner = 'other', epoch = epoch + 1`);
    release.resolve();
    await world.main.lanes.drained();
    expect((await look(world, run, world.main)).execution.status).toBe('running');
    const rows = await world.db.query('select revision from automation_run');
    expect(rows).toEqual([{ revision: 1 }]);
  });
});

describe('a node that stops', () => {
  it('waits five seconds for a call and leaves it to the next node then', async () => {
    await using world = await startAutomation();
    const called = Promise.withResolvers<void>();
    await using target = await startTarget(() => {
      if (target.seen.length > 1) return { ok: true };
      called.resolve();
      return new Promise(() => {});
    });
    const slow = get('Ask', target.origin, { responseTimeoutMs: 30_000 });
    const id = world.flows.publish('Slow', flow([slow]));
    const run = await begin(world, id, world.main);
    await called.promise;
    let isStopped = false;
    const stopped = world.main.stop().finally(() => {
      isStopped = true;
    });
    // The five seconds begin somewhat after stopping does.
    while (!isStopped) await world.clock.advance(500);
    await stopped;
    const second = await world.node();
    await world.later(leaseSeconds);
    expect((await look(world, run, second)).execution.status).toBe('ended');
    expect(new Set(target.seen.map(({ key }) => key)).size).toBe(1);
    expect(target.seen).toHaveLength(2);
  });
});

describe('many runs at once', () => {
  it('call only so many at once for one organisation, and all come to their end', async () => {
    await using world = await startAutomation();
    const [most, now] = [{ n: 0 }, { n: 0 }];
    await using target = await startTarget(async () => {
      now.n += 1;
      most.n = Math.max(most.n, now.n);
      for (let turn = 0; turn < 20; turn += 1) await new Promise<void>((go) => setImmediate(go));
      now.n -= 1;
      return { ok: true };
    });
    const id = world.flows.publish('Many', flow([get('Ask', target.origin)]));
    const runs = await Promise.all(Array.from({ length: 60 }, () => begin(world, id, world.main)));
    await world.settle();
    const [row] = await world.db.query<{ n: number }>(
      `select count(*) as n from automation_run where status = 'ended'`,
    );
    expect(row?.n).toBe(runs.length);
    expect(target.seen).toHaveLength(runs.length);
    expect(most.n).toBeGreaterThan(1);
    expect(most.n).toBeLessThanOrEqual(8);
  });
});
