import type { Clock, Database, Ids, Log } from '@tandem/kit';
import { failureKind, reasonOf } from './failures.ts';
import type { LaneBook } from './lane-book.ts';
import type { Group, Lane } from './lane-book.types.ts';
import type { LanesStore, Settlement } from './lanes.store.ts';
import type { EffectQueue, Outcome, SettledWork, Untried, Work } from './lanes.types.ts';
import type { Leases } from './leases.ts';
import { type Completion, createSettler } from './settler.ts';
import { countTries } from './tries.ts';
import { createTurns, type Runner } from './turns.ts';

/** What is kept of a lease for writing down how the effect ended. */
const marginMs = 1_000;
/** An effect that has less time than this would fail for our sake, not for the receiver's. */
const leastBudgetMs = 1_000;
/** Pause of a lane whose effect could not be tried because the database was away or busy. */
const untriedMs = 250;
/** Completions not yet written beyond which no new effect is started. */
const maxUnsettled = 4_096;

type Decision = Omit<Settlement, 'tenure' | 'work'> & {
  readonly final: boolean;
  /** How long the lane waits for the next try. */
  readonly pauseMs?: number;
};

/** What an outcome means under the queue's policy. */
export const decide = (options: {
  queue: Pick<EffectQueue, 'retry'>;
  work: Work;
  outcome: Outcome;
  now: Date;
  random: () => number;
}): Decision => {
  const { queue, work, outcome, now, random } = options;
  const attempts = work.attempts + 1;
  const { info } = outcome;
  if (outcome.kind === 'done') return { kind: 'done', attempts, info, final: true };
  const { reason } = outcome;
  const pause = outcome.kind === 'retry' ? queue.retry(attempts, random) : null;
  if (outcome.kind === 'dead' || pause === null)
    return { kind: 'dead', attempts, reason, info, final: true };
  const pauseMs = Math.max(pause, outcome.afterMs ?? 0);
  const runAt = new Date(now.getTime() + pauseMs);
  return { kind: 'retry', attempts, reason, info, runAt, pauseMs, final: false };
};

type Options = {
  queue: EffectQueue;
  db: Database;
  store: LanesStore;
  book: LaneBook;
  leases: Leases;
  clock: Clock;
  ids: Ids;
  log: Log;
  onDead: () => void;
};

const untried: Untried = { kind: 'untried', afterMs: untriedMs };

/** Untried: what an effect needs of the database is missing for a while, the effect is not at fault. */
const createAttempt =
  ({ queue, store, leases, log }: Pick<Options, 'queue' | 'store' | 'leases' | 'log'>) =>
  async (lane: Lane, work: Work): Promise<Outcome | Untried> => {
    try {
      await countTries({ queue, store }, [{ lane, works: [work] }]);
    } catch (error) {
      log.warn({ err: error, queue: queue.name }, 'try not counted, not begun');
      return untried;
    }
    try {
      const limits = { signal: lane.tenure.lost.signal, budgetMs: leases.leftMs() - marginMs };
      // What is stored may be of another version, which the queue knows nothing of.
      const outcome: Outcome | Untried | undefined = await queue.run(work, limits);
      return outcome ?? { kind: 'retry', reason: 'The queue told no outcome.' };
    } catch (error) {
      if (['outage', 'conflict'].includes(failureKind(error))) return untried;
      if (!lane.tenure.lost.signal.aborted)
        log.error({ err: error, queue: queue.name, lane: lane.lane }, 'effect failed');
      return { kind: 'retry', reason: reasonOf(error) };
    }
  };

/** Runs an effect queue: each lane in order, at most so many in flight a destination, fair over its lanes. */
export const createEffectRunner = (options: Options): Runner => {
  const { queue, db, store, book, leases, clock, ids, log, onDead } = options;
  const turns = createTurns({ book, leases, clock, marginMs: marginMs + leastBudgetMs });
  const settler = createSettler({ queue, db, store, leases, clock, log });

  const attempt = createAttempt(options);
  const note = (how: Completion, settlement: Settlement) => {
    const { kind, work } = settlement;
    if (how === 'gone') book.known.letGo(work.id);
    if (how !== 'committed') return;
    if (kind === 'dead') onDead();
    if (kind !== 'retry') book.finish([work]);
  };
  /** @param dueMs when the pause is over, on the clock that nobody sets */
  const endWaiting = (
    lane: Lane,
    { how, kind, dueMs }: { how: Completion; kind: Settlement['kind']; dueMs: number },
  ) => {
    const restMs = Math.max(0, dueMs - clock.monotonicMs());
    turns.end(lane, how === 'committed' && kind === 'retry' ? { restMs } : 'reload');
  };
  const settleOne = (lane: Lane, work: Work, outcome: Outcome) => {
    const {
      final,
      pauseMs = 0,
      ...decision
    } = decide({
      queue,
      work,
      outcome,
      now: clock.now(),
      random: ids.random,
    });
    const dueMs = clock.monotonicMs() + pauseMs;
    const settled: SettledWork = { work, outcome, final };
    settler.add({
      tenure: lane.tenure,
      settled,
      settlement: { tenure: lane.tenure, work, ...decision },
      laneWaits: !final,
      ended(how, settlement) {
        note(how, settlement);
        if (final) turns.leave(lane.tenure);
        else endWaiting(lane, { how, kind: settlement.kind, dueMs });
        dispatch(lane.group);
      },
    });
    // A lane goes on as soon as its head has ended; one whose head is tried again waits for that to be written.
    if (!final) return;
    turns.enter(lane.tenure);
    book.pass(lane, [work]);
    turns.end(lane, 'goOn');
  };
  const runOne = async (group: Group, lane: Lane) => {
    const { work } = lane.held[0] as { work: Work };
    group.inFlight += 1;
    const outcome = await attempt(lane, work);
    group.inFlight -= 1;
    if (lane.tenure.lost.signal.aborted) turns.end(lane, 'goOn');
    else if (outcome.kind === 'untried') turns.end(lane, { restMs: outcome.afterMs ?? untriedMs });
    else settleOne(lane, work, outcome);
    dispatch(group);
  };
  const dispatch = (group: Group) => {
    while (group.inFlight < queue.maxInFlightPerDestination && settler.size() < maxUnsettled) {
      const lane = turns.take(group);
      if (!lane) return;
      turns.track(runOne(group, lane));
    }
  };
  return {
    dispatch,
    inFlight: turns.inFlight,
    taken: turns.taken,
    idle: () => {
      const { items, lanes } = settler.deferred();
      return turns.inFlight() === lanes && settler.size() === items;
    },
    standing: () => settler.deferred().lanes,
    async stop() {
      await turns.stop();
      await settler.flush();
    },
  };
};
