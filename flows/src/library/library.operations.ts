import {
  type gatewayFlowOperations,
  type Handler,
  handle,
  type platformFlowOperations,
} from '@tandem/contract';
import type { FlowKind } from '../flow.model.ts';
import { flowTemplates } from '../templates/index.ts';
import { emptyDocument } from './document.rules.ts';
import { listFlows } from './flows.store.ts';
import {
  changeFlow,
  createFlow,
  flowDescription,
  flowName,
  readFlow,
  removeFlow,
} from './flows.usecases.ts';
import { usesOfFlow } from './flows-naming.ts';
import { flowErrors } from './library.errors.ts';
import { type By, flowTypes, type LibraryDeps } from './library.model.ts';
import { viewOf, viewsOf } from './library.wire.ts';
import { pageOf, toListing } from './listing.ts';

/** The operations of one half. */
export type FlowOperations = typeof platformFlowOperations | typeof gatewayFlowOperations;

export const byOf = ({ principal, correlationId }: By): By => ({ principal, correlationId });

/** A name that is searched for as a part, with its own asterisks kept as they are meant. */
const part = (name: string) => (name.includes('*') ? name : `*${name}*`);

const listed = (
  { kinds }: LibraryDeps,
  { kind, name }: { readonly kind?: string; readonly name?: string },
) => ({
  types: kinds.filter((one) => kind === undefined || one === kind).map((one) => flowTypes[one]),
  ...(name === undefined || name.includes('\0') ? {} : { name: part(name) }),
});

const readHandlers = (ops: FlowOperations, deps: LibraryDeps): readonly Handler[] => [
  handle(ops.listFlows, async ({ principal: { org }, query }) => {
    const found = await listFlows(deps.db, { org, ...listed(deps, query) }, pageOf(query));
    const entities = await viewsOf(deps, org, found.rows);
    const body = toListing(ops.listFlows.path, query, { entities, total: found.total });
    return { status: 200, body };
  }),
  handle(ops.getFlow, async ({ principal: { org }, params }) => ({
    status: 200,
    body: await viewOf(deps, await readFlow(deps.db, org, params.flowId)),
  })),
  handle(ops.getUses, async ({ principal: { org }, params }) => {
    const flow = await readFlow(deps.db, org, params.flowId);
    return { status: 200, body: { uses: [...(await usesOfFlow(deps, org, flow))] } };
  }),
];

type First = {
  readonly kind: FlowKind;
  readonly document?: unknown;
  readonly template?: string;
};

/** @throws flowErrors.templateUnknown (400) */
const firstDocument = ({ kind, document, template }: First): unknown => {
  if (document !== undefined) return document;
  if (template === undefined) return emptyDocument(kind);
  const found = flowTemplates.find(({ id }) => id === template);
  if (found?.document.kind !== kind) throw flowErrors.templateUnknown({ template, kind });
  return found.document;
};

/** Flows as a list of named things. */
export const libraryHandlers = (ops: FlowOperations, deps: LibraryDeps): readonly Handler[] => [
  ...readHandlers(ops, deps),
  handle(ops.createFlow, async (call) => {
    const { name, kind, description = null } = call.body;
    const first = { name, kind, description, document: firstDocument(call.body) };
    const created = await createFlow(deps, byOf(call), first);
    return { status: 201, body: await viewOf(deps, created) };
  }),
  handle(ops.changeFlow, async (call) => {
    const { name, description, active } = call.body;
    const { flow } = await changeFlow(deps, byOf(call), {
      id: call.params.flowId,
      operation: 'UPDATE',
      apply: (_, current) => ({
        ...current,
        name: name === undefined ? current.name : flowName(name),
        description: description === undefined ? current.description : flowDescription(description),
        active: active ?? current.active,
      }),
    });
    return { status: 200, body: await viewOf(deps, flow) };
  }),
  handle(ops.deleteFlow, async (call) => {
    await removeFlow(deps, byOf(call), call.params.flowId);
    return { status: 204 };
  }),
];
