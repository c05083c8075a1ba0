import {
  type FlowCalls,
  type FlowServices,
  findFlow,
  kindOf,
  type PublishedFlows,
  shownDocument,
} from '@tandem/flows';
import type { Database } from '@tandem/kit';
import type { AutomationFlows } from './automation.model.ts';
import { type Automation, type AutomationOptions, createAutomation } from './automation.ts';

export const flowsOf = (db: Database, published: PublishedFlows): AutomationFlows => ({
  async head(org, flowId) {
    const found = await findFlow(db, org, flowId);
    return found && { id: found.id, name: found.name, kind: kindOf(found), active: found.active };
  },
  find: published.find,
  version: published.version,
  subflows: published.subflows,
});

/** A process without a way out still runs what calls nobody. */
export const noCalls: FlowCalls = {
  perform: async ({ id }) => ({
    ...{ kind: 'failed', effect: id, code: 'http.unreachable' },
    message: 'Flows of this process cannot call other systems.',
  }),
  forget: () => {},
};

/** Automation on the flows that the gateway keeps. */
export const createGatewayAutomation = ({
  published,
  services,
  calls = noCalls,
  ...options
}: Omit<AutomationOptions, 'flows' | 'calls' | 'names' | 'shown'> & {
  readonly published: PublishedFlows;
  readonly services: Pick<FlowServices, 'names'>;
  readonly calls?: FlowCalls | undefined;
}): Automation =>
  createAutomation({
    ...options,
    calls,
    flows: flowsOf(options.db, published),
    names: services.names,
    async shown(org, flowId, version) {
      const found = await published.version(org, flowId, version);
      return found && { ...shownDocument(found.flow.document) };
    },
  });
