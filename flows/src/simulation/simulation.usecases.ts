import type { SimulationMessage, SimulationRequest } from '@tandem/contract';
import { isUuid } from '@tandem/kit';
import type { CompiledFlow } from '../compile.ts';
import { actorId, type By } from '../library/index.ts';
import type { FlowInput, Values } from '../run.model.ts';
import { checkInputs } from '../run-inputs.ts';
import type { CallRuns } from './call-runs.ts';
import { compiledAgain, prepareDraft } from './draft.usecases.ts';
import { awaitedOf, isSkippable, outcomeInput, outcomesOf, transferred } from './effects.rules.ts';
import { leaseOf, storeStep, takeStep } from './exchange.ts';
import { simulationErrors } from './simulation.errors.ts';
import {
  type Owner,
  type Saved,
  type Simulation,
  type SimulationDeps,
  simulationLimits,
} from './simulation.model.ts';
import {
  claimCall,
  findSimulation,
  insertSimulation,
  openSaved,
  sealSaved,
} from './simulations.store.ts';
import { noted, unbegun } from './step.rules.ts';

export type SimulatorDeps = SimulationDeps & { readonly runs: CallRuns };

const ownerOf = ({ principal }: By): Owner => ({
  org: principal.org,
  owner: actorId(principal),
});

const found = async (deps: SimulatorDeps, by: By, id: string): Promise<Simulation> => {
  const owner = ownerOf(by);
  const row = isUuid(id) ? await findSimulation(deps.db, { ...owner, id }, deps.clock.now()) : null;
  if (!row) throw simulationErrors.notFound();
  const { revision, callingUntil } = row;
  return { ...owner, id: row.id, revision, callingUntil, saved: await openSaved(deps.sealer, row) };
};

/** A step that leads to a call is not begun where too many are under way. @throws simulationErrors.busy (429) */
const requireRoom = ({ runs }: SimulatorDeps, saved: Saved): void => {
  if (awaitedOf(saved) === 'call' && runs.isFull()) throw simulationErrors.busy();
};

/** The simulation once its calls are over, or under way for long enough. */
const settled = async (
  deps: SimulatorDeps,
  by: By,
  { simulation, flow }: { readonly simulation: Simulation; readonly flow: CompiledFlow },
): Promise<Simulation> => {
  if (awaitedOf(simulation.saved) !== 'call') return simulation;
  deps.runs.begin(simulation, flow);
  await deps.runs.wait(simulation.id);
  return found(deps, by, simulation.id);
};

/** Characters as JSON; without end where it is nested deeper than the engine can walk. */
const sizeOf = (kept: readonly unknown[]): number => {
  try {
    return JSON.stringify(kept).length;
  } catch (error) {
    if (error instanceof RangeError) return Number.POSITIVE_INFINITY;
    throw error;
  }
};

/** @throws simulationErrors.tooLarge (413) */
const requireSmall = (kept: readonly unknown[]): void => {
  if (sizeOf(kept) > simulationLimits.kept / 2) throw simulationErrors.tooLarge();
};

const customerSays = (saved: Saved, { text, payload }: Omit<SimulationMessage, 'outcome'>): Saved =>
  noted(
    { ...saved, said: { text, payload: payload ?? '' } },
    { kind: 'message', text, ...(payload === undefined ? {} : { payload }) },
  );

/**
 * Begins a simulation of a draft and goes on until it waits for somebody.
 * @throws flowErrors.malformed, kindUnsupported, unrunnable (400), what the vault says of secrets (400, 403),
 * simulationErrors.inputUnknown, inputInvalid (400), tooLarge (413), busy (429)
 */
export const startSimulation = async (
  deps: SimulatorDeps,
  by: By,
  { document, flowId, inputs = {}, participantData = {}, message }: SimulationRequest,
): Promise<Simulation> => {
  const id = deps.ids.uuid();
  const owner = ownerOf(by);
  const given = inputs as Values;
  requireSmall([document, given, participantData]);
  const flow = await prepareDraft(deps, by, { id, document, flowId });
  // Sealed, what was typed is longer.
  requireSmall([flow.document, given, participantData]);
  checkInputs(flow, given, simulationErrors);
  const first = unbegun(flow, { id, participantData, said: { text: '', payload: '' } });
  const own = { ...first, userId: by.principal.userId };
  const begun = message === undefined ? own : customerSays(own, { text: message });
  const input: FlowInput = { kind: 'start', variables: given };
  const saved = await takeStep(deps, owner.org, { flow, saved: begun, input });
  requireRoom(deps, saved);
  const callingUntil = leaseOf(deps, saved);
  const sealed = await sealSaved(deps.sealer, { org: owner.org, id }, saved);
  await insertSimulation(deps.db, { ...owner, id, sealed, callingUntil }, deps.clock.now());
  const simulation: Simulation = { ...owner, id, revision: 0, saved, callingUntil };
  return settled(deps, by, { simulation, flow });
};

