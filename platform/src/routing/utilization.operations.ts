import { type Handler, handle, utilizationOperations as ops } from '@tandem/contract';
import type { RoutingDeps } from './routing.deps.ts';
import { findOrgUtilization, type UtilizationDoc } from './utilization.store.ts';
import {
  effective,
  setOrgUtilization,
  setUserUtilization,
  userUtilization,
} from './utilization.usecases.ts';

const orgReply = async ({ db }: RoutingDeps, org: string) => ({
  utilization: effective(await findOrgUtilization(db, org)),
  labelUtilizations: {},
});

/** How many conversations agents have at once: of the organisation, and of single users. */
export const utilizationHandlers = (deps: RoutingDeps): Handler[] => [
  handle(ops.getRoutingUtilization, async ({ principal }) => ({
    status: 200,
    body: await orgReply(deps, principal.org),
  })),
  handle(ops.putRoutingUtilization, async (call) => {
    await setOrgUtilization(deps, call, (call.body.utilization ?? {}) as UtilizationDoc);
    return { status: 200, body: await orgReply(deps, call.principal.org) };
  }),
  handle(ops.deleteRoutingUtilization, async (call) => {
    await setOrgUtilization(deps, call, null);
    return { status: 204 };
  }),
  handle(ops.getRoutingUserUtilization, async ({ principal, params }) => ({
    status: 200,
    body: await userUtilization(deps, principal.org, params.userId),
  })),
  handle(ops.putRoutingUserUtilization, async (call) => {
    const { userId } = call.params;
    const doc = (call.body.utilization ?? {}) as UtilizationDoc;
    await setUserUtilization(deps, call, { userId, doc });
    return { status: 200, body: await userUtilization(deps, call.principal.org, userId) };
  }),
  handle(ops.deleteRoutingUserUtilization, async (call) => {
    await setUserUtilization(deps, call, { userId: call.params.userId, doc: null });
    return { status: 204 };
  }),
];
