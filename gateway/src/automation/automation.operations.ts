import {
  automationOperations,
  type Call,
  type ExecutionStatus,
  executionStatuses,
  flowChainHeader,
  flowDepthHeader,
  gatewayFlowOperations,
  type Handler,
  handle,
  maxFlowDepth,
  type Principal,
} from '@tandem/contract';
import type { Values } from '@tandem/flows';
import { isUuid } from '@tandem/kit';
import type { Act } from '../endpoints/index.ts';
import { pageOf, toListing } from '../paging/index.ts';
import { automationErrors } from './automation.errors.ts';
import type { Run, Starter } from './automation.model.ts';
import { type DetailDeps, executionDetail } from './executions.query.ts';
import { toExecutionWire, toTriggerWire } from './executions.wire.ts';
import { listRuns } from './runs.store.ts';
import { rerunRun, startRun } from './start-run.usecases.ts';
import { stopExecution } from './stop-run.usecases.ts';
import { listTriggers } from './triggers.store.ts';
import {
  changeTrigger,
  createTrigger,
  removeTrigger,
  type TriggerDeps,
} from './triggers.usecases.ts';

export type AutomationHandlerDeps = TriggerDeps &
  DetailDeps & { readonly underWay: ReadonlyMap<number, AbortController> };

const actorOf = ({ userId, clientId }: Principal): Starter =>
  userId ? { kind: 'user', id: userId } : { kind: 'client', id: clientId };

/** What a person has of their own is for executions that this person starts, not for those of flows that call for them. */
const starterOf = (principal: Principal): Starter =>
  principal.delegated ? { kind: 'client', id: principal.clientId } : actorOf(principal);

const actOf = (call: { principal: Principal } & Pick<Call, 'correlationId'>): Act => ({
  actor: actorOf(call.principal),
  correlationId: call.correlationId,
});

/** What is no id is the id of nothing. */
const needId = (...ids: readonly string[]): void => {
  if (!ids.every(isUuid)) throw automationErrors.notFound();
};

/** The caller's own name for a start. @throws automationErrors.keyInvalid */
const tokenOf = ({ headers, principal }: { principal: Principal } & Pick<Call, 'headers'>) => {
  const key = headers['idempotency-key'];
  if (key === undefined) return null;
  if (typeof key !== 'string' || !/^[\x21-\x7e]{1,200}$/.test(key))
    throw automationErrors.keyInvalid();
  // Two callers who chose the same key mean two starts.
  return `key ${principal.clientId} ${key}`;
};

/** How many executions led to a start, as a flow that calls us tells. @throws automationErrors.chainTooLong */
const depthOf = ({ headers }: Pick<Call, 'headers'>): number => {
  const told = headers[flowDepthHeader];
  const depth = typeof told === 'string' && /^\d{1,6}$/.test(told) ? Number(told) : 0;
  if (depth > maxFlowDepth)
    throw automationErrors.chainTooLong(
      { most: String(maxFlowDepth) },
      { headers: { [flowChainHeader]: String(maxFlowDepth) } },
    );
  return depth;
};

const statusOf = (status: string | undefined): ExecutionStatus | null => {
  if (status === undefined) return null;
  const found = executionStatuses.find((one) => one === status);
  if (!found)
    throw automationErrors.statusUnknown({ status, allowed: executionStatuses.join(', ') });
  return found;
};

