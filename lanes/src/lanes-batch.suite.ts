import { describe, expect, it } from 'vitest';
import { type BatchQueue, type LaneBatch, listDeadLetters, redrive, type Work } from './index.ts';
import {
  computeTooLong,
  createGate,
  finishBatch,
  type LanesWorld,
  orgA,
  orgB,
  payloadsOf,
  recordingBatch,
  recordingEffect,
  until,
  workOf,
} from './lanes.test-support.ts';

type CreateWorld = () => Promise<LanesWorld>;

const range = (length: number) => Array.from({ length }, (_, index) => index);

/** Batches: split where they fail, never stopped by one lane. */
export const batchSuite = (createWorld: CreateWorld) =>
  describe('a batch queue', () => {
    const conflict = () => Object.assign(new Error('lock not available'), { code: '55P03' });

    it('gathers many lanes while a batch is under way', async () => {
      await using world = await createWorld();
      const batch = recordingBatch(world.db);
      const node = await world.node({ queues: [batch] });
      await world.enqueue(
        range(400).map((lane) => workOf({ queue: 'advance', lane: lane * 2, payload: lane })),
        node,
      );
      await node.lanes.drained();
      expect(batch.sizes).toEqual([128, 128, 128, 16]);
    });

    it('is split when lanes of it are locked, and the locked one comes later', async () => {
      await using world = await createWorld();
      let locked = true;
      const batch = recordingBatch(world.db, {
        fail: ({ lane }) => (locked && lane === 6 ? conflict() : null),
      });
      const node = await world.node({ queues: [batch] });
      await world.enqueue(
        range(8).map((n) => workOf({ queue: 'advance', lane: n * 2, payload: n })),
        node,
      );
      await node.lanes.drained();
      expect(batch.seen.map(({ lane }) => lane)).toEqual([0, 2, 4, 8, 10, 12, 14]);
      locked = false;
      await node.clock.advance(100);
      await node.lanes.drained();
      expect(batch.seen.at(-1)).toEqual({ lane: 6, payload: 3 });
      expect(await world.left()).toBe(0);
    });

    it('isolates what fails by itself: a dead letter after a few tries, its lane goes on', async () => {
      await using world = await createWorld();
      const batch = recordingBatch(world.db, {
        fail: ({ payload }) => (payload === 'poison' ? new TypeError('step broke') : null),
      });
      const node = await world.node({ queues: [batch] });
      const poisoned = ['ok', 'poison', 'after'];
      await world.enqueue(
        [
          ...poisoned.map((payload) => workOf({ queue: 'advance', lane: 2, payload })),
          ...range(30).map((n) => workOf({ queue: 'advance', lane: 4 + 2 * n, payload: n })),
        ],
        node,
      );
      await node.lanes.drained();
      expect(batch.seen.length).toBe(31);
      expect(payloadsOf(batch.seen, 2)).toEqual(['ok']);
      for (const _ of range(4)) {
        await node.clock.advance(2_000);
        await node.lanes.drained();
      }
      expect(payloadsOf(batch.seen, 2)).toEqual(['ok', 'after']);
      const page = { pageSize: 25, pageNumber: 1 };
      const { letters } = await listDeadLetters(world.db, { org: orgA }, page);
      expect(letters).toMatchObject([{ payload: 'poison', reason: 'step broke', attempts: 4 }]);
      expect(await world.left()).toBe(0);
    });

    it('offers again, first in its lane, what a run left undone', async () => {
      await using world = await createWorld();
      const offered: unknown[][] = [];
      const node = await world.node({
        queues: [
          {
            name: 'advance',
            mode: 'batch',
            maxLanes: 8,
            async run(batch) {
              offered.push(batch.flatMap(({ work }) => work.map(({ payload }) => payload)));
              const firstOnly = batch.map((one) => ({ ...one, work: one.work.slice(0, 1) }));
              await finishBatch(world.db, firstOnly);
              return { undone: batch.flatMap(({ work }) => work.slice(1).map(({ id }) => id)) };
            },
          },
        ],
      });
      await world.enqueue(
        [1, 2, 3].map((payload) => workOf({ queue: 'advance', lane: 2, payload })),
        node,
      );
      await node.lanes.drained();
      expect(offered).toEqual([[1, 2, 3], [2, 3], [3]]);
      expect(await world.left()).toBe(0);
    });

    it('takes what a run did not begin at its next turn: behind what came meanwhile, as the run orders it', async () => {
      await using world = await createWorld();
      const gate = createGate();
      const offered: unknown[][] = [];
      const run: BatchQueue['run'] = async (batch) => {
        const works = batch.flatMap(({ work }) => work);
        offered.push(works.map(({ payload }) => payload));
        if (offered.length === 1) await gate.passed;
        const [first, ...rest] = works as [Work, ...Work[]];
        const firstOnly = batch.filter(({ lane }) => lane === first.lane);
        await finishBatch(
          world.db,
          firstOnly.map((one) => ({ ...one, work: [first] })),
        );
        return { unbegun: rest.reverse().map(({ id }) => id) };
      };
      const node = await world.node({
        queues: [{ name: 'advance', mode: 'batch', maxLanes: 8, run }],
      });
      const heavy = (lane: number, ...payloads: string[]) =>
        payloads.map((payload) => workOf({ queue: 'advance', lane, payload }));
      await world.enqueue(
        [...heavy(2, 'a1', 'a2'), ...heavy(4, 'b1', 'b2'), ...heavy(6, 'c')],
        node,
      );
      await until(() => offered.length === 1);
      await world.enqueue([workOf({ queue: 'advance', lane: 8, payload: 'new', org: orgB })], node);
      gate.open();
      // Nothing rests: no time passes on the clock of the node.
      await until(async () => (await world.left()) === 0);
      expect(offered).toEqual([
        ['a1', 'a2', 'b1', 'b2', 'c'],
        ['new', 'c', 'b1', 'b2', 'a2'],
        ['a2', 'b1', 'b2', 'c'],
        ['c', 'b1', 'b2'],
        ['b1', 'b2'],
        ['b2'],
      ]);
    });

    it('rests where a run begins nothing at all', async () => {
      await using world = await createWorld();
      let runs = 0;
      const run: BatchQueue['run'] = async (batch) => {
        runs += 1;
        if (runs > 1) return finishBatch(world.db, batch);
        return { unbegun: batch.flatMap(({ work }) => work.map(({ id }) => id)) };
      };
      const node = await world.node({
        queues: [{ name: 'advance', mode: 'batch', maxLanes: 8, run }],
      });
      await world.enqueue([workOf({ queue: 'advance', lane: 2, payload: 1 })], node);
      await node.lanes.drained();
      expect([runs, await world.left()]).toEqual([1, 1]);
      await node.clock.advance(1_000);
      await node.lanes.drained();
      expect([runs, await world.left()]).toEqual([2, 0]);
    });

    it('finds and counts what loses its connection while the database answers, and goes on', async () => {
      await using world = await createWorld();
      const tries: number[] = [];
      const done: unknown[] = [];
      const run: BatchQueue['run'] = (batch) =>
        world.db.transaction(async (tx) => {
          const works = batch.flatMap(({ work }) => work);
          const stalling = works.find(({ payload }) => payload === 'stalls');
          if (stalling) {
            tries.push(stalling.attempts);
            await computeTooLong(world.db, tx);
          }
          await finishBatch(tx, batch);
          done.push(...works.map(({ payload }) => payload));
        });
      const node = await world.node({
        queues: [{ name: 'advance', mode: 'batch', maxLanes: 128, run }],
      });
      const others = range(9).map((n) => workOf({ queue: 'advance', lane: 4 + 2 * n, payload: n }));
      await world.enqueue(
        [workOf({ queue: 'advance', lane: 2, payload: 'stalls' }), ...others],
        node,
      );
      await node.lanes.drained();
      expect(done).toEqual(range(9));
      for (const _ of range(4)) {
        await node.clock.advance(2_000);
        await node.lanes.drained();
      }
      expect(tries.slice(-3)).toEqual([1, 2, 3]);
      expect(node.lanes.figures().deadLetters).toBe(1);
      expect(await world.left()).toBe(0);
    });

    it('does nothing twice when its work was finished by another', async () => {
      await using world = await createWorld();
      const batch = recordingBatch(world.db);
      const gate = createGate();
      const node = await world.node({
        queues: [
          {
            ...batch,
            async run(lanes: readonly LaneBatch[]) {
              await gate.passed;
              await batch.run(lanes);
            },
          },
        ],
      });
      const rows = ['gone', 'next'].map((payload) =>
        workOf({ queue: 'advance', lane: 2, payload }),
      );
      const [gone] = await world.enqueue(rows, node);
      await world.db.query('delete from lane_work where id = $1', [gone]);
      gate.open();
      await node.lanes.drained();
      expect(payloadsOf(batch.seen, 2)).toEqual(['next']);
    });

    it('goes on after its database connections were cut', async () => {
      await using world = await createWorld();
      const batch = recordingBatch(world.db);
      let cut = false;
      const node = await world.node({
        queues: [
          {
            ...batch,
            async run(lanes: readonly LaneBatch[]) {
              if (!cut) {
                cut = true;
                await world.db.query('select pg_terminate_backend(pg_backend_pid())');
              }
              await batch.run(lanes);
            },
          },
        ],
      });
      await world.enqueue(
        range(50).map((lane) => workOf({ queue: 'advance', lane, payload: lane })),
        node,
      );
      await node.lanes.drained();
      await node.clock.advance(1_000);
      await node.lanes.drained();
      expect(new Set(batch.seen.map(({ lane }) => lane)).size).toBe(50);
      expect(batch.seen.length).toBe(50);
      expect(node.lanes.figures().deadLetters).toBe(0);
    });
  });

