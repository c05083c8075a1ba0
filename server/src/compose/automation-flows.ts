import {
  automationOperations,
  flowDepthHeader,
  type Handler,
  type Principal,
} from '@tandem/contract';
import { findFlow, kindOf } from '@tandem/flows';
import { triggersClient } from '@tandem/gateway';
import { type Database, type Ids, PublicError } from '@tandem/kit';
import type { AutomationFlows, StartResult } from '@tandem/platform';

/** Triggers as a caller of the API: a client of the organisation that may start executions and nothing else. */
const principalOf = (org: string): Principal => ({
  org,
  kind: 'client',
  userId: null,
  clientId: triggersClient(org),
  tokenId: 'triggers',
  permissions: new Set(['architect:flowExecution:add']),
  bundled: true,
});

const toResult = (error: unknown): StartResult => {
  if (!(error instanceof PublicError)) throw error;
  const isPassing = error.status === 429 || error.status >= 500;
  return { kind: isPassing ? 'retry' : 'refused', reason: error.message };
};

const notHere: StartResult = { kind: 'retry', reason: 'Automation flows are not served here.' };

/**
 * Automation flows of the gateway for triggers of the contact centre, by the operation that everybody starts them
 * with. Both halves are in this process; `db` is null where the gateway is not.
 */
export const createAutomationFlows = (db: Database | null, ids: Pick<Ids, 'uuid'>) => {
  // The gateway is opened after the contact centre.
  let handler: Handler | undefined;
  const automationFlows: AutomationFlows = {
    served: db !== null,
    async find(org, id) {
      const found = db && (await findFlow(db, org, id));
      return found && kindOf(found) === 'automation' ? { name: found.name } : null;
    },
    async start({ org, flow, inputs, key, depth }) {
      if (!handler) return notHere;
      try {
        const { body } = await handler.run({
          ...{ principal: principalOf(org), params: { flowId: flow }, query: {} },
          body: { inputs, dropUnknownInputs: true },
          headers: { 'idempotency-key': key, [flowDepthHeader]: String(depth) },
          correlationId: ids.uuid(),
          ...{ origin: '', clientOrigin: '', address: '' },
          signal: new AbortController().signal,
        });
        return { kind: 'started', execution: (body as { id: string }).id };
      } catch (error) {
        return toResult(error);
      }
    },
  };
  return {
    automationFlows,
    serve(handlers: readonly Handler[]) {
      handler = handlers.find(({ operation }) => operation === automationOperations.startExecution);
    },
  };
};