/**
 * The simulation as it stands. A call whose node went away is made again by whoever looks, under the same key.
 * @throws simulationErrors.notFound (404)
 */
export const readSimulation = async (
  deps: SimulatorDeps,
  by: By,
  id: string,
): Promise<Simulation> => {
  const simulation = await found(deps, by, id);
  const { saved, callingUntil } = simulation;
  const now = deps.clock.now();
  const isLost = awaitedOf(saved) === 'call' && (callingUntil === null || callingUntil <= now);
  if (!isLost || deps.runs.isFull()) return simulation;
  const until = leaseOf(deps, saved) as Date;
  if (!(await claimCall(deps.db, simulation, until))) return found(deps, by, id);
  const claimed = { ...simulation, revision: simulation.revision + 1, callingUntil: until };
  return settled(deps, by, { simulation: claimed, flow: compiledAgain(saved.document) });
};

/** Goes on with an input. @throws simulationErrors.movedMeanwhile (409), busy (429) */
const advance = async (
  deps: SimulatorDeps,
  by: By,
  given: { readonly simulation: Simulation; readonly saved: Saved; readonly input: FlowInput },
): Promise<Simulation> => {
  const { simulation, saved, input } = given;
  const flow = compiledAgain(saved.document);
  const after = await takeStep(deps, simulation.org, { flow, saved, input });
  requireRoom(deps, after);
  const stored = await storeStep(deps, simulation, after);
  if (!stored) throw simulationErrors.movedMeanwhile();
  return settled(deps, by, { simulation: stored, flow });
};

/** A transfer that came about ends the run; every other outcome goes on with it. @throws simulationErrors.outcomeUnknown */
const chooseOutcome = async (
  deps: SimulatorDeps,
  by: By,
  { simulation, message }: { readonly simulation: Simulation; readonly message: SimulationMessage },
): Promise<Simulation> => {
  const { saved } = simulation;
  const { awaited } = saved;
  const all = outcomesOf(saved);
  const outcome = message.outcome ?? message.payload ?? all[0] ?? '';
  if (!awaited || !all.includes(outcome))
    throw simulationErrors.outcomeUnknown({
      outcome: outcome.slice(0, 100),
      known: all.join(', '),
    });
  const { text } = message;
  const told = noted(saved, { kind: 'outcome', id: awaited.id, of: awaited.kind, outcome, text });
  if (outcome !== transferred) {
    const input = outcomeInput(awaited, { outcome, text });
    return advance(deps, by, { simulation, saved: told, input });
  }
  const ended = await storeStep(deps, simulation, { ...told, awaited: null, status: 'ended' });
  if (!ended) throw simulationErrors.movedMeanwhile();
  return ended;
};

/**
 * The customer says something, or the author how it went.
 * @throws simulationErrors.notFound (404), noMessageAwaited, movedMeanwhile (409), outcomeUnknown (400), busy (429)
 */
export const messageSimulation = async (
  deps: SimulatorDeps,
  by: By,
  { id, message }: { readonly id: string; readonly message: SimulationMessage },
): Promise<Simulation> => {
  const simulation = await found(deps, by, id);
  const { saved } = simulation;
  const awaits = awaitedOf(saved);
  if (awaits === 'outcome') return chooseOutcome(deps, by, { simulation, message });
  if (awaits !== 'message' || !saved.awaited) throw simulationErrors.noMessageAwaited();
  const { text, payload } = message;
  const input: FlowInput = {
    ...{ kind: 'message', effect: saved.awaited.id, text },
    ...(payload === undefined ? {} : { payload }),
  };
  return advance(deps, by, { simulation, saved: customerSays(saved, message), input });
};

/** The awaited time is over. @throws simulationErrors.notFound (404), nothingToSkip, movedMeanwhile (409), busy (429) */
export const skipSimulation = async (
  deps: SimulatorDeps,
  by: By,
  id: string,
): Promise<Simulation> => {
  const simulation = await found(deps, by, id);
  const { saved } = simulation;
  if (!saved.awaited || !isSkippable(saved)) throw simulationErrors.nothingToSkip();
  const { id: effect, kind } = saved.awaited;
  const told = noted(saved, { kind: 'skipped', id: effect, of: kind });
  return advance(deps, by, { simulation, saved: told, input: { kind: 'timer', effect } });
};
