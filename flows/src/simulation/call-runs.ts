import { callOriginOf } from '../calls/index.ts';
import type { CallEffect } from '../calls.model.ts';
import type { CompiledFlow } from '../compile.ts';
import type { FlowInput } from '../run.model.ts';
import { answerNote, awaitedOf } from './effects.rules.ts';
import { storeStep, takeStep } from './exchange.ts';
import { type Simulation, type SimulationDeps, simulationLimits } from './simulation.model.ts';
import { claimCall } from './simulations.store.ts';
import { failedWith, noted } from './step.rules.ts';

/** Calls of simulations that go on while nobody waits for them. */
export type CallRuns = {
  /** Goes on with a simulation whose call is this node's, until it rests. */
  readonly begin: (simulation: Simulation, flow: CompiledFlow) => void;
  /** Resolves when it rests, or when patience is over. */
  readonly wait: (id: string) => Promise<void>;
  readonly isFull: () => boolean;
  /** Breaks off what is under way; whoever polls next goes on with it. */
  readonly stop: () => Promise<void>;
};

const tooLong = (effect: string): FlowInput => ({
  ...{ kind: 'failed', effect, code: 'http.timeout' },
  message: `The simulator waits at most ${simulationLimits.callMs / 1000} seconds for a call.`,
  durationMs: simulationLimits.callMs,
});

/** What the call brought; null when this node stops. */
const perform = async (
  { calls, clock }: SimulationDeps,
  { org, saved }: Simulation,
  stopping: AbortSignal,
): Promise<FlowInput | null> => {
  const effect = saved.awaited as CallEffect;
  const late = new AbortController();
  const timer = clock.after(simulationLimits.callMs, () => late.abort());
  const signal = AbortSignal.any([stopping, late.signal]);
  try {
    const origin = { ...callOriginOf(org, saved.state), userId: saved.userId ?? null };
    return await calls.perform(effect, origin, { signal });
  } catch (error) {
    if (stopping.aborted) return null;
    if (late.signal.aborted) return tooLong(effect.id);
    throw error;
  } finally {
    timer.cancel();
  }
};

const tooMany = `A simulation calls other systems at most ${simulationLimits.calls} times.`;

/** One call with the step that follows it. Null: it is not this node's any more. */
const callOnce = async (
  deps: SimulationDeps,
  { simulation, flow }: { readonly simulation: Simulation; readonly flow: CompiledFlow },
  stopping: AbortSignal,
): Promise<Simulation | null> => {
  const { saved, org } = simulation;
  if (saved.calls >= simulationLimits.calls)
    return storeStep(deps, simulation, failedWith(saved, 'simulation.calls', tooMany));
  const input = await perform(deps, simulation, stopping);
  if (!input || !saved.awaited) {
    await claimCall(deps.db, simulation, deps.clock.now());
    return null;
  }
  const { shown } = answerNote(saved.awaited, input);
  const called = noted({ ...saved, calls: saved.calls + 1 }, shown);
  const after = await takeStep(deps, org, { flow, saved: called, input });
  return storeStep(deps, simulation, after);
};

export const createCallRuns = (deps: SimulationDeps): CallRuns => {
  const { clock, log } = deps;
  const stopping = new AbortController();
  const underWay = new Map<string, Promise<void>>();

  const run = async (simulation: Simulation, flow: CompiledFlow): Promise<void> => {
    let current: Simulation | null = simulation;
    while (current && awaitedOf(current.saved) === 'call' && !stopping.signal.aborted)
      current = await callOnce(deps, { simulation: current, flow }, stopping.signal);
  };

  return {
    begin(simulation, flow) {
      const { id, org } = simulation;
      const running = run(simulation, flow)
        // The next poll takes it up again when the time of this node is over.
        .catch((error) => log.warn({ err: error, org, simulation: id }, 'a simulation broke off'))
        .finally(() => underWay.delete(id));
      underWay.set(id, running);
    },
    async wait(id) {
      const running = underWay.get(id);
      if (!running) return;
      const enough = new AbortController();
      const patience = clock.sleep(simulationLimits.patienceMs, enough.signal).catch(() => {});
      await Promise.race([running, patience]);
      enough.abort();
    },
    isFull: () => underWay.size >= simulationLimits.underWay,
    async stop() {
      stopping.abort();
      await Promise.all(underWay.values());
    },
  };
};
