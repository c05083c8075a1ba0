import {
  type Handler,
  handle,
  type Principal,
  queuesOperations,
  type UserQueue,
  usersOperations,
} from '@tandem/contract';
import type { By } from '../audit/index.ts';
import { isUser, type PageRequest, pageOf, toListing } from '../users/index.ts';
import { divisionsOf } from './divisions.ts';
import { listQueuesOf } from './members.store.ts';
import { changeJoined } from './members.usecases.ts';
import { listQueues } from './queues.store.ts';
import { toQueueWire } from './queues.wire.ts';
import type { RoutingDeps } from './routing.deps.ts';
import { routingErrors } from './routing.errors.ts';

/** Queues of a user, with whether the user takes conversations from each. */
export const userQueues = async (
  deps: RoutingDeps,
  { org, userId }: { readonly org: string; readonly userId: string },
  joined?: boolean,
): Promise<UserQueue[]> => {
  const memberships = await listQueuesOf(deps.db, { org, userId }, joined);
  const { rows } = await listQueues(deps.db, {
    org,
    filter: { pattern: null, ids: memberships.map(({ queue }) => queue) },
    page: { limit: memberships.length, offset: 0 },
  });
  const division = await divisionsOf(
    deps.directory,
    org,
    rows.map((row) => row.division),
  );
  const joinedBy = new Map(memberships.map((m) => [m.queue, m.joined]));
  return rows.map((row) => ({
    ...toQueueWire(row, division(row.division)),
    joined: joinedBy.get(row.id) ?? false,
  }));
};

const pageOfQueues = async (
  deps: RoutingDeps,
  user: { readonly org: string; readonly userId: string },
  { path, query }: { path: string; query: PageRequest & { readonly joined?: boolean } },
) => {
  const all = await userQueues(deps, user, query.joined);
  const { limit, offset } = pageOf(query);
  const entities = all.slice(offset, offset + limit);
  return toListing({ path, query: { ...query }, total: all.length, entities });
};

/** @throws routingErrors.notFound for nobody, ownMembershipOnly (403) for another user without the permission. */
const requireSubject = async (deps: RoutingDeps, principal: Principal, userId: string) => {
  if (!(await isUser(deps.directory, principal.org, userId))) throw routingErrors.notFound();
  const own = principal.userId === userId;
  if (!own && !principal.permissions.has('routing:queueMember:manage'))
    throw routingErrors.ownMembershipOnly();
};

const changeAll = async (
  deps: RoutingDeps,
  by: By,
  { userId, queues }: { readonly userId: string; readonly queues: readonly UserQueue[] },
) => {
  await requireSubject(deps, by.principal, userId);
  for (const { id, joined } of queues) {
    if (id === undefined) continue;
    const members = [{ id: userId, joined: joined ?? true }];
    await changeJoined(deps, by, { queueId: id, members });
  }
};

/** A user's own view of queues: which there are, join and leave. */
export const userQueueHandlers = (deps: RoutingDeps): Handler[] => [
  handle(queuesOperations.getRoutingQueuesMe, async ({ principal, query }) => {
    const user = { org: principal.org, userId: principal.userId ?? principal.clientId };
    const { path } = queuesOperations.getRoutingQueuesMe;
    return { status: 200, body: await pageOfQueues(deps, user, { path, query }) };
  }),
  handle(usersOperations.getUserQueues, async ({ principal, params, query }) => {
    if (!(await isUser(deps.directory, principal.org, params.userId)))
      throw routingErrors.notFound();
    const path = usersOperations.getUserQueues.path.replace('{userId}', params.userId);
    const user = { org: principal.org, userId: params.userId };
    return { status: 200, body: await pageOfQueues(deps, user, { path, query }) };
  }),
  handle(usersOperations.patchUserQueues, async (call) => {
    const { principal, params } = call;
    await changeAll(deps, call, { userId: params.userId, queues: call.body });
    const path = usersOperations.getUserQueues.path.replace('{userId}', params.userId);
    const user = { org: principal.org, userId: params.userId };
    return { status: 200, body: await pageOfQueues(deps, user, { path, query: {} }) };
  }),
  handle(usersOperations.patchUserQueue, async (call) => {
    const { principal, params } = call;
    const queues = [{ ...call.body, id: params.queueId }];
    await changeAll(deps, call, { userId: params.userId, queues });
    const user = { org: principal.org, userId: params.userId };
    const changed = (await userQueues(deps, user)).find(({ id }) => id === params.queueId);
    if (!changed) throw routingErrors.notFound();
    return { status: 200, body: changed };
  }),
];
