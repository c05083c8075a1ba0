import { parkedOf } from '../store/index.ts';
import type { Entry } from './entry.ts';
import type { ParkedLane } from './parking.ts';
import { notePrepared, prepareFirst } from './preparing.ts';
import { alone, type Run } from './run.ts';
import { settleCall } from './settle.ts';

/** Parked events of one key that are taken in hand at once, and keys at once. */
const parkedPage = 50;
const parkedLanes = 8;

const send = async (run: Run, call: readonly Entry[]) => {
  const { hand } = run;
  const { deps, driver, destination } = hand;
  const { clock, log } = deps;
  const [at, begun, takenBefore] = [clock.now(), clock.monotonicMs(), hand.taken];
  const events = call.map(({ event }) => event);
  const result = await driver.send(events, run.budgetMs()).catch((error) => {
    log.error({ err: error, destination: destination.id }, 'driver of an event destination threw');
    return { kind: 'unavailable', code: 'driver.failed', reason: 'Sending failed.' } as const;
  });
  notePrepared(run, result);
  const times = { at, durationMs: clock.monotonicMs() - begun };
  settleCall(hand, call, { result, times, othersTaken: hand.taken > takenBefore });
};

/**
 * The next call that may go. What was tried before goes beside what was not: it takes half of the calls at most, so that
 * others wait for none that is never answered. After the destination was away, one call of what is new finds out, and two
 * of the others: one of these may be what keeps it from answering.
 */
const nextCall = (run: Run): readonly Entry[] | null => {
  const { rest, window, driver } = run.hand;
  const { limits } = driver;
  if (run.inFlight >= limits.inFlight) return null;
  const probing = rest.probing();
  const fits = (tried: boolean) => {
    const underWay = tried ? run.triedInFlight : run.inFlight - run.triedInFlight;
    if (probing) return underWay < (tried ? 2 : 1);
    return !tried || underWay < Math.max(1, Math.floor(limits.inFlight / 2));
  };
  for (const tried of [!run.triedLast, run.triedLast]) {
    const call = fits(tried) ? window.next(limits, tried) : null;
    if (!call) continue;
    run.triedLast = tried;
    return call;
  }
  return null;
};

/** Sends calls, as many at once as the destination takes. */
export const dispatch = (run: Run): void => {
  if (!run.prepared) {
    prepareFirst(run);
    if (!run.sendsUnprepared) return;
  }
  const { rest, deps } = run.hand;
  while (!run.stopping && run.leaseHeld() && !rest.resting()) {
    const call = nextCall(run);
    if (!call) return;
    const tried = run.triedLast ? 1 : 0;
    run.inFlight += 1;
    run.triedInFlight += tried;
    void send(run, call).finally(() => {
      run.inFlight -= 1;
      run.triedInFlight -= tried;
      run.step();
    });
  }
  if (rest.resting() && !run.stopping) run.stepIn(rest.until() - deps.clock.monotonicMs());
};

const loadLane = async ({ hand }: Run, lane: ParkedLane) => {
  const { deps, destination, window, driver, parking } = hand;
  const { stream, key } = lane;
  const parked = await parkedOf(deps.db, destination.id, { stream, key, limit: parkedPage });
  lane.inHand = parked.length;
  window.addParked(parked, { sizeOf: driver.sizeOf, alone: lane.alone });
  // Nothing is there: somebody has removed it.
  if (parked.length === 0) parking.forget(lane);
};

/** Takes parked keys in hand whose time has come. */
export const retryParked = (run: Run): void => {
  const { rest, parking, deps } = run.hand;
  if (run.stopping || rest.resting() || run.busy.has('loading')) return;
  const now = deps.clock.monotonicMs();
  const lanes = parking.due(now, run.committed, parkedLanes);
  if (lanes.length > 0)
    alone(run, 'loading', async () => {
      await Promise.all(lanes.map((lane) => loadLane(run, lane))).catch((error) =>
        run.trouble('parked events could not be read', error),
      );
    });
  const wait = parking.nextAt() - now;
  if (Number.isFinite(wait) && wait > 0) run.stepIn(wait);
};
