import type { CompiledFlow } from '../compile.ts';
import type { FlowInput } from '../run.model.ts';
import { awaitedOf } from './effects.rules.ts';
import {
  type Saved,
  type Simulation,
  type SimulationDeps,
  simulationLimits,
} from './simulation.model.ts';
import { replaceSimulation, sealSaved } from './simulations.store.ts';
import { bounded, goOn } from './step.rules.ts';

/** Takes one step; nothing is stored yet. */
export const takeStep = async (
  { published, globals, clock }: SimulationDeps,
  org: string,
  step: { readonly flow: CompiledFlow; readonly saved: Saved; readonly input: FlowInput },
): Promise<Saved> => {
  const { flow, saved, input } = step;
  const library = await published.draftSubflows(org, { flow, state: saved.state });
  const now = clock.now();
  return bounded(
    goOn(saved, { flow, input, library, globals: await globals(org), now, time: clock }),
  );
};

/** Until when the caller is trusted with the call that is awaited; null: none is. */
export const leaseOf = ({ clock }: Pick<SimulationDeps, 'clock'>, saved: Saved): Date | null =>
  awaitedOf(saved) === 'call' ? new Date(clock.now().getTime() + simulationLimits.leaseMs) : null;

/** Stores what an exchange led to; null when the simulation went on meanwhile, or is gone: then it did not happen. */
export const storeStep = async (
  deps: SimulationDeps,
  simulation: Simulation,
  saved: Saved,
): Promise<Simulation | null> => {
  const callingUntil = leaseOf(deps, saved);
  const sealed = await sealSaved(deps.sealer, simulation, saved);
  const stored = await replaceSimulation(deps.db, simulation, { sealed, callingUntil });
  if (!stored) return null;
  if (awaitedOf(saved) === null) deps.calls.forget({ org: simulation.org, run: simulation.id });
  return { ...simulation, revision: simulation.revision + 1, saved, callingUntil };
};
