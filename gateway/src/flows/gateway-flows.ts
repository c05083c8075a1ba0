import { gatewayFlowOperations, type Handler, handoverProviderKind } from '@tandem/contract';
import {
  createPublishedFlows,
  type FlowServices,
  flowLibraryHandlers,
  type LibraryDeps,
  type PublishedFlows,
} from '@tandem/flows';
import { endpointsWithCopilotFlow } from '../copilot/index.ts';
import type { Catalogue } from '../endpoints/index.ts';
import { namesOfProviders } from '../handover-providers/index.ts';
import { endpointsNaming, endpointsWithBots } from './endpoint-uses.store.ts';

export type GatewayFlowDeps = Pick<
  LibraryDeps,
  'db' | 'snapshots' | 'clock' | 'ids' | 'audit' | 'services'
> & { readonly catalogue: Catalogue };

export type GatewayFlows = {
  readonly handlers: readonly Handler[];
  /** For what runs bot and automation flows. */
  readonly published: PublishedFlows;
};

/** What settings of bot and automation flows choose from. Providers have a kind where others have an id. Bots are the demo bot and those of endpoints. */
export const gatewayChoices = ({
  catalogue,
  db,
}: Pick<GatewayFlowDeps, 'catalogue' | 'db'>): FlowServices['choices'] => {
  const { bots, handover } = catalogue;
  const named = (list: Catalogue['bots']) =>
    list.map(({ kind, label }) => ({ id: kind, name: label }));
  return {
    bot: async (org) => [
      ...named(bots.filter(({ kind }) => kind === 'demo')),
      ...(await endpointsWithBots(db, org)),
    ],
    // What stands first is what somebody named; a kind stands for the endpoint's own settings.
    handoverProvider: async (org) => [
      ...(await namesOfProviders(db, org)),
      ...named(handover.filter(({ kind }) => kind !== handoverProviderKind)),
    ],
  };
};

/** Bot and automation flows of the gateway. */
export const createGatewayFlows = (deps: GatewayFlowDeps): GatewayFlows => ({
  handlers: flowLibraryHandlers(gatewayFlowOperations, {
    ...deps,
    kinds: ['bot', 'automation', 'copilot'],
    choices: gatewayChoices(deps),
    usesOf: async (org, flow) => [
      ...(await endpointsNaming(deps.db, org, flow)),
      ...(await endpointsWithCopilotFlow(deps.db, org, flow.id)),
    ],
  }),
  published: createPublishedFlows(deps),
});
