import { silentLog } from '@tandem/kit';
import { createTestClock } from '@tandem/kit/testing';
import { describe, expect, it, vi } from 'vitest';
import { freeDeadNodes, type LaneBatch, setTimers, type TimerChange } from './index.ts';
import {
  createGate,
  finishBatch,
  type LanesWorld,
  orgA,
  payloadsOf,
  recordingBatch,
  recordingEffect,
  type TestNode,
  until,
  workOf,
} from './lanes.test-support.ts';

type CreateWorld = () => Promise<LanesWorld>;

const range = (length: number) => Array.from({ length }, (_, index) => index);
const ownedBy = (node: TestNode) => range(64).filter((part) => node.lanes.owns(part) !== null);

/** Two nodes on one database. */
export const nodesSuite = (createWorld: CreateWorld) =>
  describe('two nodes', () => {
    const startTwo = async (world: LanesWorld) => {
      const [left, right] = [recordingEffect(), recordingEffect()];
      const a = await world.node({ queues: [left], nodeId: 'node-a' });
      const b = await world.node({ queues: [right], nodeId: 'node-b' });
      await until(() => ownedBy(a).length === 32 && ownedBy(b).length === 32);
      return { a, b, left, right };
    };

    it('share the partitions, wake each other, and run every lane once', async () => {
      await using world = await createWorld();
      const { a, b, left, right } = await startTwo(world);
      expect([...ownedBy(a), ...ownedBy(b)].sort((x, y) => x - y)).toEqual(range(64));
      const rows = range(256).map((n) => workOf({ queue: 'send', lane: n % 128, payload: n }));
      await world.enqueue(rows, a);
      // No clock moves: what is not the first node's own reaches the other by the hint alone.
      await until(() => left.seen.length + right.seen.length === 256);
      for (const part of ownedBy(a))
        expect(payloadsOf(left.seen, part)).toEqual([part, part + 128]);
      for (const part of ownedBy(b))
        expect(payloadsOf(right.seen, part)).toEqual([part, part + 128]);
    });

    it('find by polling what nobody told them', async () => {
      await using world = await createWorld();
      const { a, b, left, right } = await startTwo(world);
      await world.enqueue(range(64).map((lane) => workOf({ queue: 'send', lane, payload: lane })));
      await a.clock.advance(1_000);
      await b.clock.advance(1_000);
      await until(() => left.seen.length + right.seen.length === 64);
      expect(new Set([...left.seen, ...right.seen].map(({ lane }) => lane)).size).toBe(64);
    });

    it('hand over at once when one stops', async () => {
      await using world = await createWorld();
      const { a, b, right } = await startTwo(world);
      await a.stop();
      await until(() => ownedBy(b).length === 64);
      await world.enqueue(
        range(64).map((lane) => workOf({ queue: 'send', lane, payload: lane })),
        b,
      );
      await b.lanes.drained();
      expect(right.seen.length).toBe(64);
      expect(await world.db.query('select id from node')).toEqual([{ id: 'node-b' }]);
    });

    it('take over at once what a dead one held, which then cannot commit', async () => {
      await using world = await createWorld();
      const gate = createGate();
      const stale = recordingBatch(world.db);
      const fresh = recordingBatch(world.db);
      let isBegun = false;
      const held = {
        ...stale,
        run: async (batch: readonly LaneBatch[]) => {
          isBegun = true;
          await gate.passed;
          return stale.run(batch);
        },
      };
      const a = await world.node({ queues: [held], nodeId: 'node-a' });
      // It would take again what is freed, if it heard only then what it said of itself at its start.
      await a.cut();
      await a.lanes.drained();
      await world.enqueue([workOf({ queue: 'advance', lane: 1, payload: 'once' })], a);
      await until(() => isBegun);
      await freeDeadNodes(world.db);
      const b = await world.node({ queues: [fresh], nodeId: 'node-b' });
      expect(ownedBy(b).length).toBe(64);
      await b.lanes.drained();
      gate.open();
      await a.stop();
      expect([payloadsOf(fresh.seen, 1), payloadsOf(stale.seen, 1)]).toEqual([['once'], []]);
    });

    it('take over after the lease that was asked for, not before', async () => {
      await using world = await createWorld();
      const leaseTimes = { lifeMs: 60_000, renewMs: 20_000 };
      // A node that was paused right after it took everything: it hears nobody.
      const began = createTestClock().now();
      await world.db.query('select from lane_lease($1, $2, $3)', ['node-a', 60_000, began]);
      const b = await world.node({ nodeId: 'node-b', queues: [], leaseTimes });
      await b.clock.advance(40_000);
      expect(ownedBy(b)).toEqual([]);
      await until(async () => {
        await b.clock.advance(20_000);
        return ownedBy(b).length === 64;
      });
    });

    it('hold a lease for as long as was asked for, not longer', async () => {
      await using world = await createWorld();
      const leaseTimes = { lifeMs: 60_000, renewMs: 20_000 };
      const a = await world.node({ nodeId: 'node-a', queues: [], leaseTimes });
      a.standStill(59_000);
      expect(ownedBy(a).length).toBe(64);
      a.standStill(1_000);
      expect(ownedBy(a)).toEqual([]);
    });

    it('take over what one no longer renews, and the stale one neither commits nor sends', async () => {
      await using world = await createWorld();
      const gate = createGate();
      const stale = recordingBatch(world.db);
      const staleSend = recordingEffect();
      const fresh = recordingBatch(world.db);
      const freshSend = recordingEffect();
      const a = await world.node({
        nodeId: 'node-a',
        queues: [
          {
            ...stale,
            async run(batch: readonly LaneBatch[]) {
              await gate.passed;
              await stale.run(batch);
            },
          },
          staleSend,
        ],
      });
      await world.enqueue([workOf({ queue: 'advance', lane: 2, payload: 'step' })], a);
      await until(() => a.lanes.figures().inFlight === 1);
      // Node a stands still from here on, as a stopped process does.
      const b = await world.node({ queues: [fresh, freshSend], nodeId: 'node-b' });
      await b.clock.advance(18_000);
      // A partition that somebody looks at in this moment is taken in the next round.
      await until(async () => {
        await b.clock.advance(1_000);
        return ownedBy(b).length === 64;
      });
      await b.lanes.drained();
      expect(payloadsOf(fresh.seen, 2)).toEqual(['step']);
      a.standStill(18_000);
      await world.enqueue([workOf({ queue: 'send', lane: 3, payload: 'after the pause' })], a);
      expect(a.lanes.owns(3)).toBeNull();
      gate.open();
      await until(() => a.lanes.figures().inFlight === 0);
      await a.clock.advance(18_000);
      await until(() => ownedBy(a).length + ownedBy(b).length === 64);
      await b.lanes.drained();
      expect(stale.seen).toEqual([]);
      expect(staleSend.seen).toEqual([]);
      expect(payloadsOf(fresh.seen, 2)).toEqual(['step']);
      expect(freshSend.seen).toEqual([{ lane: 3, payload: 'after the pause' }]);
    });

    it('stop starting effects when the lease may run out during one', async () => {
      await using world = await createWorld();
      const budgets: number[] = [];
      const effect = recordingEffect({
        async run(_work, { budgetMs }) {
          budgets.push(budgetMs);
          return { kind: 'done' };
        },
      });
      const node = await world.node({ queues: [effect] });
      const say = (payload: string) =>
        world.enqueue([workOf({ queue: 'send', lane: 1, payload })], node);
      await say('in time');
      await node.lanes.drained();
      expect(budgets).toEqual([14_000]);
      await world.db.query('alter table lease rename to lease_away');
      await node.clock.advance(12_000);
      await say('short');
      await until(() => budgets.length === 2);
      expect(budgets[1]).toBe(2_000);
      await node.clock.advance(1_001);
      await say('too late');
      await node.clock.advance(1_999);
      expect(node.lanes.owns(1)).toBeNull();
      expect(budgets.length).toBe(2);
      await world.db.query('alter table lease_away rename to lease');
      await node.lanes.drained();
      expect(payloadsOf(effect.seen, 1)).toEqual(['in time', 'short', 'too late']);
    });

    it('is drained by the clock, not by spinning, while its leases cannot be renewed', async () => {
      await using world = await createWorld();
      const effect = recordingEffect();
      let failed = 0;
      const warn = () => {
        failed += 1;
      };
      const node = await world.node({ queues: [effect], log: { ...silentLog, warn } });
      node.standStill(20_000);
      await world.db.query('alter function lane_lease rename to lane_lease_away');
      await world.enqueue([workOf({ queue: 'send', lane: 1, payload: 'one' })], node);
      const drained = node.lanes.drained();
      await until(() => failed > 0);
      const turns = vi.spyOn(globalThis, 'setImmediate');
      await world.db.query('select pg_sleep(0.05)');
      expect(turns.mock.calls.length).toBeLessThan(20);
      turns.mockRestore();
      expect(effect.seen).toEqual([]);
      await world.db.query('alter function lane_lease_away rename to lane_lease');
      await node.clock.advance(250);
      await drained;
      expect(payloadsOf(effect.seen, 1)).toEqual(['one']);
      expect(await world.left()).toBe(0);
    });

    it('cannot finish under an older epoch', async () => {
      await using world = await createWorld();
      const node = await world.node({ queues: [] });
      const [id] = await world.enqueue([workOf({ queue: 'other', lane: 1, payload: 1 })]);
      const { epoch } = node.lanes.owns(1) ?? { epoch: 0 };
      const work = { ...workOf({ queue: 'other', lane: 1, payload: 1 }), id: id ?? 0, attempts: 0 };
      const batch = { part: 1, lane: 1, work: [work] };
      await expect(finishBatch(world.db, [{ ...batch, epoch: epoch - 1 }])).rejects.toMatchObject({
        code: 'TL001',
      });
      expect(await world.left()).toBe(1);
      await finishBatch(world.db, [{ ...batch, epoch }]);
      await expect(finishBatch(world.db, [{ ...batch, epoch }])).rejects.toMatchObject({
        code: 'TL002',
      });
    });

    it('finishes what is under way before it stops', async () => {
      await using world = await createWorld();
      const gate = createGate();
      const effect = recordingEffect({
        async run() {
          await gate.passed;
          return { kind: 'done' };
        },
      });
      const node = await world.node({ queues: [effect] });
      await world.enqueue(
        ['under way', 'not begun'].map((payload) => workOf({ queue: 'send', lane: 1, payload })),
        node,
      );
      await until(() => effect.seen.length === 1);
      const stopped = node.stop();
      gate.open();
      await stopped;
      expect(payloadsOf(effect.seen, 1)).toEqual(['under way']);
      expect(await world.db.query('select payload from lane_work')).toEqual([
        { payload: 'not begun' },
      ]);
    });
  });

