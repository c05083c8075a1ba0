import { type Handler, handle, platformFlowOperations } from '@tandem/contract';
import { pageOf, toListing } from '../listing/index.ts';
import { type ExecutionDeps, listRuns, readExecution } from './executions.usecases.ts';

/** Recorded runs of message flows: samples, and all of them while somebody looks. */
export const executionHandlers = (deps: ExecutionDeps): readonly Handler[] => [
  handle(platformFlowOperations.listExecutions, async ({ principal, params, query }) => {
    const { flowId } = params;
    const { status, version } = query;
    const page = pageOf(query);
    const { entities, total } = await listRuns(deps, principal.org, {
      ...{ flowId, status, version, page },
    });
    const path = platformFlowOperations.listExecutions.path.replace('{flowId}', flowId);
    return { status: 200, body: toListing({ path, query, entities, total }) };
  }),
  handle(
    platformFlowOperations.getExecution,
    async ({ principal, correlationId, params, query }) => ({
      status: 200,
      body: await readExecution(
        deps,
        { principal, correlationId },
        { ...params, secure: query.secure === true },
      ),
    }),
  ),
];
