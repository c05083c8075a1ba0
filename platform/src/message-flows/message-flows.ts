import { type Handler, platformFlowOperations } from '@tandem/contract';
import { flowLibraryHandlers } from '@tandem/flows';
import { botProblems } from './bot-reference.rules.ts';
import { executionHandlers } from './executions.operations.ts';
import type { ExecutionDeps } from './executions.usecases.ts';
import type { FlowDeps } from './flow-actions.usecases.ts';
import { logFlowEvent } from './flow-events.store.ts';
import { wireFlowHandlers } from './flows.operations.ts';
import { flowJobHandlers } from './jobs.operations.ts';
import type { JobSigner } from './jobs.usecases.ts';

export type MessageFlowDeps = Omit<FlowDeps, 'kinds' | 'publishChecks' | 'logOperation'> &
  Pick<ExecutionDeps, 'sealer'> & {
    /** Signs the addresses that files of flow jobs are put to. */
    readonly signer: JobSigner;
  };

/** Inbound message flows, on the wire of the vendor and on ours. */
export const messageFlowHandlers = (deps: MessageFlowDeps): readonly Handler[] => {
  const flows: FlowDeps = {
    ...deps,
    kinds: ['inboundMessage'],
    publishChecks: botProblems,
    logOperation: logFlowEvent,
  };
  return [
    ...wireFlowHandlers(flows),
    ...flowLibraryHandlers(platformFlowOperations, flows),
    ...executionHandlers(deps),
    ...flowJobHandlers({ flows, signer: deps.signer }),
  ];
};
