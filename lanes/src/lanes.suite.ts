import { describe, expect, it } from 'vitest';
import { enqueueWork, listDeadLetters } from './index.ts';
import {
  createGate,
  type LanesWorld,
  orgA,
  payloadsOf,
  recordingBatch,
  recordingEffect,
  until,
  workOf,
} from './lanes.test-support.ts';

type CreateWorld = () => Promise<LanesWorld>;

const range = (length: number) => Array.from({ length }, (_, index) => index);

/** Work runs in the order of its lane, whoever commits it and however it reaches the owner. */
export const orderSuite = (createWorld: CreateWorld) =>
  describe('order', () => {
    it('holds in every lane while several writers commit at once', async () => {
      await using world = await createWorld();
      const batch = recordingBatch(world.db);
      let turn = 0;
      const effect = recordingEffect({
        async run() {
          turn += 1;
          for (let wait = turn % 7; wait > 0; wait -= 1)
            await new Promise<void>((resolve) => setImmediate(resolve));
          return { kind: 'done' };
        },
      });
      const node = await world.node({ queues: [batch, effect] });
      const counts = new Map<number, number>();
      const writer = async (seed: number) => {
        for (const step of range(60)) {
          const lane = (seed * 31 + step * 17) % 10;
          const stored = await world.db.transaction(async (tx) => {
            await tx.query('select pg_advisory_xact_lock($1)', [lane]);
            const payload = counts.get(lane) ?? 0;
            counts.set(lane, payload + 1);
            return enqueueWork(tx, [
              workOf({ queue: 'advance', lane, payload }),
              workOf({ queue: 'send', lane, payload }),
            ]);
          });
          // Every third commit is nobody's: as if another node had made it and its hint were lost.
          if (step % 3 !== 0) node.lanes.committed(stored);
        }
      };
      await Promise.all(range(4).map(writer));
      await node.lanes.drained();
      for (const [lane, count] of counts) {
        expect(payloadsOf(batch.seen, lane)).toEqual(range(count));
        expect(payloadsOf(effect.seen, lane)).toEqual(range(count));
      }
      expect(await world.left()).toBe(0);
    });

    it('holds when a row of another node stands before the one just committed', async () => {
      await using world = await createWorld();
      const effect = recordingEffect();
      const node = await world.node({ queues: [effect] });
      await world.enqueue([workOf({ queue: 'send', lane: 1, payload: 'of another node' })]);
      await world.enqueue([workOf({ queue: 'send', lane: 1, payload: 'handed over' })], node);
      await until(() => effect.seen.length === 2);
      expect(payloadsOf(effect.seen, 1)).toEqual(['of another node', 'handed over']);
    });

    it('holds for rows that are handed over without what stood before them', async () => {
      await using world = await createWorld();
      const effect = recordingEffect();
      const node = await world.node({ queues: [effect] });
      const first = await enqueueWork(world.db, [workOf({ queue: 'send', lane: 1, payload: 1 })]);
      const second = await enqueueWork(world.db, [workOf({ queue: 'send', lane: 1, payload: 2 })]);
      node.lanes.committed([...second, ...first].map(({ after: _, ...work }) => work));
      await until(() => effect.seen.length === 2);
      expect(payloadsOf(effect.seen, 1)).toEqual([1, 2]);
    });

    it('leaves out no row that becomes visible behind the ones read already', async () => {
      await using world = await createWorld();
      const effect = recordingEffect();
      const node = await world.node({ queues: [effect] });
      const lowId = createGate();
      const stored = Promise.withResolvers<void>();
      const open = world.db.transaction(async (tx) => {
        await enqueueWork(tx, [workOf({ queue: 'send', lane: 1, payload: 'low id, late' })]);
        stored.resolve();
        await lowId.passed;
      });
      await stored.promise;
      await world.enqueue([workOf({ queue: 'send', lane: 65, payload: 'high id, early' })]);
      for (const _ of range(3)) await node.clock.advance(1_000);
      await until(() => effect.seen.length === 1);
      lowId.open();
      await open;
      // A poll that meets one still under way is left out: time goes on until the row was read.
      await until(async () => {
        await node.clock.advance(1_000);
        return effect.seen.length === 2;
      });
      expect(effect.seen.map(({ payload }) => payload)).toEqual(['high id, early', 'low id, late']);
    });

    it('holds in a lane far longer than what is kept in memory', async () => {
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
        range(3_000).map((payload) => workOf({ queue: 'send', lane: payload % 2, payload })),
        node,
      );
      expect(node.lanes.figures()).toMatchObject({ waiting: 64 });
      gate.open();
      await node.lanes.drained();
      expect(payloadsOf(effect.seen, 0)).toEqual(range(1_500).map((n) => n * 2));
      expect(payloadsOf(effect.seen, 1)).toEqual(range(1_500).map((n) => n * 2 + 1));
    });

    it('keeps few rows of very many lanes in memory and still runs them all', async () => {
      await using world = await createWorld();
      const gate = createGate();
      const effect = recordingEffect({
        maxInFlightPerDestination: 4,
        async run() {
          await gate.passed;
          return { kind: 'done' };
        },
      });
      await world.enqueue(
        range(9_000).map((n) => workOf({ queue: 'send', lane: n % 3_000, payload: n })),
      );
      const node = await world.node({ queues: [effect] });
      await until(() => node.lanes.figures().inFlight === 4);
      gate.open();
      await node.lanes.drained();
      expect(effect.seen.length).toBe(9_000);
      expect(payloadsOf(effect.seen, 7)).toEqual([7, 3_007, 6_007]);
    });
  });

