import type { CompiledFlow } from '../compile.ts';
import { providersOf } from '../library/index.ts';
import type { FlowInput } from '../run.model.ts';
import { awaitedOf, refusedHandover } from './effects.rules.ts';
import {
  type Saved,
  type Simulation,
  type SimulationDeps,
  simulationLimits,
} from './simulation.model.ts';
import { replaceSimulation, sealSaved } from './simulations.store.ts';
import { bounded, goOn } from './step.rules.ts';

type Step = {
  readonly flow: CompiledFlow;
  readonly saved: Saved;
  readonly input: FlowInput;
};

const takeOne = async (
  { published, globals, clock }: SimulationDeps,
  org: string,
  { flow, saved, input }: Step,
): Promise<Saved> => {
  const library = await published.draftSubflows(org, { flow, state: saved.state });
  const now = clock.now();
  return bounded(
    goOn(saved, { flow, input, library, globals: await globals(org), now, time: clock }),
  );
};

/** Handovers to nobody of one step; a flow that tries more goes round in circles. */
const mostRefused = 100;

/** Takes one step; nothing is stored yet. A handover to what cannot be handed over to fails, as it does in a chat. */
export const takeStep = async (deps: SimulationDeps, org: string, step: Step): Promise<Saved> => {
  const { providers } = await providersOf(deps, org);
  let saved = await takeOne(deps, org, step);
  for (let times = 0; times < mostRefused; times += 1) {
    const input = refusedHandover(saved, providers);
    if (!input) break;
    saved = await takeOne(deps, org, { ...step, saved, input });
  }
  return saved;
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
