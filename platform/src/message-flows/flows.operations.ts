import { flowsOperations, type Handler, handle } from '@tandem/contract';
import {
  changeFlow,
  type FlowOperation,
  findVersion,
  flowErrors,
  listFlows,
  listVersions,
  parseVersion,
  publishVersion,
  readFlow,
  readVersion,
  removeFlow,
  saveVersion,
  shownDocument,
} from '@tandem/flows';
import type { By } from '../audit/index.ts';
import { pageOf, toListing } from '../listing/index.ts';
import {
  checkIn,
  checkOut,
  createWireFlow,
  deactivate,
  type FlowDeps,
  revert,
  unlock,
} from './flow-actions.usecases.ts';
import {
  flowsPath,
  toDivisionViewWire,
  toFlowWire,
  toOperationWire,
  toVersionWire,
} from './flows.wire.ts';

const byOf = ({ principal, correlationId }: By): By => ({ principal, correlationId });

type ListQuery = {
  readonly type?: readonly string[];
  readonly id?: readonly string[];
  readonly name?: string;
  readonly nameOrDescription?: string;
};

const filterOf = (org: string, { type, id, name, nameOrDescription }: ListQuery) => ({
  org,
  ...(type ? { types: type } : {}),
  ...(id ? { ids: id } : {}),
  ...(name === undefined ? {} : { name }),
  ...(nameOrDescription === undefined ? {} : { nameOrDescription }),
});

const listHandlers = ({ db }: FlowDeps): readonly Handler[] => [
  handle(flowsOperations.getFlows, async ({ principal, query }) => {
    const { total, rows } = await listFlows(db, filterOf(principal.org, query), pageOf(query));
    const entities = rows.map(toFlowWire);
    return { status: 200, body: toListing({ path: flowsPath, query, entities, total }) };
  }),
  handle(flowsOperations.getFlowsDivisionviews, async ({ principal, query }) => {
    const { total, rows } = await listFlows(db, filterOf(principal.org, query), pageOf(query));
    return {
      status: 200,
      body: toListing({
        path: `${flowsPath}/divisionviews`,
        query,
        entities: rows.map(toDivisionViewWire),
        total,
      }),
    };
  }),
];

const entityHandlers = (deps: FlowDeps): readonly Handler[] => [
  handle(flowsOperations.postFlows, async (call) => ({
    status: 200,
    body: toFlowWire(await createWireFlow(deps, byOf(call), call.body)),
  })),
  handle(flowsOperations.getFlow, async ({ principal, params }) => ({
    status: 200,
    body: toFlowWire(await readFlow(deps.db, principal.org, params.flowId)),
  })),
  handle(flowsOperations.putFlow, async (call) => {
    const { name, description } = call.body;
    const { flow } = await changeFlow(deps, byOf(call), {
      id: call.params.flowId,
      operation: 'UPDATE',
      apply: (_, current) => ({
        ...current,
        name: name.normalize('NFC').trim() || current.name,
        description: description ?? current.description,
      }),
    });
    return { status: 200, body: toFlowWire(flow) };
  }),
  handle(flowsOperations.deleteFlow, async (call) => {
    await removeFlow(deps, byOf(call), call.params.flowId);
    return { status: 204 };
  }),
  handle(flowsOperations.deleteFlows, async (call) => {
    const { principal, query } = call;
    for (const id of query.id) await readFlow(deps.db, principal.org, id);
    for (const id of query.id) await removeFlow(deps, byOf(call), id);
    return {
      status: 200,
      body: toOperationWire({ id: deps.ids.uuid(), action: 'DELETE' }, principal),
    };
  }),
];

const operationOf = ({ principal }: By, { operation }: { readonly operation: FlowOperation }) =>
  toOperationWire(operation, principal);

/** @throws flowErrors.notFound (404) for what is no version */
const wantedVersion = (text: string | undefined): number | undefined => {
  const version = text === undefined ? undefined : parseVersion(text);
  if (version === null) throw flowErrors.notFound();
  return version;
};

const actionHandlers = (deps: FlowDeps): readonly Handler[] => [
  handle(flowsOperations.postFlowsActionsCheckout, async (call) => ({
    status: 200,
    body: toFlowWire((await checkOut(deps, byOf(call), call.query.flow)).flow),
  })),
  handle(flowsOperations.postFlowsActionsCheckin, async (call) => ({
    status: 200,
    body: operationOf(call, await checkIn(deps, byOf(call), call.query.flow)),
  })),
  handle(flowsOperations.postFlowsActionsPublish, async (call) => {
    const { flow: id } = call.query;
    const version = wantedVersion(call.query.version);
    const published = await publishVersion(deps, byOf(call), { id, version, release: true });
    return { status: 200, body: operationOf(call, published) };
  }),
  handle(flowsOperations.postFlowsActionsRevert, async (call) => ({
    status: 200,
    body: toFlowWire((await revert(deps, byOf(call), call.query.flow)).flow),
  })),
  handle(flowsOperations.postFlowsActionsUnlock, async (call) => ({
    status: 200,
    body: toFlowWire((await unlock(deps, byOf(call), call.query.flow)).flow),
  })),
  handle(flowsOperations.postFlowsActionsDeactivate, async (call) => ({
    status: 200,
    body: toFlowWire((await deactivate(deps, byOf(call), call.query.flow)).flow),
  })),
];

const versionHandlers = (deps: FlowDeps): readonly Handler[] => [
  handle(flowsOperations.getFlowVersions, async ({ principal, params, query }) => {
    const flow = await readFlow(deps.db, principal.org, params.flowId);
    const { total, rows } = await listVersions(deps.db, flow.id, pageOf(query));
    return {
      status: 200,
      body: toListing({
        path: `${flowsPath}/${flow.id}/versions`,
        query,
        entities: rows.map((row) => toVersionWire(flow, row)),
        total,
      }),
    };
  }),
  handle(flowsOperations.postFlowVersions, async (call) => {
    const { flow } = await saveVersion(deps, byOf(call), {
      id: call.params.flowId,
      document: call.body,
    });
    const saved = await readVersion(deps, flow, String(flow.savedVersion));
    return { status: 200, body: toVersionWire(flow, saved) };
  }),
  handle(flowsOperations.getFlowVersion, async ({ principal, params }) => {
    const flow = await readFlow(deps.db, principal.org, params.flowId);
    const record = await readVersion(deps, flow, params.versionId);
    return { status: 200, body: toVersionWire(flow, record) };
  }),
  handle(flowsOperations.getFlowVersionConfiguration, async ({ principal, params }) => {
    const flow = await readFlow(deps.db, principal.org, params.flowId);
    return {
      status: 200,
      body: shownDocument((await readVersion(deps, flow, params.versionId)).document),
    };
  }),
  handle(flowsOperations.getFlowLatestconfiguration, async ({ principal, params }) => {
    const flow = await readFlow(deps.db, principal.org, params.flowId);
    const version =
      flow.savedVersion === null ? null : await findVersion(deps.db, flow.id, flow.savedVersion);
    if (!version) throw flowErrors.notFound();
    return { status: 200, body: shownDocument(version.document) };
  }),
];

/** The flows of the platform. Health of intents belongs to things that do not exist here. */
export const wireFlowHandlers = (deps: FlowDeps): readonly Handler[] => [
  ...listHandlers(deps),
  ...entityHandlers(deps),
  ...actionHandlers(deps),
  ...versionHandlers(deps),
];
