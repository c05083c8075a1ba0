import { contextOfSecret, createFlowCalls, type FlowCalls } from '@tandem/flows';
import type { Connections, Connectors } from '@tandem/vault';
import type { Core, Foundation } from './core.ts';
import type { Outbound } from './outbound.ts';

type Options = {
  readonly core: Core;
  readonly outbound: Outbound;
  readonly connections: Connections;
  readonly connectors: Connectors;
};

/** What carries out effects of flows that call out, once for both halves. */
export const openFlowCalls = (
  { clock, ids }: Foundation,
  { core, outbound, connections, connectors }: Options,
): FlowCalls =>
  createFlowCalls({
    ...{ clock, ids },
    http: outbound.http,
    guard: outbound.guard,
    callThrough: connectors.callThrough,
    connections: { accessToken: connections.tokens.accessToken, apiBase: connections.apiBase },
    openSecret: (org, source, { userId, flow }) =>
      core.vault.secrets.resolveSource(org, {
        ...{ source, userId, flow },
        context: source.kind === 'insecure' ? contextOfSecret(source) : '',
        // The run's own variables are asked before.
        variable: (name) => core.vault.variables.lookupForFlow(org, name),
      }),
  });
