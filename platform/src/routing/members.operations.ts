import { type Handler, handle, queuesOperations as ops, type QueueMember } from '@tandem/contract';
import { type Person, pageOf, toListing } from '../users/index.ts';
import { expandUsers, type UserExpansion } from './expand-users.ts';
import { findMember, listMembers, type MemberRecord } from './members.store.ts';
import { changeJoined, changeMembers } from './members.usecases.ts';
import { queueOr404 } from './queues.usecases.ts';
import type { RoutingDeps } from './routing.deps.ts';
import { routingErrors } from './routing.errors.ts';

const toMemberWire = (
  queueId: string,
  member: MemberRecord,
  {
    person,
    expansion,
  }: { readonly person: Person | undefined; readonly expansion?: UserExpansion | undefined },
): QueueMember => ({
  id: member.userId,
  ...(person ? { name: person.name } : {}),
  user: {
    id: member.userId,
    ...(person ? { name: person.name } : {}),
    ...(person?.email ? { email: person.email } : {}),
    ...expansion,
    version: 1,
    selfUri: `/api/v2/users/${member.userId}`,
  },
  joined: member.joined,
  memberBy: 'user',
  routingStatus: {
    userId: member.userId,
    status: (member.status ?? 'OFF_QUEUE') as 'OFF_QUEUE',
    ...(member.statusSince ? { startTime: member.statusSince.toISOString() } : {}),
  },
  selfUri: `/api/v2/routing/queues/${queueId}/members/${member.userId}`,
});

type MembersQuery = {
  readonly pageSize?: number;
  readonly pageNumber?: number;
  readonly joined?: boolean;
  readonly routingStatus?: readonly string[];
  readonly skills?: readonly string[];
  readonly languages?: readonly string[];
  readonly name?: string;
  readonly expand?: readonly string[];
};

const listOf = async (
  deps: RoutingDeps,
  org: string,
  { queueId, query, path }: { queueId: string; query: MembersQuery; path: string },
) => {
  const queue = await queueOr404(deps.db, org, queueId);
  const { total, rows } = await listMembers(
    deps.db,
    { org, queue: queue.id },
    {
      joined: query.joined,
      statuses: query.routingStatus,
      skills: query.skills,
      languages: query.languages,
      page: pageOf(query),
    },
  );
  const people = await deps.directory.people(
    org,
    rows.map(({ userId }) => userId),
  );
  const named = rows.filter(({ userId }) => {
    const wanted = query.name?.toLowerCase();
    return wanted === undefined || people.get(userId)?.name.toLowerCase().includes(wanted);
  });
  const expansions = await expandUsers(deps.db, org, {
    userIds: named.map(({ userId }) => userId),
    expand: query.expand ?? [],
  });
  return toListing({
    path: path.replace('{queueId}', queue.id),
    query: { ...query },
    total: query.name === undefined ? total : named.length,
    entities: named.map((member) =>
      toMemberWire(queue.id, member, {
        person: people.get(member.userId),
        expansion: expansions.get(member.userId),
      }),
    ),
  });
};

const both = [
  {
    list: ops.getRoutingQueueMembers,
    patch: ops.patchRoutingQueueMembers,
    post: ops.postRoutingQueueMembers,
    remove: ops.deleteRoutingQueueMember,
    patchOne: ops.patchRoutingQueueMember,
  },
  {
    list: ops.getRoutingQueueUsers,
    patch: ops.patchRoutingQueueUsers,
    post: ops.postRoutingQueueUsers,
    remove: ops.deleteRoutingQueueUser,
    patchOne: ops.patchRoutingQueueUser,
  },
] as const;

const requireMember = async (deps: RoutingDeps, org: string, params: MemberParams) => {
  const queue = await queueOr404(deps.db, org, params.queueId);
  const member = await findMember(deps.db, { org, queue: queue.id }, params.memberId);
  if (!member) throw routingErrors.notFound();
};
type MemberParams = { readonly queueId: string; readonly memberId: string };

const familyHandlers = (deps: RoutingDeps, family: (typeof both)[number]): Handler[] => [
  handle(family.list, async ({ principal, params, query }) => ({
    status: 200,
    body: await listOf(deps, principal.org, {
      queueId: params.queueId,
      query: query as MembersQuery,
      path: family.list.path,
    }),
  })),
  handle(family.post, async (call) => {
    await changeMembers(deps, call, {
      queueId: call.params.queueId,
      members: call.body,
      remove: call.query.delete ?? false,
    });
    return { status: 204 };
  }),
  handle(family.patch, async (call) => {
    const { principal, params } = call;
    await changeJoined(deps, call, { queueId: params.queueId, members: call.body });
    const query = { pageSize: 100 };
    return {
      status: 200,
      body: await listOf(deps, principal.org, {
        queueId: params.queueId,
        query,
        path: family.list.path,
      }),
    };
  }),
  handle(family.patchOne, async (call) => {
    const { principal, params } = call;
    await requireMember(deps, principal.org, params);
    const members = [{ ...call.body, id: params.memberId }];
    await changeJoined(deps, call, { queueId: params.queueId, members });
    return { status: 202 };
  }),
  handle(family.remove, async (call) => {
    const { principal, params } = call;
    await requireMember(deps, principal.org, params);
    const members = [{ id: params.memberId }];
    await changeMembers(deps, call, { queueId: params.queueId, members, remove: true });
    return { status: 200 };
  }),
];

/** Members of queues; `users` is the older spelling of `members`. */
export const memberHandlers = (deps: RoutingDeps): Handler[] =>
  both.flatMap((family) => familyHandlers(deps, family));
