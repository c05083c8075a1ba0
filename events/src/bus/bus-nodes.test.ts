import { createTestClock } from '@tandem/kit/testing';
import { describe, expect, it } from 'vitest';
import { caller, startDatabase, startNode, startTarget, until } from './bus.fixture.ts';
import { kill, startProcess } from './bus-processes.fixture.ts';
import {
  addDestination,
  addRule,
  associate,
  driverOf,
  makeSource,
  outgoing,
  startWorld,
} from './bus-world.fixture.ts';

type Target = Awaited<ReturnType<typeof startTarget>>;

/** Numbers of the events of a key, in the order of their first arrival. */
const firstArrivals = (target: Target, key: string): number[] => {
  const numbers = target
    .events()
    .map(({ detail }) => detail['eventBody'] as { conversationId: string; n: number })
    .filter(({ conversationId }) => conversationId === key)
    .map(({ n }) => n);
  return [...new Set(numbers)];
};

describe('two nodes on one database', () => {
  it('deliver each event once for each rule and target, in the order of its key', async () => {
    await using db = await startDatabase();
    await using target = await startTarget();
    const nodes = [
      await startNode(db, { nodeId: 'node-a', clock: createTestClock() }),
      await startNode(db, { nodeId: 'node-b', clock: createTestClock() }),
    ] as const;
    const [a, b] = nodes;
    try {
      const owned = ({ lanes }: typeof a) => lanes.figures().owned;
      await until(nodes, () => owned(a) === 32 && owned(b) === 32);
      const world = { db, node: a, call: caller(a) };
      await makeSource(world);
      const busId = await associate(world);
      const both = [
        { apiDestinationId: await addDestination(world, target.url('/a')) },
        { apiDestinationId: await addDestination(world, target.url('/b')) },
      ];
      await addRule(world, busId, { targets: both });
      await addRule(world, busId, { targets: both.slice(1) });
      const keys = Array.from({ length: 20 }, (_, at) => `key ${at}`);
      const round = (n: number) => keys.map((key) => outgoing(n, { key }));
      // The second node sends the same once more, as one that took over does.
      for (let n = 0; n < 5; n += 1) {
        await driverOf(a).send(round(n));
        await driverOf(b).send(round(n));
      }
      await until(nodes, () => target.received.length >= 300);
      await Promise.all(nodes.map(({ lanes }) => lanes.drained()));
      expect(target.received.length).toBe(300);
      const seen = Map.groupBy(
        target.received,
        ({ path, body }) => `${path} ${JSON.parse(body).id}`,
      );
      // The second rule sends to the second target as well.
      for (const [name, calls] of seen) expect(calls.length).toBe(name.startsWith('/a') ? 1 : 2);
      expect(seen.size).toBe(200);
      for (const key of keys) expect(firstArrivals(target, key)).toEqual([0, 1, 2, 3, 4]);
    } finally {
      for (const node of nodes) await node.stop();
    }
  }, 60_000);
});

describe('a node that is killed', () => {
  it('loses nothing: the next one goes on, and only what was under way comes twice', async () => {
    await using world = await startWorld();
    let slow = true;
    await using target = await startTarget((_call, count) => {
      // Some calls hang when the node dies.
      if (slow && count > 40) return null;
      return { status: 200 };
    });
    await makeSource(world);
    const busId = await associate(world);
    const apiDestinationId = await addDestination(world, target.url());
    await addRule(world, busId, { targets: [{ apiDestinationId }] });
    await world.node.stop();
    const database = world.db.connection.database ?? '';
    const first = startProcess(database, { nodeId: 'first', count: 200 });
    await target.arrived(() => target.received.length >= 41);
    await kill(first);
    slow = false;
    const before = target.received.length;
    const second = startProcess(database, { nodeId: 'second', count: 200 });
    const ids = () => new Set(target.events().map(({ id }) => id));
    await target.arrived(() => ids().size >= 200);
    await kill(second);
    expect(before).toBeLessThan(200);
    for (let key = 0; key < 4; key += 1)
      expect(firstArrivals(target, `key ${key}`)).toEqual(
        Array.from({ length: 50 }, (_, at) => at * 4 + key),
      );
    // Four keys, each with one call under way, and completions that were not written yet.
    expect(target.received.length).toBeLessThanOrEqual(200 + 40);
  }, 90_000);
});
