import { gatewayFlowOperations, type Handler } from '@tandem/contract';
import {
  createPublishedFlows,
  type FlowServices,
  flowLibraryHandlers,
  type LibraryDeps,
  type PublishedFlows,
} from '@tandem/flows';
import type { Catalogue } from '../endpoints/index.ts';
import { endpointsNaming } from './endpoint-uses.store.ts';

export type GatewayFlowDeps = Pick<
  LibraryDeps,
  'db' | 'snapshots' | 'clock' | 'ids' | 'audit' | 'services'
> & { readonly catalogue: Catalogue };

export type GatewayFlows = {
  readonly handlers: readonly Handler[];
  /** For what runs bot and automation flows. */
  readonly published: PublishedFlows;
};

/** Providers have a kind where others have an id. */
const choicesOf = ({ bots, handover }: Catalogue): FlowServices['choices'] => {
  const named = (list: Catalogue['bots']) => async () =>
    list.map(({ kind, label }) => ({ id: kind, name: label }));
  return { bot: named(bots), handoverProvider: named(handover) };
};

/** Bot and automation flows of the gateway. */
export const createGatewayFlows = ({ catalogue, ...deps }: GatewayFlowDeps): GatewayFlows => ({
  handlers: flowLibraryHandlers(gatewayFlowOperations, {
    ...deps,
    kinds: ['bot', 'automation'],
    choices: choicesOf(catalogue),
    usesOf: (org, flow) => endpointsNaming(deps.db, org, flow),
  }),
  published: createPublishedFlows(deps),
});