/** Timers become work of their lane. */
export const timersSuite = (createWorld: CreateWorld) =>
  describe('timers', () => {
    const timer = (clock: TestNode['clock'], change: Partial<TimerChange> & { inMs?: number }) => {
      const { inMs = 5_000, ...rest } = change;
      const due = new Date(clock.now().getTime() + inMs);
      return { org: orgA, part: 3, lane: 3, name: 'alert', due, data: null, ...rest };
    };

    it('fire once, replaced ones at the new time, cancelled ones never', async () => {
      await using world = await createWorld();
      const batch = recordingBatch(world.db);
      const node = await world.node({ queues: [batch], timerQueue: 'advance' });
      const { clock } = node;
      await setTimers(world.db, [
        timer(clock, { name: 'kept', data: { n: 1 } }),
        timer(clock, { name: 'replaced', inMs: 2_000 }),
        timer(clock, { name: 'cancelled' }),
      ]);
      await setTimers(world.db, [
        timer(clock, { name: 'replaced', inMs: 9_000, data: 'new' }),
        timer(clock, { name: 'cancelled', due: null }),
      ]);
      await clock.advance(4_999);
      await node.lanes.drained();
      expect(batch.seen).toEqual([]);
      await clock.advance(1);
      await node.lanes.drained();
      expect(payloadsOf(batch.seen, 3)).toEqual([{ timer: 'kept', data: { n: 1 } }]);
      await clock.advance(60_000);
      await node.lanes.drained();
      expect(payloadsOf(batch.seen, 3)).toEqual([
        { timer: 'kept', data: { n: 1 } },
        { timer: 'replaced', data: 'new' },
      ]);
      expect(await world.db.query('select from lane_timer')).toEqual([]);
    });

    it('fire once with two nodes, on the one that owns the partition', async () => {
      await using world = await createWorld();
      const [left, right] = [recordingBatch(world.db), recordingBatch(world.db)];
      const a = await world.node({ queues: [left], nodeId: 'a', timerQueue: 'advance' });
      const b = await world.node({ queues: [right], nodeId: 'b', timerQueue: 'advance' });
      await until(() => ownedBy(a).length === 32 && ownedBy(b).length === 32);
      await setTimers(
        world.db,
        range(64).map((lane) => timer(a.clock, { part: lane, lane, name: 'each', inMs: 1_000 })),
      );
      await Promise.all([a.clock.advance(1_000), b.clock.advance(1_000)]);
      await Promise.all([a.lanes.drained(), b.lanes.drained()]);
      expect(left.seen.map(({ lane }) => lane).sort((x, y) => x - y)).toEqual(ownedBy(a));
      expect(right.seen.map(({ lane }) => lane).sort((x, y) => x - y)).toEqual(ownedBy(b));
    });

    it('are set with the transaction that sets them, or not at all', async () => {
      await using world = await createWorld();
      const batch = recordingBatch(world.db);
      const node = await world.node({ queues: [batch], timerQueue: 'advance' });
      const failed = world.db.transaction(async (tx) => {
        await setTimers(tx, [timer(node.clock, { inMs: 0 })]);
        throw new Error('rolled back');
      });
      await expect(failed).rejects.toThrow('rolled back');
      await node.clock.advance(5_000);
      await node.lanes.drained();
      expect(batch.seen).toEqual([]);
    });
  });
