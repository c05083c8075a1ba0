import { liveStream } from '../destination.types.ts';
import { planOf, storeBatch } from './commit.ts';
import { comparePositions } from './reader.ts';
import { look } from './reading.ts';
import { alone, type Run } from './run.ts';

/**
 * Commits come no closer than this while there is something to send. Each costs the database about as much as reading
 * a page; what was sent since the last one is sent again after a crash.
 */
const commitGapMs = 150;
/** A cursor that moves over events nobody wants is stored so often. */
const quietCommitMs = 30_000;

const replayDone = ({ replay, replayRead, hand }: Run): boolean =>
  replay !== null &&
  replayRead &&
  hand.window.isSettled(replay.id) &&
  !hand.parking.hasStream(replay.id);

const isDue = (run: Run): boolean => {
  const { window, pending, deps } = run.hand;
  const since = deps.clock.monotonicMs() - run.lastCommitMs;
  const isIdle = run.inFlight === 0 && !window.hasReady();
  if (run.stopping)
    return (
      run.inFlight === 0 &&
      !run.busy.has('reading') &&
      !run.busy.has('loading') &&
      !run.busy.has('preparing')
    );
  if (pending.isEmpty()) {
    const cursor = window.cursorOf(liveStream);
    const moved = cursor !== null && comparePositions(cursor, run.storedCursor) !== 0;
    return replayDone(run) || (moved && since >= quietCommitMs);
  }
  if (isIdle || since >= commitGapMs) return true;
  run.stepIn(commitGapMs - since);
  return false;
};

/** What the commit says of the replay that is under way. */
const replayOf = (run: Run) => {
  const { replay, hand } = run;
  const cursor = replay && (hand.window.cursorOf(replay.id) ?? replay.cursor);
  return replay && cursor ? { id: replay.id, cursor, finished: replayDone(run) } : null;
};

const commit = async (run: Run, final: boolean) => {
  const { hand, toldState } = run;
  const { pending, window, deps, destination } = hand;
  const number = pending.number();
  const batch = pending.take();
  const replay = replayOf(run);
  const plan = planOf(hand, batch, { replay, toldState, final });
  try {
    if (!(await storeBatch(hand, plan))) return run.finish('lost');
  } catch (error) {
    pending.giveBack(batch);
    throw error;
  }
  run.committed = number;
  run.lastCommitMs = deps.clock.monotonicMs();
  run.storedCursor = plan.cursor;
  if (batch.report) {
    run.toldState = batch.report.state;
    deps.reported(destination.id, destination.org, batch.report);
  }
  if (replay?.finished) {
    window.close(replay.id);
    run.replay = null;
    look(run);
  }
  if (final) run.finish('stopped');
};

/** Stores what became of events, when it is time. */
export const commitWhenDue = (run: Run): void => {
  if (run.over || run.busy.has('committing') || run.inTrouble() || !isDue(run)) return;
  alone(run, 'committing', () =>
    commit(run, run.stopping).catch((error) => {
      // Without the database nothing can be stored; whoever sends next repeats it.
      if (run.stopping) run.finish('stopped');
      else run.trouble('what was sent to a destination could not be stored', error);
    }),
  );
};
