import type { Clock, Ids, Log } from '@tandem/kit';
import { failureKind, isLostConnection, reasonOf } from './failures.ts';
import type { LaneBook } from './lane-book.ts';
import type { Group, Lane } from './lane-book.types.ts';
import type { LanesStore } from './lanes.store.ts';
import type { BatchQueue, BatchResult, Work } from './lanes.types.ts';
import type { Leases } from './leases.ts';
import { exponential } from './retry-policies.ts';
import { countTries } from './tries.ts';
import { createTurns, type Runner, type TurnEnd, type Turns } from './turns.ts';

/** A lane whose step fails by itself: four tries within four seconds, then its head is a dead letter. */
const poisonPolicy = exponential({ baseMs: 500, capMs: 2_000, totalMs: 4_000 });
const conflictMs = 100;
const outageMs = 250;
const undoneMs = 1_000;

type Turn = { readonly lane: Lane; readonly works: readonly Work[] };

type BatchOptions = {
  queue: BatchQueue;
  store: LanesStore;
  book: LaneBook;
  leases: Leases;
  clock: Clock;
  ids: Ids;
  log: Log;
  onDead: () => void;
};

const isSuspect = (lane: Lane) => (lane.held[0]?.work.attempts ?? 0) > 0;
const worksOf = (lane: Lane): Work[] => lane.held.map(({ work }) => work);
const headOf = ({ lane, works }: Turn): Turn => ({ lane, works: works.slice(0, 1) });

/** The next batch of a shard. What failed before is tried alone, so that it takes nobody along. */
const gather = (group: Group, turns: Turns, maxLanes: number): Turn[] => {
  const batch: Turn[] = [];
  while (batch.length < maxLanes) {
    const lane = turns.take(group);
    if (!lane) return batch;
    const turn = { lane, works: worksOf(lane) };
    if (!isSuspect(lane)) {
      batch.push(turn);
      continue;
    }
    if (batch.length === 0) return [headOf(turn)];
    turns.end(lane, 'goOn');
    return batch;
  }
  return batch;
};

/** Notes the failure of a head that failed alone: tried again after a pause, then a dead letter. */
const createCondemn =
  ({ queue, store, clock, ids, log, onDead }: BatchOptions) =>
  async ({ lane, works }: Turn, error: unknown): Promise<TurnEnd> => {
    const work = works[0] as Work;
    const attempts = work.attempts + 1;
    const pause = poisonPolicy(attempts, ids.random);
    const now = clock.now();
    log.error({ err: error, queue: queue.name, lane: lane.lane, attempts }, 'step failed');
    const outcome =
      pause === null
        ? ({ kind: 'dead', reason: reasonOf(error) } as const)
        : ({ kind: 'retry', runAt: new Date(now.getTime() + pause) } as const);
    try {
      await store.settle([{ tenure: lane.tenure, work, attempts, ...outcome }], now);
    } catch (failure) {
      log.warn({ err: failure, queue: queue.name }, 'failed step not noted');
      return { restMs: undoneMs };
    }
    if (pause !== null) return { restMs: pause };
    onDead();
    return 'reload';
  };

/** What a run left, by id: its place among what was not begun, null where it could not be done. */
const leftOf = (result: BatchResult): ReadonlyMap<number, number | null> | null => {
  const { undone = [], unbegun = [] } = result ?? {};
  if (undone.length + unbegun.length === 0) return null;
  const left = new Map<number, number | null>(undone.map((id) => [id, null]));
  for (const [place, id] of unbegun.entries()) left.set(id, place);
  return left;
};

/** Runs batches of a queue, in smaller pieces where one fails, and ends the turn of every lane in them. */
const createBatchStep = (options: BatchOptions, turns: Turns) => {
  const { queue, store, book, leases, log } = options;
  const condemn = createCondemn(options);
  const endAll = (batch: readonly Turn[], how: TurnEnd) => {
    for (const { lane } of batch) turns.end(lane, how);
  };
  const complete = (batch: readonly Turn[], result: BatchResult) => {
    const left = leftOf(result);
    let isIdle = true;
    const passedOver: [Lane, place: number][] = [];
    for (const { lane, works } of batch) {
      const done = left === null ? works : works.filter(({ id }) => !left.has(id));
      book.pass(lane, done);
      book.finish(done);
      isIdle &&= done.length === 0;
      const place = left?.get(lane.held[0]?.work.id ?? 0) ?? null;
      if (place === null) turns.end(lane, done.length > 0 ? 'goOn' : { restMs: undoneMs });
      else passedOver.push([lane, place]);
    }
    // A run that begins nothing would be run again and again.
    const how = isIdle ? { restMs: undoneMs } : 'goOn';
    for (const [lane] of passedOver.sort(([, a], [, b]) => a - b)) turns.end(lane, how);
  };
  const runApart = async (batch: readonly Turn[], error: unknown): Promise<void> => {
    const [only] = batch;
    if (!only || batch.length > 1) {
      const middle = Math.ceil(batch.length / 2);
      await run(batch.slice(0, middle));
      return run(batch.slice(middle));
    }
    if (failureKind(error) === 'conflict') return turns.end(only.lane, { restMs: conflictMs });
    if (only.works.length > 1) return run([headOf(only)]);
    turns.end(only.lane, await condemn(only, error));
  };
  const afterFailure = async (batch: readonly Turn[], error: unknown): Promise<void> => {
    const kind = failureKind(error);
    if (kind === 'conflict' || kind === 'poison') return runApart(batch, error);
    log.warn({ err: error, queue: queue.name, lanes: batch.length }, 'batch not committed');
    if (kind === 'workGone') return endAll(batch, 'reload');
    // Where the others still are served, it is a lane of this batch that takes too long.
    if (isLostConnection(error) && (await store.answers())) return runApart(batch, error);
    if (kind === 'leaseLost') await leases.tick().catch(() => {});
    endAll(batch, { restMs: outageMs });
  };
  const run = async (turnsOfBatch: readonly Turn[]): Promise<void> => {
    const isLost = ({ lane }: Turn) => lane.tenure.lost.signal.aborted;
    endAll(turnsOfBatch.filter(isLost), 'goOn');
    const batch = turnsOfBatch.filter((turn) => !isLost(turn));
    if (batch.length === 0) return;
    try {
      await countTries(options, batch);
      const result = await queue.run(
        batch.map(({ lane: { tenure, lane }, works }) => ({
          part: tenure.part,
          lane,
          epoch: tenure.epoch,
          work: works,
        })),
      );
      complete(batch, result);
    } catch (error) {
      await afterFailure(batch, error);
    }
  };
  return run;
};

/** Runs a batch queue: one batch under way in each shard. */
export const createBatchRunner = (options: BatchOptions): Runner => {
  const turns = createTurns(options);
  const step = createBatchStep(options, turns);
  const next = (group: Group) => gather(group, turns, options.queue.maxLanes);
  const runGroup = async (group: Group) => {
    try {
      for (let batch = next(group); batch.length > 0; batch = next(group)) await step(batch);
    } finally {
      group.inFlight = 0;
    }
  };
  return {
    dispatch(group) {
      if (group.inFlight > 0 || group.ready.size() === 0) return;
      group.inFlight = 1;
      turns.track(runGroup(group));
    },
    inFlight: turns.inFlight,
    taken: turns.taken,
    idle: turns.idle,
    standing: () => 0,
    stop: turns.stop,
  };
};
