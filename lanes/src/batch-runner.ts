import type { Clock, Ids, Log } from '@tandem/kit';
import { failureKind, reasonOf } from './failures.ts';
import type { LaneBook } from './lane-book.ts';
import type { Group, Lane } from './lane-book.types.ts';
import type { LanesStore } from './lanes.store.ts';
import type { BatchQueue, Work } from './lanes.types.ts';
import type { Leases } from './leases.ts';
import { exponential } from './retry-policies.ts';
import { createTurns, type Runner } from './turns.ts';

/** A lane whose step fails by itself: four tries within four seconds, then its head is a dead letter. */
const poisonPolicy = exponential({ baseMs: 500, capMs: 2_000, totalMs: 4_000 });
const conflictMs = 100;
const outageMs = 250;
const undoneMs = 1_000;

type Turn = { readonly lane: Lane; readonly works: readonly Work[] };

const isSuspect = (lane: Lane) => (lane.held[0]?.work.attempts ?? 0) > 0;
const worksOf = (lane: Lane): Work[] => lane.held.map(({ work }) => work);

/** Runs a batch queue: one batch under way in each shard, smaller batches where one fails. */
export const createBatchRunner = (options: {
  queue: BatchQueue;
  store: LanesStore;
  book: LaneBook;
  leases: Leases;
  clock: Clock;
  ids: Ids;
  log: Log;
  onDead: () => void;
}): Runner => {
  const { queue, store, book, leases, clock, ids, log, onDead } = options;
  const turns = createTurns({ book, leases, clock });

  const gather = (group: Group): Turn[] => {
    const batch: Turn[] = [];
    while (batch.length < queue.maxLanes) {
      const lane = turns.take(group);
      if (!lane) break;
      if (!isSuspect(lane)) {
        batch.push({ lane, works: worksOf(lane) });
        continue;
      }
      // What failed before is tried alone, so that it takes nobody along.
      if (batch.length > 0) turns.giveBack(lane);
      else batch.push({ lane, works: worksOf(lane).slice(0, 1) });
      break;
    }
    return batch;
  };
  const complete = (batch: readonly Turn[], undone: ReadonlySet<number>) => {
    for (const { lane, works } of batch) {
      const done = works.filter(({ id }) => !undone.has(id));
      book.pass(lane, done);
      book.finish(done);
      if (done.length > 0 || works.length === 0) turns.end(lane, 'goOn');
      else turns.end(lane, { restMs: undoneMs });
    }
  };
  const endAll = (batch: readonly Turn[], how: Parameters<typeof turns.end>[1]) => {
    for (const { lane } of batch) turns.end(lane, how);
  };
  const condemn = async ({ lane, works }: Turn, error: unknown) => {
    const work = works[0] as Work;
    const pause = poisonPolicy(work.attempts + 1, ids.random);
    const at = clock.now();
    log.error(
      { err: error, queue: queue.name, lane: lane.lane, dead: pause === null },
      'step failed',
    );
    const outcome =
      pause === null
        ? ({ kind: 'dead', reason: reasonOf(error) } as const)
        : ({ kind: 'retry', runAt: new Date(at.getTime() + pause) } as const);
    const settlement = { tenure: lane.tenure, work, attempts: work.attempts + 1, ...outcome };
    try {
      await store.settle([settlement], at);
      if (pause === null) onDead();
      turns.end(lane, pause === null ? 'reload' : { restMs: pause });
    } catch (failure) {
      log.warn({ err: failure, queue: queue.name }, 'failed step not noted');
      turns.end(lane, { restMs: undoneMs });
    }
  };
  const runApart = async (batch: readonly Turn[], error: unknown): Promise<void> => {
    const [only] = batch;
    if (only && batch.length === 1) {
      if (failureKind(error) === 'conflict') return turns.end(only.lane, { restMs: conflictMs });
      if (only.works.length > 1)
        return runBatch([{ lane: only.lane, works: only.works.slice(0, 1) }]);
      return condemn(only, error);
    }
    const middle = Math.ceil(batch.length / 2);
    await runBatch(batch.slice(0, middle));
    await runBatch(batch.slice(middle));
  };
  const afterFailure = async (batch: readonly Turn[], error: unknown): Promise<void> => {
    const kind = failureKind(error);
    if (kind === 'conflict' || kind === 'poison') return runApart(batch, error);
    log.warn({ err: error, queue: queue.name, lanes: batch.length }, 'batch not committed');
    if (kind === 'workGone') return endAll(batch, 'reload');
    if (kind === 'leaseLost') await leases.tick().catch(() => {});
    endAll(batch, { restMs: outageMs });
  };
  const runBatch = async (batch: readonly Turn[]): Promise<void> => {
    const alive = batch.filter(({ lane }) => !lane.tenure.lost.signal.aborted);
    endAll(
      batch.filter((turn) => !alive.includes(turn)),
      'goOn',
    );
    if (alive.length === 0) return;
    try {
      const result = await queue.run(
        alive.map(({ lane, works }) => ({
          part: lane.tenure.part,
          lane: lane.lane,
          epoch: lane.tenure.epoch,
          work: works,
        })),
      );
      complete(alive, new Set(result?.undone));
    } catch (error) {
      await afterFailure(alive, error);
    }
  };
  const runGroup = async (group: Group) => {
    try {
      for (let batch = gather(group); batch.length > 0; batch = gather(group))
        await runBatch(batch);
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
    stop: turns.stop,
  };
};