/** Dead letters come back as late repeats. */
export const redriveSuite = (createWorld: CreateWorld) =>
  describe('redrive', () => {
    const page = { pageSize: 2, pageNumber: 1 };

    it('puts back in order, late, only those of the organisation, and only once', async () => {
      await using world = await createWorld();
      let isDown = true;
      const late: unknown[] = [];
      const effect = recordingEffect({
        async run(work) {
          late.push(work.late ?? false);
          return isDown ? { kind: 'dead', reason: 'down' } : { kind: 'done' };
        },
      });
      const node = await world.node({ queues: [effect] });
      await world.enqueue(
        [
          ...[1, 2, 3].map((payload) => workOf({ queue: 'send', lane: 5, payload })),
          workOf({ queue: 'send', lane: 6, payload: 'of B', org: orgB }),
        ],
        node,
      );
      await node.lanes.drained();
      isDown = false;
      effect.seen.length = 0;
      late.length = 0;
      const first = await listDeadLetters(world.db, { org: orgA }, page);
      const second = await listDeadLetters(world.db, { org: orgA }, { ...page, pageNumber: 2 });
      const ofB = await listDeadLetters(world.db, { org: orgB }, page);
      expect([first.total, first.letters.length, second.letters.length]).toEqual([3, 2, 1]);
      expect(ofB.letters).toMatchObject([{ payload: 'of B', org: orgB }]);
      const ids = [...first.letters, ...second.letters, ...ofB.letters].map(({ id }) => id);
      const back = await world.db.transaction((tx) =>
        redrive(tx, { org: orgA, ids, clock: node.clock }),
      );
      node.lanes.committed(back);
      await node.lanes.drained();
      expect(effect.seen.map(({ payload }) => payload)).toEqual([1, 2, 3]);
      expect(late).toEqual([true, true, true]);
      expect(await redrive(world.db, { org: orgA, ids, clock: node.clock })).toEqual([]);
      expect((await listDeadLetters(world.db, { org: orgA }, page)).total).toBe(0);
      expect((await listDeadLetters(world.db, { org: orgB }, page)).total).toBe(1);
      const redriven = { org: orgA, queue: 'send', lane: 5, redriven: true };
      expect((await listDeadLetters(world.db, redriven, page)).total).toBe(3);
      expect((await listDeadLetters(world.db, { ...redriven, lane: 6 }, page)).total).toBe(0);
    });
  });
