import {
  type Handler,
  handle,
  routingOperations as ops,
  queuesOperations,
  type WrapupCode,
} from '@tandem/contract';
import { type DivisionName, namePattern, pageOf, toListing } from '../users/index.ts';
import { divisionsOf } from './divisions.ts';
import { queueOr404 } from './queues.usecases.ts';
import { divisionWire } from './queues.wire.ts';
import type { RoutingDeps } from './routing.deps.ts';
import { listWrapupCodes, type WrapupCodeRecord } from './wrapup-codes.store.ts';
import {
  createWrapupCode,
  offerCodes,
  removeWrapupCode,
  replaceWrapupCode,
  withdrawCode,
  wrapupCodeOr404,
} from './wrapup-codes.usecases.ts';

export const toWrapupCodeWire = (code: WrapupCodeRecord, division: DivisionName): WrapupCode => ({
  id: code.id,
  name: code.name,
  division: divisionWire(division),
  ...(code.description === null ? {} : { description: code.description }),
  dateCreated: code.createdAt.toISOString(),
  dateModified: code.modifiedAt.toISOString(),
  ...(code.createdBy ? { createdBy: code.createdBy } : {}),
  ...(code.modifiedBy ? { modifiedBy: code.modifiedBy } : {}),
  selfUri: `/api/v2/routing/wrapupcodes/${code.id}`,
});

/** Codes with their divisions looked up. */
export const wrapupCodesWire = async (
  { directory }: Pick<RoutingDeps, 'directory'>,
  org: string,
  codes: readonly WrapupCodeRecord[],
): Promise<WrapupCode[]> => {
  const division = await divisionsOf(
    directory,
    org,
    codes.map((code) => code.division),
  );
  return codes.map((code) => toWrapupCodeWire(code, division(code.division)));
};

const one = async (deps: RoutingDeps, code: WrapupCodeRecord) =>
  (await wrapupCodesWire(deps, code.org, [code]))[0];

type ListQuery = {
  readonly pageSize?: number;
  readonly pageNumber?: number;
  readonly name?: string;
  readonly id?: readonly string[];
  readonly divisionId?: readonly string[];
  readonly sortOrder?: string;
};

const page = async (
  deps: RoutingDeps,
  org: string,
  { path, query, queue }: { path: string; query: ListQuery; queue?: string },
) => {
  const { total, rows } = await listWrapupCodes(deps.db, {
    org,
    filter: {
      pattern: namePattern(query.name),
      ids: query.id,
      divisions: query.divisionId,
      queue,
      descending: query.sortOrder?.toLowerCase().startsWith('desc') ?? false,
    },
    page: pageOf(query),
  });
  const entities = await wrapupCodesWire(deps, org, rows);
  return toListing({ path, query: { ...query }, total, entities });
};

const codeHandlers = (deps: RoutingDeps): Handler[] => [
  ...[ops.getRoutingWrapupcodes, ops.getRoutingWrapupcodesDivisionviews].map((operation) =>
    handle(operation, async ({ principal, query }) => ({
      status: 200,
      body: await page(deps, principal.org, { path: operation.path, query: query as ListQuery }),
    })),
  ),
  ...[ops.getRoutingWrapupcode, ops.getRoutingWrapupcodesDivisionview].map((operation) =>
    handle(operation, async ({ principal, params }) => ({
      status: 200,
      body: await one(deps, await wrapupCodeOr404(deps, principal.org, params.codeId)),
    })),
  ),
  handle(ops.postRoutingWrapupcodes, async (call) => ({
    status: 200,
    body: await one(deps, await createWrapupCode(deps, call, call.body)),
  })),
  handle(ops.putRoutingWrapupcode, async (call) => ({
    status: 200,
    body: await one(
      deps,
      await replaceWrapupCode(deps, call, { id: call.params.codeId, request: call.body }),
    ),
  })),
  handle(ops.deleteRoutingWrapupcode, async (call) => {
    await removeWrapupCode(deps, call, call.params.codeId);
    return { status: 200 };
  }),
];

/** Wrap-up codes of the organisation and which of them a queue offers. */
export const wrapupCodeHandlers = (deps: RoutingDeps): Handler[] => [
  ...codeHandlers(deps),
  handle(queuesOperations.getRoutingQueueWrapupcodes, async ({ principal, params, query }) => {
    const queue = (await queueOr404(deps.db, principal.org, params.queueId)).id;
    const path = queuesOperations.getRoutingQueueWrapupcodes.path.replace('{queueId}', queue);
    return { status: 200, body: await page(deps, principal.org, { path, query, queue }) };
  }),
  handle(queuesOperations.postRoutingQueueWrapupcodes, async (call) => {
    const { principal, params, body } = call;
    const codeIds = body.flatMap(({ id }) => (id === undefined ? [] : [id]));
    const rows = await offerCodes(deps, call, { queueId: params.queueId, codeIds });
    return { status: 200, body: await wrapupCodesWire(deps, principal.org, rows) };
  }),
  handle(queuesOperations.deleteRoutingQueueWrapupcode, async (call) => {
    await withdrawCode(deps, call, call.params);
    return { status: 200 };
  }),
];
