import { createTestClock } from '@tandem/kit/testing';
import { describe, expect, it } from 'vitest';
import { freeDeadNodes } from './index.ts';
import {
  createGate,
  finishBatch,
  type LanesWorld,
  recordingEffect,
  type TestNode,
  until,
  workOf,
} from './lanes.test-support.ts';
import type { BatchQueue, EffectQueue, Work } from './lanes.types.ts';

type CreateWorld = () => Promise<LanesWorld>;

/** A queue that says with how many attempts it was given its work; what a dying node begins never ends. */
const counting = (mode: 'effect' | 'batch') => {
  const gate = createGate();
  const seen: string[] = [];
  const note = (node: string, works: readonly Work[]) =>
    seen.push(...works.map(({ payload, attempts }) => `${node} ${payload} ${attempts}`));
  const queue = ({ db }: LanesWorld, node: string, dies: boolean): EffectQueue | BatchQueue => {
    const common = { name: 'send', countsLostTries: true } as const;
    const run: BatchQueue['run'] = async (batch) => {
      note(
        node,
        batch.flatMap(({ work }) => work),
      );
      if (dies) await gate.passed;
      await finishBatch(db, batch);
    };
    if (mode === 'effect')
      return {
        ...recordingEffect({
          async run(work) {
            note(node, [work]);
            if (dies) await gate.passed;
            return { kind: 'done' };
          },
        }),
        ...common,
      };
    return { ...common, mode, maxLanes: 8, run };
  };
  return { seen, queue, [Symbol.dispose]: gate.open };
};

const bad = workOf({ queue: 'send', lane: 1, payload: 'bad' });

const storedAttempts = async ({ db }: LanesWorld) =>
  (await db.query<{ attempts: number }>('select attempts from lane_work order by id')).map(
    ({ attempts }) => attempts,
  );

/** The node takes what the dead ones held. */
const takeOver = async ({ db }: LanesWorld, { lanes, clock }: TestNode, me: string) => {
  while (lanes.owns(1) === null) {
    await db.query(
      `update lease l set until = '-infinity'
       from (select part from lease where owner <> $1 for update skip locked) dead where l.part = dead.part`,
      [me],
    );
    // In small steps, so that a slow database costs the node little of its time.
    await clock.advance(500);
  }
};

/** A try that ended with its node is counted, so that work which ends nodes is known by its attempts. */
export const triesSuite = (createWorld: CreateWorld) =>
  describe('a try that ended with its node', () => {
    it.each(['effect', 'batch'] as const)('counts as an attempt (%s)', async (mode) => {
      await using world = await createWorld();
      using tries = counting(mode);
      const { seen, queue } = tries;
      await world.enqueue([bad]);
      for (const nodeId of ['a', 'b', 'c']) {
        const node = await world.node({ nodeId, queues: [queue(world, nodeId, true)] });
        await takeOver(world, node, nodeId);
        await until(() => seen.some((one) => one.startsWith(nodeId)));
        await node.cut();
      }
      expect(seen).toEqual(['a bad 0', 'b bad 0', 'c bad 1']);
      const last = await world.node({ nodeId: 'd', queues: [queue(world, 'd', false)] });
      await takeOver(world, last, 'd');
      // What comes later was tried by nobody.
      await world.enqueue([workOf({ queue: 'send', lane: 1, payload: 'new' })], last);
      await last.lanes.drained();
      expect(seen.slice(3)).toEqual(['d bad 2', 'd new 0']);
    });

    it('is noted before the next one begins', async () => {
      await using world = await createWorld();
      using tries = counting('effect');
      const { seen, queue } = tries;
      await world.enqueue([bad]);
      const began = createTestClock().now();
      await world.db.query('select from lane_lease($1, $2, $3)', ['a', 60_000, began]);
      // As a single node does when it starts after a crash.
      await freeDeadNodes(world.db);
      await world.node({ nodeId: 'b', queues: [queue(world, 'b', true)] });
      await until(() => seen.length === 1);
      expect(await storedAttempts(world)).toEqual([1]);
    });

    it('leaves the next owner in doubt for some minutes', async () => {
      await using world = await createWorld();
      const first = await world.node({ nodeId: 'a', queues: [] });
      expect(first.lanes.inDoubt()).toBe(false);
      await first.cut();
      const leaseTimes = { lifeMs: 3_600_000, renewMs: 3_000 };
      const second = await world.node({ nodeId: 'b', queues: [], leaseTimes });
      await takeOver(world, second, 'b');
      expect(second.lanes.inDoubt()).toBe(true);
      await second.clock.advance(5 * 60_000);
      expect(second.lanes.inDoubt()).toBe(false);
    });

    it('is none where the work was not tried', async () => {
      await using world = await createWorld();
      let offers = 0;
      const run: EffectQueue['run'] = async ({ attempts }) => {
        offers += 1;
        return offers < 4 ? { kind: 'untried' } : { kind: 'done', info: attempts };
      };
      const node = await world.node({
        queues: [
          {
            ...recordingEffect({ run }),
            async onSettled(_tx, settled) {
              expect(settled.map(({ outcome }) => outcome.info)).toEqual([0]);
            },
          },
        ],
      });
      await world.enqueue([bad], node);
      await until(async () => {
        await node.clock.advance(250);
        return (await world.left()) === 0;
      });
      expect(offers).toBe(4);
    });

    it('that was not tried is offered again when its time has come', async () => {
      await using world = await createWorld();
      const offered: number[] = [];
      const node = await world.node({
        leaseTimes: { lifeMs: 3_600_000, renewMs: 3_000 },
        queues: [
          recordingEffect({
            run: async () => {
              offered.push(node.clock.monotonicMs());
              return offered.length < 2 ? { kind: 'untried', afterMs: 60_000 } : { kind: 'done' };
            },
          }),
        ],
      });
      await world.enqueue([bad], node);
      await until(async () => {
        await node.clock.advance(1_000);
        return (await world.left()) === 0;
      });
      const [first = 0, second = 0] = offered;
      expect(second - first).toBeGreaterThanOrEqual(60_000);
      expect(offered).toHaveLength(2);
    });

    it('is none where the partition was given back, or where nobody asks for it', async () => {
      await using world = await createWorld();
      using tries = counting('effect');
      const { seen, queue } = tries;
      await (await world.node({ nodeId: 'a', queues: [] })).stop();
      await world.enqueue([bad]);
      const second = await world.node({ nodeId: 'b', queues: [queue(world, 'b', true)] });
      await until(() => seen.length === 1);
      await second.cut();
      const { countsLostTries: _, ...plain } = queue(world, 'c', true);
      const third = await world.node({ nodeId: 'c', queues: [plain as EffectQueue] });
      await takeOver(world, third, 'c');
      await until(() => seen.length === 2);
      expect([seen, await storedAttempts(world)]).toEqual([['b bad 0', 'c bad 0'], [0]]);
    });
  });
