import { isDatabaseTrouble } from '@tandem/kit';
import type { AutomationDeps } from './automation.deps.ts';
import { prepareFiring, storeFirings } from './firing.ts';
import type { Trigger } from './triggers.model.ts';
import { nextDue } from './triggers.rules.ts';
import { dueTriggers, passDue } from './triggers.store.ts';

const atOnce = 50;
/** When a schedule is looked at again that could not be dealt with, such as one whose zone this server does not know. */
const postponedMs = 3_600_000;

/** One due schedule: its run and its next time in one transaction, so that no other node and no restart does it again. */
const fire = async (deps: AutomationDeps, trigger: Trigger): Promise<void> => {
  const { cron, timeZone, nextAt, id } = trigger;
  if (cron === null || timeZone === null || nextAt === null) return;
  const due = nextAt.toISOString();
  // What was missed while nobody was there is one run.
  const next = nextDue({ cron, timeZone }, deps.clock.now());
  const run = await prepareFiring(deps, {
    trigger,
    token: `schedule ${id} ${due}`,
    occasion: { type: 'schedule', at: due },
    depth: 0,
    eventDepth: 0,
  });
  const work = await deps.db.transaction(async (tx) =>
    (await passDue(tx, trigger, next)) ? storeFirings(tx, [run]) : [],
  );
  deps.lanes().committed(work);
};

/** A schedule that cannot be dealt with holds up nobody else's. */
const fireOrPostpone = async (deps: AutomationDeps, trigger: Trigger): Promise<void> => {
  try {
    await fire(deps, trigger);
  } catch (error) {
    if (isDatabaseTrouble(error)) throw error;
    const { id, org, flow } = trigger;
    deps.log.warn({ err: error, org, flow, trigger: id }, 'a schedule could not start its flow');
    await passDue(deps.db, trigger, new Date(deps.clock.now().getTime() + postponedMs));
  }
};

/** Starts the flows whose schedules are due. @returns whether there may be more. */
export const fireSchedules = async (deps: AutomationDeps): Promise<boolean> => {
  const due = await dueTriggers(deps.db, { now: deps.clock.now(), limit: atOnce });
  for (const trigger of due) await fireOrPostpone(deps, trigger);
  return due.length === atOnce;
};
