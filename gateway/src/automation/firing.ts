import type { FlowValue } from '@tandem/flows';
import { isDatabaseTrouble, type Transaction } from '@tandem/kit';
import type { CommittedWork } from '@tandem/lanes';
import type { AutomationDeps } from './automation.deps.ts';
import type { NewRun } from './automation.model.ts';
import { countOpenRuns } from './runs.store.ts';
import { labelled, maxOpenRuns, prepareRun, storeRun } from './start-run.usecases.ts';
import type { Trigger } from './triggers.model.ts';
import { deleteTriggersOf } from './triggers.store.ts';
import { withOccasion } from './values.rules.ts';

/** One time a trigger sets its flow going. */
export type Firing = {
  readonly trigger: Trigger;
  /** Names the occasion: the same one starts one run. */
  readonly token: string;
  /** What the flow's input variable `event` is told. */
  readonly occasion: FlowValue;
  /** Executions before it: over HTTP, and through events. */
  readonly depth: number;
  readonly eventDepth: number;
};

const preparedRun = async (
  deps: AutomationDeps,
  { trigger, token, occasion, depth, eventDepth }: Firing,
): Promise<NewRun | null> => {
  const { org, flow: flowId, label, kind, id } = trigger;
  const told = { org, flow: flowId, trigger: id };
  const head = await deps.flows.head(org, flowId);
  if (!head) await deleteTriggersOf(deps.db, { org, flow: flowId });
  if (!head?.active || head.kind !== 'automation') return null;
  const found = await labelled(deps, { org, flowId, label });
  if (!found) {
    deps.log.warn({ ...told, label }, 'a flow was not started: no version of it has the label');
    return null;
  }
  if ((await countOpenRuns(deps.db, { org, flow: flowId, limit: maxOpenRuns })) >= maxOpenRuns) {
    deps.log.warn(told, 'a flow was not started: too many of its executions have not ended');
    return null;
  }
  const inputs = await deps.sealing.openTrigger({ org, id, sealed: trigger.inputsSealed });
  return prepareRun(deps, head, {
    ...{ org, token, depth, eventDepth, origin: kind, startedBy: null, cause: id, ...found },
    inputs: withOccasion(found.published.flow, inputs, occasion),
  });
};

/**
 * The run a firing starts; null where the flow rests, is not published, does not take the inputs any more, or cannot be
 * opened: one flow holds up nobody else's. @throws only for troubles of the database: then nothing is passed over
 */
export const prepareFiring = async (
  deps: AutomationDeps,
  firing: Firing,
): Promise<NewRun | null> => {
  try {
    return await preparedRun(deps, firing);
  } catch (error) {
    if (isDatabaseTrouble(error)) throw error;
    const { org, flow, id } = firing.trigger;
    deps.log.warn(
      { org, flow, trigger: id, err: error },
      'a flow was not started: its trigger does not fit it, or it cannot be opened',
    );
    return null;
  }
};

/** Stores the runs of firings in the transaction that notes that they are done. @returns the first work of each. */
export const storeFirings = async (
  tx: Transaction,
  runs: readonly (NewRun | null)[],
): Promise<readonly CommittedWork[]> => {
  const work: CommittedWork[] = [];
  for (const prepared of runs) {
    const stored = prepared && (await storeRun(tx, prepared));
    if (stored) work.push(...stored.work);
  }
  return work;
};
