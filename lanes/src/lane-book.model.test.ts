import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLaneBook } from './lane-book.ts';
import { createTenure, type Group, type HeldWork, type Lane } from './lane-book.types.ts';
import type { Work } from './lanes.types.ts';

const laneDepth = 3;
const limits = { laneDepth, groupDepth: 5, totalDepth: 9, crowdedDepth: 3 };

const held = (work: Work): HeldWork => ({ work, runAtMs: Number.NEGATIVE_INFINITY });

/**
 * A table and a book beside it. Every action of the world is a method; which one comes next is fast-check's choice,
 * so reads are answered with what the table held when they began, and completions are written late.
 */
const createModel = () => {
  const table = new Map<number, Work>();
  const ran: Work[] = [];
  const running: { lane: Lane; works: Work[] }[] = [];
  const settling: Work[] = [];
  const wakes: (() => void)[] = [];
  const reads: (() => void)[] = [];
  const ready = new Set<Group>();
  const tenure = createTenure(0, 1);
  let ids = 0;
  const book = createLaneBook({
    groupings: new Map([['q', ({ lane }: Work) => String(lane % 2)]]),
    onReady: (group) => void ready.add(group),
    onCold: () => {},
    limits,
  });
  const rowsOf = (lane: number) => [...table.values()].filter((work) => work.lane === lane);
  const pick = <T>(from: T[], choice: number) => from.splice(choice % from.length, 1)[0];

  const actions = {
    commit(choice: number) {
      const lane = choice % 5;
      const after = rowsOf(lane).at(-1)?.id ?? null;
      ids += 1;
      const work = { org: 'o', queue: 'q', part: 0, id: ids, lane, payload: ids, attempts: 0 };
      table.set(work.id, work);
      if (choice % 3 === 0) return;
      book.offer(tenure, { row: choice % 3 === 1 ? { ...work, after } : work, from: 'commit' });
    },
    beginScan() {
      const seen = [...table.values()];
      reads.push(() => {
        for (const row of seen) book.offer(tenure, { row, from: 'scan' });
      });
    },
    beginLoad(choice: number) {
      const lanes = book.takeCold(1 + (choice % 3));
      const answers = lanes.map((lane) => ({ lane, rows: rowsOf(lane.lane).slice(0, laneDepth) }));
      reads.push(() => {
        for (const { lane, rows } of answers)
          book.loaded(lane, { rows: rows.map(held), all: rows.length < laneDepth });
      });
    },
    // One read is under way at a time, and ids are forgotten only between two.
    answerReads() {
      for (const answer of reads.splice(0)) answer();
      book.known.rotate();
    },
    start(choice: number) {
      const group = [...ready][choice % Math.max(1, ready.size)];
      const lane = group && book.take(group);
      if (!lane) return;
      const works = lane.held.map(({ work }) => work).slice(0, 1 + (choice % 3));
      ran.push(...works);
      running.push({ lane, works });
    },
    finishBatch(choice: number) {
      const turn = running.length > 0 ? pick(running, choice) : undefined;
      if (!turn) return;
      for (const { id } of turn.works) table.delete(id);
      book.pass(turn.lane, turn.works);
      book.finish(turn.works);
      book.goOn(turn.lane);
    },
    finishEffect(choice: number) {
      const turn = running.length > 0 ? pick(running, choice) : undefined;
      if (!turn) return;
      settling.push(...turn.works);
      book.pass(turn.lane, turn.works);
      book.goOn(turn.lane);
    },
    settle() {
      for (const { id } of settling) table.delete(id);
      book.finish(settling.splice(0));
    },
    fail(choice: number) {
      const turn = running.length > 0 ? pick(running, choice) : undefined;
      if (!turn) return;
      const failed = new Set(turn.works);
      ran.splice(0, ran.length, ...ran.filter((work) => !failed.has(work)));
      if (choice % 2 === 0) return book.reload(turn.lane);
      book.rest(turn.lane, (wake) => {
        wakes.push(wake);
        return { cancel: () => {} };
      });
    },
    wake(choice: number) {
      if (wakes.length > 0) pick(wakes, choice)?.();
    },
  };
  const finishAll = () => {
    // One scan finds what nobody told; from there on the book asks for what it needs.
    actions.answerReads();
    actions.beginScan();
    actions.answerReads();
    const isLeft = () => table.size > 0 || running.length > 0 || book.figures().active > 0;
    for (let round = 0; round < 10_000 && isLeft(); round += 1) {
      actions.beginLoad(2);
      actions.answerReads();
      actions.wake(0);
      actions.start(round);
      actions.finishEffect(0);
      actions.settle();
    }
  };
  return { actions, finishAll, ran, table, book, committed: () => ids };
};

const names = Object.keys(createModel().actions) as (keyof ReturnType<
  typeof createModel
>['actions'])[];
const weighted = [...names, 'commit', 'commit', 'start', 'start', 'answerReads'] as const;
const steps = fc.array(fc.tuple(fc.constantFrom(...weighted), fc.nat(1_000)), {
  maxLength: 150,
  size: 'max',
});

describe('the book of lanes', () => {
  it('runs every committed row once and in order, whatever reads, retries and writes come between', () => {
    fc.assert(
      fc.property(steps, (chosen) => {
        const model = createModel();
        for (const [name, choice] of chosen) {
          model.actions[name](choice);
          expect(model.book.figures().inHand).toBeLessThanOrEqual(20);
        }
        model.finishAll();
        expect(model.table.size).toBe(0);
        const byLane = Map.groupBy(model.ran, ({ lane }) => lane);
        for (const works of byLane.values()) {
          const ids = works.map(({ id }) => id);
          expect(ids).toEqual([...ids].sort((a, b) => a - b));
        }
        expect(model.ran.length).toBe(model.committed());
        model.actions.answerReads();
        expect(model.book.figures()).toEqual({ inHand: 0, cold: 0, active: 0 });
      }),
      { numRuns: 500 },
    );
  });

  it('forgets a partition that was lost, also what runs and rests', () => {
    fc.assert(
      fc.property(steps, (chosen) => {
        const model = createModel();
        const tenure = createTenure(1, 1);
        for (const id of [1_000, 1_001, 1_002, 1_003, 1_004])
          model.book.offer(tenure, {
            row: { org: 'o', queue: 'q', part: 1, id, lane: 77, payload: 0, attempts: 0 },
            from: 'scan',
          });
        for (const [name, choice] of chosen) model.actions[name](choice);
        const before = model.book.figures().inHand;
        const own = [...(tenure.lanes.get('q')?.values() ?? [])];
        const rows = own.reduce((sum, lane) => sum + lane.held.length, 0);
        model.book.drop(tenure);
        expect(model.book.figures().inHand).toBe(before - rows);
        expect(tenure.lanes.size).toBe(0);
        for (const lane of own) {
          model.book.goOn(lane);
          model.book.reload(lane);
          expect([lane.state, lane.held]).toEqual(['idle', []]);
        }
      }),
      { numRuns: 100 },
    );
  });
});
