import { type Handler, handle } from '@tandem/contract';
import { flowTemplates } from '../templates/index.ts';
import { documentBytes } from './authoring.operations.ts';
import { exportFlow, importFlow } from './flow-export.usecases.ts';
import { copyFlow } from './flows.usecases.ts';
import type { LibraryDeps } from './library.model.ts';
import { byOf, type FlowOperations } from './library.operations.ts';
import { viewOf } from './library.wire.ts';

/** Flows that come from others: copies, files, templates. */
export const transferHandlers = (ops: FlowOperations, deps: LibraryDeps): readonly Handler[] => [
  handle(ops.copyFlow, async (call) => {
    const input = { id: call.params.flowId, name: call.body.name };
    return { status: 201, body: await viewOf(deps, await copyFlow(deps, byOf(call), input)) };
  }),
  handle(ops.exportFlow, async ({ principal: { org }, params, query }) => ({
    status: 200,
    body: await exportFlow(deps, org, { id: params.flowId, version: query.version }),
  })),
  handle(
    ops.importFlow,
    async (call) => {
      const { flow, remarks } = await importFlow(deps, byOf(call), call.body);
      return { status: 201, body: { flow: await viewOf(deps, flow), remarks: [...remarks] } };
    },
    { bodyLimit: documentBytes },
  ),
  handle(ops.getTemplates, async () => ({
    status: 200,
    body: {
      templates: flowTemplates
        .filter(({ document: { kind } }) => deps.kinds.includes(kind))
        .map(({ id, name, description, document: { kind } }) => ({ id, name, description, kind })),
    },
  })),
];
