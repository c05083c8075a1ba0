import { type Handler, handle } from '@tandem/contract';
import { diffFlows } from './diff.rules.ts';
import { listVersions } from './flows.store.ts';
import { readFlow, readVersion } from './flows.usecases.ts';
import type { FlowRecord, LibraryDeps } from './library.model.ts';
import { byOf, type FlowOperations } from './library.operations.ts';
import { namesOf, toVersionDocument, toVersionView, viewOf } from './library.wire.ts';
import { pageOf, toListing } from './listing.ts';
import { validateOptionsOf } from './validate-options.ts';
import {
  labelVersion,
  publishVersion,
  releaseLock,
  saveVersion,
  takeLock,
} from './versions.usecases.ts';

const shownVersion = async (deps: LibraryDeps, flow: FlowRecord, version: string | number) => {
  const { document, version: number } = await readVersion(deps, flow, version);
  return toVersionDocument(number, document, await validateOptionsOf(deps, flow.org));
};

const readHandlers = (ops: FlowOperations, deps: LibraryDeps): readonly Handler[] => [
  handle(ops.listVersions, async ({ principal: { org }, params, query }) => {
    const flow = await readFlow(deps.db, org, params.flowId);
    const { rows, total } = await listVersions(deps.db, flow.id, pageOf(query));
    const names = await namesOf(
      deps,
      org,
      rows.map(({ createdBy }) => createdBy),
    );
    const entities = rows.map((row) => toVersionView(flow, row, names));
    const path = ops.listVersions.path.replace('{flowId}', flow.id);
    return { status: 200, body: toListing(path, query, { entities, total }) };
  }),
  handle(ops.getVersion, async ({ principal: { org }, params }) => {
    const flow = await readFlow(deps.db, org, params.flowId);
    return { status: 200, body: await shownVersion(deps, flow, params.version) };
  }),
];

const lockHandlers = (ops: FlowOperations, deps: LibraryDeps): readonly Handler[] => [
  handle(ops.lockFlow, async (call) => {
    const { flow } = await takeLock(deps, byOf(call), call.params.flowId);
    return { status: 200, body: await viewOf(deps, flow) };
  }),
  handle(ops.unlockFlow, async (call) => {
    const { flow } = await releaseLock(deps, byOf(call), call.params.flowId);
    return { status: 200, body: await viewOf(deps, flow) };
  }),
];

/** What is locked, saved, compared, published and labelled. */
export const versionHandlers = (ops: FlowOperations, deps: LibraryDeps): readonly Handler[] => [
  ...readHandlers(ops, deps),
  ...lockHandlers(ops, deps),
  handle(ops.diffVersions, async ({ principal: { org }, params, query }) => {
    const flow = await readFlow(deps.db, org, params.flowId);
    const [from, to] = [
      await readVersion(deps, flow, query.from),
      await readVersion(deps, flow, query.to),
    ];
    return { status: 200, body: { differences: diffFlows(from.document, to.document) } };
  }),
  handle(ops.saveVersion, async (call) => {
    const { document, expectedVersion } = call.body;
    const saved = await saveVersion(deps, byOf(call), {
      ...{ id: call.params.flowId, document, expectedVersion },
    });
    const body = await shownVersion(deps, saved.flow, saved.flow.savedVersion as number);
    return { status: 201, body };
  }),
  handle(ops.publishFlow, async (call) => {
    const { version, expectedVersion, labels } = call.body;
    const input = { id: call.params.flowId, version, expectedVersion, labels };
    const { flow } = await publishVersion(deps, byOf(call), input);
    return { status: 200, body: await viewOf(deps, flow) };
  }),
  handle(ops.labelVersion, async (call) => {
    const { flowId: id, label } = call.params;
    const input = { id, label, version: call.body.version };
    const { flow } = await labelVersion(deps, byOf(call), input);
    return { status: 200, body: await viewOf(deps, flow) };
  }),
];