const runHandlers = (deps: AutomationHandlerDeps): readonly Handler[] => {
  const wire = async (run: Run) => {
    const names = await deps.names(run.org, run.startedBy ? [run.startedBy.id] : []);
    return toExecutionWire(run, (id) => names.get(id) ?? '');
  };
  return [
    handle(automationOperations.startExecution, async (call) => {
      const { principal, params, body } = call;
      needId(params.flowId);
      const run = await startRun(deps, {
        org: principal.org,
        flowId: params.flowId,
        ...(body.label ? { label: body.label } : {}),
        inputs: (body.inputs ?? {}) as Values,
        dropUnknown: body.dropUnknownInputs === true,
        origin: principal.userId && principal.bundled && !principal.delegated ? 'hand' : 'api',
        startedBy: starterOf(principal),
        token: tokenOf(call),
        depth: depthOf(call),
      });
      return { status: 202, body: await wire(run) };
    }),
    handle(automationOperations.rerunExecution, async (call) => {
      const { principal, params } = call;
      needId(params.flowId, params.executionId);
      const asked = { org: principal.org, ...params, startedBy: starterOf(principal) };
      return {
        status: 202,
        body: await wire(
          await rerunRun(deps, { ...asked, token: tokenOf(call), depth: depthOf(call) }),
        ),
      };
    }),
    handle(automationOperations.stopExecution, async ({ principal, params }) => {
      needId(params.flowId, params.executionId);
      return {
        status: 200,
        body: await wire(await stopExecution(deps, { org: principal.org, ...params })),
      };
    }),
  ];
};

const lookHandlers = (deps: AutomationHandlerDeps): readonly Handler[] => [
  handle(gatewayFlowOperations.listExecutions, async ({ principal, params, query }) => {
    const { org } = principal;
    needId(params.flowId);
    if (!(await deps.flows.head(org, params.flowId))) throw automationErrors.notFound();
    const page = pageOf(query);
    const { items, total } = await listRuns(deps.db, {
      ...{ org, flow: params.flowId, status: statusOf(query.status) },
      ...{ version: query.version ?? null, offset: page.offset, limit: page.size },
    });
    const starters = new Set(items.flatMap(({ startedBy }) => startedBy?.id ?? []));
    const names = await deps.names(org, [...starters]);
    const entities = items.map((run) => toExecutionWire(run, (id) => names.get(id) ?? ''));
    const path = gatewayFlowOperations.listExecutions.path.replace('{flowId}', params.flowId);
    return { status: 200, body: toListing(entities, { path, total, page }) };
  }),
  handle(gatewayFlowOperations.getExecution, async (call) => {
    const { principal, params, query } = call;
    needId(params.flowId, params.executionId);
    const secure = query.secure === true;
    if (secure && !principal.permissions.has('architect:flowTrace:decrypt'))
      throw automationErrors.decryptForbidden();
    const asked = { org: principal.org, ...params, secure, act: actOf(call) };
    return { status: 200, body: await executionDetail(deps, asked) };
  }),
];

const triggerHandlers = (deps: AutomationHandlerDeps): readonly Handler[] => [
  handle(automationOperations.listTriggers, async ({ principal, params }) => {
    const { org } = principal;
    needId(params.flowId);
    if (!(await deps.flows.head(org, params.flowId))) throw automationErrors.notFound();
    const triggers = await listTriggers(deps.db, { org, flow: params.flowId });
    return { status: 200, body: { triggers: triggers.map(toTriggerWire) } };
  }),
  handle(automationOperations.createTrigger, async (call) => {
    const { principal, params, body: request } = call;
    needId(params.flowId);
    const made = { org: principal.org, flowId: params.flowId, request, act: actOf(call) };
    return { status: 201, body: toTriggerWire(await createTrigger(deps, made)) };
  }),
  handle(automationOperations.changeTrigger, async (call) => {
    const { principal, params, body: request } = call;
    needId(params.flowId, params.triggerId);
    const change = { org: principal.org, ...params, request, act: actOf(call) };
    return { status: 200, body: toTriggerWire(await changeTrigger(deps, change)) };
  }),
  handle(automationOperations.deleteTrigger, async (call) => {
    const { principal, params } = call;
    needId(params.flowId, params.triggerId);
    await removeTrigger(deps, { org: principal.org, ...params, act: actOf(call) });
    return { status: 204 };
  }),
];

/** Runs of automation flows and what sets them going. */
export const automationHandlers = (deps: AutomationHandlerDeps): readonly Handler[] => [
  ...runHandlers(deps),
  ...lookHandlers(deps),
  ...triggerHandlers(deps),
];
