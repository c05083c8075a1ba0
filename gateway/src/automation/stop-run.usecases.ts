import { setTimers } from '@tandem/lanes';
import type { AutomationDeps } from './automation.deps.ts';
import { automationErrors } from './automation.errors.ts';
import { automationTimer, laneOf, type Run } from './automation.model.ts';
import { tellEnd } from './run-commit.ts';
import { findRun, stopRun } from './runs.store.ts';

/**
 * Stops a run: one that waits at once, one that calls somebody before its next step. One that has ended stays as it is.
 * @throws automationErrors.notFound
 */
export const stopExecution = async (
  deps: AutomationDeps & { readonly underWay: ReadonlyMap<number, AbortController> },
  asked: { readonly org: string; readonly flowId: string; readonly executionId: string },
): Promise<Run> => {
  const { db, clock } = deps;
  const named = { org: asked.org, flow: asked.flowId, uid: asked.executionId };
  const stopped = await db.transaction(async (tx) => {
    const run = await stopRun(tx, { ...named, at: clock.now() });
    if (!run) return null;
    const { org, part, id } = run;
    await setTimers(tx, [{ org, part, lane: laneOf(id), name: automationTimer, due: null }]);
    await tellEnd(tx, run, run);
    return run;
  });
  if (stopped) {
    deps.underWay.get(stopped.id)?.abort();
    deps.calls.forget({ org: stopped.org, run: stopped.uid });
    return stopped;
  }
  const ended = await findRun(db, named);
  if (!ended) throw automationErrors.notFound();
  return ended;
};
