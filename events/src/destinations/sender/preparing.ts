import type { SendResult } from '../destination.model.ts';
import { deniedBackoff, waitMs } from './backoff.rules.ts';
import { alone, type Run } from './run.ts';

/**
 * Takes to heart what an answer says of what receives: it is there when something was taken, whoever made it; perhaps it
 * is gone when nothing is let in.
 */
export const notePrepared = (run: Run, result: SendResult): void => {
  if (!run.hand.driver.prepare) return;
  if (result.kind === 'denied')
    Object.assign(run, { prepared: false, sendsUnprepared: false, prepareAt: 0 });
  else if (result.kind === 'answered' && result.outcomes.some(({ kind }) => kind === 'delivered'))
    run.prepared = true;
};

/** It may not be made by us. Somebody else may have made it, so what is sent finds out. */
const goUnprepared = (run: Run) => {
  const { clock, ids } = run.hand.deps;
  run.prepareFailures += 1;
  const wait = waitMs(deniedBackoff, { failures: run.prepareFailures, chance: ids.random() });
  run.prepareAt = clock.monotonicMs() + wait;
  run.sendsUnprepared = true;
};

const prepare = async (run: Run): Promise<void> => {
  const { driver, rest, pending, destination } = run.hand;
  const result = (await driver.prepare?.()) ?? { kind: 'done' };
  // A call under way has found it there.
  if (run.prepared) return;
  if (result.kind === 'done') {
    Object.assign(run, { prepared: true, sendsUnprepared: false, prepareFailures: 0 });
    const report = rest.answered({ delivered: true });
    if (report) pending.batch().report = report;
    return;
  }
  const isDenied = result.kind === 'denied';
  if (isDenied) goUnprepared(run);
  // It was there: what is sent next tells whether it still is.
  const isThere = isDenied && destination.lastDeliveredAt !== null;
  const report = isThere ? null : isDenied ? rest.unmade(result) : rest.failed(result);
  if (report) pending.batch().report = report;
};

/** Makes what receives at the other side, before anything is sent; tried again as sending is. */
export const prepareFirst = (run: Run): void => {
  const { rest, deps } = run.hand;
  if (run.stopping || !run.leaseHeld()) return;
  const wait = Math.max(rest.until(), run.prepareAt) - deps.clock.monotonicMs();
  if (wait > 0) run.stepIn(wait);
  else alone(run, 'preparing', () => prepare(run));
};
