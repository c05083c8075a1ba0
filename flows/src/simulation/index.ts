import type { Handler } from '@tandem/contract';
import type { SealedColumn } from '@tandem/kit';
import type { FlowOperations } from '../library/index.ts';
import { createCallRuns } from './call-runs.ts';
import { createRemoval } from './removal.ts';
import type { SimulationDeps } from './simulation.model.ts';
import { simulationHandlers } from './simulation.operations.ts';
import { simulationContext } from './simulations.store.ts';

export {
  type SimulationDeps,
  type SimulationSealer,
  simulationLimits,
} from './simulation.model.ts';

/** What simulations keep sealed. */
export const simulationSealedColumns: readonly SealedColumn[] = [
  {
    table: 'flow_simulation',
    column: 'sealed',
    key: ['id'],
    format: 'text',
    context: ({ id = '' }) => simulationContext(id),
  },
];

export type Simulator = {
  readonly handlers: readonly Handler[];
  /** From now on old simulations are removed, every ten minutes. */
  readonly start: () => void;
  /** Breaks off calls; whoever polls next, on another node, goes on with them. */
  readonly stop: () => Promise<void>;
};

/** The run-it-now simulator of one half: drafts run step by step, call other systems, and reach no customer. */
export const createSimulator = (ops: FlowOperations, deps: SimulationDeps): Simulator => {
  const runs = createCallRuns(deps);
  const removal = createRemoval(deps);
  return {
    handlers: simulationHandlers(ops, { ...deps, runs }),
    start: removal.start,
    async stop() {
      await removal.stop();
      await runs.stop();
    },
  };
};
