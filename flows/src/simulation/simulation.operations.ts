import { type Handler, handle, type Principal } from '@tandem/contract';
import { byOf, documentBytes, type FlowOperations } from '../library/index.ts';
import {
  messageSimulation,
  readSimulation,
  type SimulatorDeps,
  skipSimulation,
  startSimulation,
} from './simulation.usecases.ts';
import { toSimulationView } from './simulation.wire.ts';

/** Who may see values of secure variables in traces sees them here too. */
const shownTo = ({ permissions }: Principal) => ({
  secure: permissions.has('architect:flowTrace:decrypt'),
});

/** The run-it-now simulator, against drafts. */
export const simulationHandlers = (
  ops: FlowOperations,
  deps: SimulatorDeps,
): readonly Handler[] => [
  handle(
    ops.startSimulation,
    async (call) => {
      const simulation = await startSimulation(deps, byOf(call), call.body);
      return { status: 201, body: toSimulationView(simulation, shownTo(call.principal)) };
    },
    { bodyLimit: documentBytes },
  ),
  handle(ops.getSimulation, async (call) => {
    const simulation = await readSimulation(deps, byOf(call), call.params.simulationId);
    return { status: 200, body: toSimulationView(simulation, shownTo(call.principal)) };
  }),
  handle(ops.messageSimulation, async (call) => {
    const asked = { id: call.params.simulationId, message: call.body };
    const simulation = await messageSimulation(deps, byOf(call), asked);
    return { status: 200, body: toSimulationView(simulation, shownTo(call.principal)) };
  }),
  handle(ops.skipSimulation, async (call) => {
    const simulation = await skipSimulation(deps, byOf(call), call.params.simulationId);
    return { status: 200, body: toSimulationView(simulation, shownTo(call.principal)) };
  }),
];
