import { type Handler, platformFlowOperations } from '@tandem/contract';
import { type FlowDocument, flowLibraryHandlers, type PublishProblem } from '@tandem/flows';
import { notCarriedOut } from './carried-out.rules.ts';
import type { FlowDeps } from './flow-actions.usecases.ts';
import { logFlowEvent } from './flow-events.store.ts';
import { wireFlowHandlers } from './flows.operations.ts';

export type MessageFlowDeps = Omit<FlowDeps, 'kinds' | 'publishChecks' | 'logOperation'>;

const publishChecks = (document: FlowDocument): readonly PublishProblem[] =>
  notCarriedOut(document).map((problem) => ({ ...problem, code: 'action.notCarriedOut' }));

/** Inbound message flows, on the wire of the vendor and on ours. */
export const messageFlowHandlers = (deps: MessageFlowDeps): readonly Handler[] => {
  const flows: FlowDeps = {
    ...deps,
    kinds: ['inboundMessage'],
    publishChecks,
    logOperation: logFlowEvent,
  };
  return [...wireFlowHandlers(flows), ...flowLibraryHandlers(platformFlowOperations, flows)];
};
