import { type EffectQueue, exponential, type Outcome, type Work } from '@tandem/lanes';
import type { StartWork } from './triggers.driver.ts';
import { type TriggerDeps, triggerQueue } from './triggers.model.ts';
import { findTrigger } from './triggers.store.ts';

const hourMs = 3_600_000;

const toOutcome = async (deps: TriggerDeps, { org, payload }: Work): Promise<Outcome> => {
  const { trigger: id, event, inputs, depth = 0, dueAt, until } = payload as StartWork;
  const nowMs = deps.clock.now().getTime();
  const waitMs = Date.parse(dueAt) - nowMs;
  if (waitMs > 0) return { kind: 'retry', reason: 'its time has not come', afterMs: waitMs };
  const info = (why: string): Outcome => ({ kind: 'done', info: why });
  if (until !== null && nowMs > Date.parse(until)) return info('expired');
  const trigger = await findTrigger(deps.db, org, id);
  if (!trigger?.enabled) return info('switched off');
  const { flow } = trigger;
  const key = `trigger-${id}-${event}`;
  const result = await deps.flows.start({ org, flow, inputs, key, depth });
  if (result.kind === 'started') return info(result.execution);
  return { kind: result.kind === 'retry' ? 'retry' : 'dead', reason: result.reason };
};

/** Starts automation flows; the same start again is the same run. */
export const createTriggerQueue = (deps: TriggerDeps): EffectQueue => ({
  name: triggerQueue,
  mode: 'effect',
  retry: exponential({ baseMs: 1_000, capMs: 5 * 60_000, totalMs: 24 * hourMs, jitter: 0.2 }),
  destination: ({ org }) => org,
  maxInFlightPerDestination: 8,
  run: (work) => toOutcome(deps, work),
});
