import {
  type Handler,
  handle,
  type Principal,
  presenceOperations,
  type RoutingStatus,
  type UserPresence,
  usersOperations,
} from '@tandem/contract';
import { isUser } from '../users/index.ts';
import { type AgentRecord, findAgent } from './agents.store.ts';
import type { PresenceDeps } from './presence.deps.ts';
import { presenceErrors } from './presence.errors.ts';
import { requestable } from './routing-status.rules.ts';
import { setOnQueue } from './routing-status.usecases.ts';
import { defaultSource, presencesOf, setPresence } from './user-presence.usecases.ts';

/** @throws presenceErrors.notFound for nobody and for users of other organisations. */
const requireUser = async ({ directory }: PresenceDeps, org: string, userId: string) => {
  if (!(await isUser(directory, org, userId))) throw presenceErrors.notFound();
};

/** One may always change oneself. @throws presenceErrors.notFound, notYours (403) */
const requireOwn = async (deps: PresenceDeps, principal: Principal, userId: string) => {
  await requireUser(deps, principal.org, userId);
  if (principal.userId !== userId && !principal.permissions.has('directory:user:edit'))
    throw presenceErrors.notYours();
};

const read = async (deps: PresenceDeps, principal: Principal, { userId, source }: Target) => {
  await requireUser(deps, principal.org, userId);
  const found = await presencesOf(deps.db, principal.org, { userIds: [userId], source });
  return found.get(userId);
};

type Target = { readonly userId: string; readonly source: string };

const write = async (
  deps: PresenceDeps,
  principal: Principal,
  { userId, source, request }: Target & { readonly request: UserPresence },
) => {
  await requireOwn(deps, principal, userId);
  return setPresence(deps, { org: principal.org, userId, source, request });
};

/** Routing status as Genesys shows it; who was never on queue is off it. */
export const toStatusWire = (userId: string, agent: AgentRecord | null): RoutingStatus => ({
  userId,
  status: agent?.status ?? 'OFF_QUEUE',
  ...(agent ? { startTime: agent.statusSince.toISOString() } : {}),
});

const statusHandlers = (deps: PresenceDeps): Handler[] => [
  handle(usersOperations.getUserRoutingstatus, async ({ principal, params }) => {
    await requireUser(deps, principal.org, params.userId);
    const agent = await findAgent(deps.db, { org: principal.org, userId: params.userId });
    return { status: 200, body: toStatusWire(params.userId, agent) };
  }),
  handle(usersOperations.putUserRoutingstatus, async ({ principal, params, body }) => {
    const { org } = principal;
    const { userId } = params;
    await requireOwn(deps, principal, userId);
    const { status } = body;
    if (!status) throw presenceErrors.statusMissing();
    const from = (await findAgent(deps.db, { org, userId }))?.status ?? 'OFF_QUEUE';
    if (!requestable.has(status)) throw presenceErrors.statusNotAllowed({ from, to: status });
    const onQueue = status === 'IDLE';
    const at = deps.clock.now();
    const agent = await deps.db.transaction((tx) =>
      setOnQueue(tx, { org, userId }, { onQueue, at }),
    );
    deps.userChanged(org, userId);
    return { status: 200, body: toStatusWire(userId, agent) };
  }),
];

/** Presence and routing status of users. */
export const userPresenceHandlers = (deps: PresenceDeps): Handler[] => [
  handle(presenceOperations.getUserPresencesPurecloud, async ({ principal, params }) => ({
    status: 200,
    body: await read(deps, principal, { userId: params.userId, source: defaultSource }),
  })),
  handle(presenceOperations.patchUserPresencesPurecloud, async ({ principal, params, body }) => ({
    status: 200,
    body: await write(deps, principal, {
      userId: params.userId,
      source: defaultSource,
      request: body,
    }),
  })),
  handle(presenceOperations.getUserPresence, async ({ principal, params }) => ({
    status: 200,
    body: await read(deps, principal, {
      userId: params.userId,
      source: params.sourceId.toUpperCase(),
    }),
  })),
  handle(presenceOperations.patchUserPresence, async ({ principal, params, body }) => ({
    status: 200,
    body: await write(deps, principal, {
      userId: params.userId,
      source: params.sourceId.toUpperCase(),
      request: body,
    }),
  })),
  ...statusHandlers(deps),
];
