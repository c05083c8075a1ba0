import { parkedOf } from '../store/index.ts';
import type { Entry } from './entry.ts';
import type { ParkedLane } from './parking.ts';
import { alone, type Run } from './run.ts';
import { settleCall } from './settle.ts';

/** Parked events of one key that are taken in hand at once, and keys at once. */
const parkedPage = 50;
const parkedLanes = 8;

const send = async (run: Run, call: readonly Entry[]) => {
  const { hand } = run;
  const { deps, driver, destination } = hand;
  const { clock, log } = deps;
  const [at, begun] = [clock.now(), clock.monotonicMs()];
  const result = await driver.send(call.map(({ event }) => event)).catch((error) => {
    log.error({ err: error, destination: destination.id }, 'driver of an event destination threw');
    return { kind: 'unavailable', code: 'driver.failed', reason: 'Sending failed.' } as const;
  });
  // Perhaps what received is gone.
  if (result.kind === 'denied' && driver.prepare) run.prepared = false;
  settleCall(hand, call, { result, times: { at, durationMs: clock.monotonicMs() - begun } });
};

const prepare = async ({ hand }: Run): Promise<boolean> => {
  const { driver, rest, pending } = hand;
  const result = (await driver.prepare?.()) ?? { kind: 'done' };
  const report = result.kind === 'done' ? rest.answered({ denied: null }) : rest.failed(result);
  if (report) pending.batch().report = report;
  return result.kind === 'done';
};

/** Makes what receives at the other side, before anything is sent; tried again as sending is. */
const prepareFirst = (run: Run) => {
  const { rest, deps } = run.hand;
  if (run.stopping || !run.leaseHeld()) return;
  if (rest.resting()) run.stepIn(rest.until() - deps.clock.monotonicMs());
  else
    alone(run, 'preparing', async () => {
      run.prepared = await prepare(run);
    });
};

/** Sends calls, as many at once as the destination takes; one at a time after it was away. */
export const dispatch = (run: Run): void => {
  if (!run.prepared) {
    prepareFirst(run);
    return;
  }
  const { rest, window, driver, deps } = run.hand;
  const { limits } = driver;
  while (!run.stopping && run.leaseHeld() && !rest.resting()) {
    if (run.inFlight >= (rest.probing() ? 1 : limits.inFlight)) return;
    const call = window.next(limits);
    if (!call) return;
    run.inFlight += 1;
    void send(run, call).finally(() => {
      run.inFlight -= 1;
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
  window.addParked(parked, driver.sizeOf);
  // Nothing is there: somebody has removed it.
  if (parked.length === 0) parking.forget(lane);
};

/** Takes parked keys in hand whose time has come. */
export const retryParked = (run: Run): void => {
  const { rest, parking, deps } = run.hand;
  if (run.stopping || rest.resting() || run.busy.has('loading')) return;
  const now = deps.clock.now().getTime();
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