/** What fails waits for itself alone. */
export const retrySuite = (createWorld: CreateWorld) =>
  describe('a failing lane', () => {
    it('blocks only itself, dies with its reason and goes on', async () => {
      await using world = await createWorld();
      const effect = recordingEffect({
        run: async ({ payload }) =>
          payload === 'bad'
            ? { kind: 'retry', reason: 'status 503', info: { status: 503 } }
            : { kind: 'done' },
      });
      const node = await world.node({ queues: [effect] });
      await world.enqueue(
        ['first', 'bad', 'last'].map((payload) => workOf({ queue: 'send', lane: 1, payload })),
        node,
      );
      await world.enqueue(
        range(20).map((payload) => workOf({ queue: 'send', lane: 2, payload })),
        node,
      );
      await node.lanes.drained();
      expect(payloadsOf(effect.seen, 1)).toEqual(['first', 'bad']);
      expect(payloadsOf(effect.seen, 2)).toEqual(range(20));
      await node.clock.advance(4_999);
      await node.lanes.drained();
      expect(payloadsOf(effect.seen, 1)).toEqual(['first', 'bad']);
      await node.clock.advance(1);
      await node.lanes.drained();
      expect(payloadsOf(effect.seen, 1)).toEqual(['first', 'bad', 'bad']);
      await node.clock.advance(5_000);
      await node.lanes.drained();
      expect(payloadsOf(effect.seen, 1)).toEqual(['first', 'bad', 'bad', 'bad', 'last']);
      const page = { pageSize: 25, pageNumber: 1 };
      const { total, letters } = await listDeadLetters(world.db, { org: orgA }, page);
      expect(total).toBe(1);
      expect(letters).toMatchObject([
        {
          queue: 'send',
          lane: 1,
          payload: 'bad',
          attempts: 3,
          reason: 'status 503',
          info: { status: 503 },
          redrivenAt: null,
        },
      ]);
      expect(node.lanes.figures()).toMatchObject({ deadLetters: 1, waiting: 0 });
      expect(await world.left()).toBe(0);
    });

    it('waits for as long as the receiver asks, and longer than one lease', async () => {
      await using world = await createWorld();
      let refusals = 1;
      const effect = recordingEffect({
        async run() {
          refusals -= 1;
          return refusals < 0
            ? { kind: 'done' }
            : { kind: 'retry', reason: 'status 429', afterMs: 60_000 };
        },
      });
      const node = await world.node({ queues: [effect] });
      await world.enqueue([workOf({ queue: 'send', lane: 1, payload: 'later' })], node);
      await node.lanes.drained();
      await node.clock.advance(59_000);
      await node.lanes.drained();
      expect(effect.seen.length).toBe(1);
      await node.clock.advance(1_000);
      await node.lanes.drained();
      expect(effect.seen.length).toBe(2);
      expect(await world.left()).toBe(0);
    });

    it('is tried again after its pause, though the clock was set back an hour meanwhile', async () => {
      await using world = await createWorld();
      let refusals = 2;
      const effect = recordingEffect({
        async run() {
          refusals -= 1;
          if (refusals < 0) return { kind: 'done' };
          return { kind: 'retry', reason: 'status 503' };
        },
      });
      const node = await world.node({ queues: [effect] });
      await world.enqueue([workOf({ queue: 'send', lane: 1, payload: 'later' })], node);
      await node.lanes.drained();
      node.clock.step(-3_600_000);
      await node.clock.advance(5_000);
      await node.lanes.drained();
      expect(effect.seen.length).toBe(2);
      await node.clock.advance(5_000);
      await node.lanes.drained();
      expect(effect.seen.length).toBe(3);
      expect(await world.left()).toBe(0);
    });

    it('is not left lying by a node that takes over with a clock far behind', async () => {
      await using world = await createWorld();
      const refusing = recordingEffect({
        run: async () => ({ kind: 'retry', reason: 'status 503' }),
      });
      const first = await world.node({ queues: [refusing] });
      first.clock.step(24 * 3_600_000);
      await world.enqueue([workOf({ queue: 'send', lane: 1, payload: 'later' })], first);
      await first.lanes.drained();
      await first.stop();
      const effect = recordingEffect({ run: async () => ({ kind: 'done' }) });
      const second = await world.node({ queues: [effect] });
      await second.lanes.drained();
      expect(effect.seen.length).toBe(0);
      // In steps that its leases outlive.
      for (const _ of range(61)) {
        await second.clock.advance(10_000);
        await second.lanes.drained();
      }
      expect(effect.seen.length).toBe(1);
      expect(await world.left()).toBe(0);
    });

    it('is a dead letter at once when the outcome says so, also when the effect throws to the end', async () => {
      await using world = await createWorld();
      const effect = recordingEffect({
        async run({ payload }) {
          if (payload === 'throws') throw new Error('broken effect');
          return { kind: 'dead', reason: 'status 400' };
        },
      });
      const node = await world.node({ queues: [effect] });
      await world.enqueue(
        ['refused', 'throws'].map((payload, lane) => workOf({ queue: 'send', lane, payload })),
        node,
      );
      for (const _ of range(3)) {
        await node.lanes.drained();
        await node.clock.advance(5_000);
      }
      const page = { pageSize: 25, pageNumber: 1 };
      const { letters } = await listDeadLetters(world.db, { org: orgA }, page);
      expect(letters.map(({ payload, reason, attempts }) => [payload, reason, attempts])).toEqual([
        ['throws', 'broken effect', 3],
        ['refused', 'status 400', 1],
      ]);
    });

    it('does not hold up other lanes of a crowded destination', async () => {
      await using world = await createWorld();
      const gate = createGate();
      let most = 0;
      let now = 0;
      const effect = recordingEffect({
        destination: ({ lane }) => (lane === 99 ? 'quick' : 'slow'),
        maxInFlightPerDestination: 8,
        async run({ lane }) {
          if (lane === 99) return { kind: 'done' };
          now += 1;
          most = Math.max(most, now);
          await gate.passed;
          now -= 1;
          return { kind: 'done' };
        },
      });
      const node = await world.node({ queues: [effect] });
      await world.enqueue(
        range(5_000).map((n) => workOf({ queue: 'send', lane: n % 90, payload: n })),
        node,
      );
      await world.enqueue([workOf({ queue: 'send', lane: 99, payload: 'quick' })], node);
      await until(() => payloadsOf(effect.seen, 99).length === 1);
      expect(now).toBe(8);
      gate.open();
      await node.lanes.drained();
      expect(most).toBe(8);
      expect(effect.seen.length).toBe(5_001);
    });
  });
