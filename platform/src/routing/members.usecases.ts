import type { QueueMember, WritableEntity } from '@tandem/contract';
import type { Transaction } from '@tandem/kit';
import { type By, noteChange } from '../audit/index.ts';
import { appendEvents } from '../users/index.ts';
import { addMembers, removeMembers, setJoined } from './members.store.ts';
import type { QueueRecord } from './queues.store.ts';
import { queueOr404 } from './queues.usecases.ts';
import type { RoutingDeps } from './routing.deps.ts';
import { routingErrors } from './routing.errors.ts';

type Change = { readonly queue: string; readonly userIds: readonly string[] };

const tell = (tx: Transaction, org: string, { queue, userIds, ...rest }: Change & Told) =>
  appendEvents(
    tx,
    org,
    userIds.map((userId) => ({
      type: 'queue.member',
      key: `queue:${queue}`,
      data: { queueId: queue, userId, ...rest },
    })),
  );
type Told = { readonly member: boolean; readonly joined: boolean };

const actions = {
  member: { true: 'members.add', false: 'members.remove' },
  joined: { true: 'members.join', false: 'members.leave' },
} as const;

/** Who was added, taken out, joined or left, by name as far as there is one. */
const note = async (
  deps: RoutingDeps,
  tx: Transaction,
  input: {
    readonly by: By;
    readonly queue: QueueRecord;
    readonly names: ReadonlyMap<string, { readonly name: string }>;
    readonly userIds: readonly string[];
    readonly action: (typeof actions)[keyof typeof actions]['true' | 'false'];
  },
) => {
  const { by, queue, names, userIds, action } = input;
  if (userIds.length === 0) return;
  const users = userIds.map((id) => names.get(id)?.name ?? id).toSorted();
  const gone = action === 'members.remove' || action === 'members.leave';
  await noteChange(deps, tx, {
    by,
    action,
    entity: { type: 'queue', id: queue.id, name: queue.name },
    changes: { users: gone ? { from: users } : { to: users } },
  });
};

const idsOf = (entities: readonly WritableEntity[]): string[] => [
  ...new Set(entities.flatMap(({ id }) => (id === undefined ? [] : [id]))),
];

/** Adds users to a queue or takes them out. @throws routingErrors.notFound, unknownReference (400) for no user. */
export async function changeMembers(
  deps: RoutingDeps,
  by: By,
  request: {
    readonly queueId: string;
    readonly members: readonly WritableEntity[];
    readonly remove: boolean;
  },
): Promise<void> {
  const { org } = by.principal;
  const record = await queueOr404(deps.db, org, request.queueId);
  const queue = record.id;
  const wanted = idsOf(request.members);
  if (!request.remove) await requireUsers(deps, org, wanted);
  const names = await deps.directory.people(org, wanted);
  await deps.db.transaction(async (tx) => {
    const userIds = request.remove
      ? await removeMembers(tx, { org, queue }, wanted)
      : await addMembers(tx, { org, queue }, { userIds: wanted, at: deps.clock.now() });
    await tell(tx, org, { queue, userIds, member: !request.remove, joined: !request.remove });
    const action = actions.member[request.remove ? 'false' : 'true'];
    await note(deps, tx, { by, queue: record, names, userIds, action });
  });
  deps.wakeQueues([queue]);
}

/** @throws routingErrors.unknownReference (400) for the first id that is no active user of the organisation. */
export const requireUsers = async (
  { directory }: Pick<RoutingDeps, 'directory'>,
  org: string,
  ids: readonly string[],
): Promise<void> => {
  const people = await directory.people(org, ids);
  const unknown = ids.find((id) => !people.has(id));
  if (unknown !== undefined) throw routingErrors.unknownReference({ kind: 'user', id: unknown });
};

/** Members join or leave the queue; ids that are no members are left out, as Genesys does. */
export async function changeJoined(
  deps: RoutingDeps,
  by: By,
  request: { readonly queueId: string; readonly members: readonly QueueMember[] },
): Promise<void> {
  const { org } = by.principal;
  const record = await queueOr404(deps.db, org, request.queueId);
  const queue = record.id;
  const names = await deps.directory.people(org, idsOf(request.members));
  await deps.db.transaction(async (tx) => {
    for (const joined of [true, false]) {
      const userIds = idsOf(request.members.filter((member) => (member.joined ?? true) === joined));
      const changed = await setJoined(tx, { org, queue }, { userIds, joined });
      await tell(tx, org, { queue, userIds: changed, member: true, joined });
      const action = actions.joined[joined ? 'true' : 'false'];
      // Agents join and leave their own queues in the course of the day: that is work, not configuration.
      const others = changed.filter((userId) => userId !== by.principal.userId);
      await note(deps, tx, { by, queue: record, names, userIds: others, action });
    }
  });
  deps.wakeQueues([queue]);
}
