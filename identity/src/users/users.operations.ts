import {
  type Handler,
  handle,
  identityOperations,
  usersOperations as operations,
  type Principal,
} from '@tandem/contract';
import { identityErrors } from '../identity.errors.ts';
import { filterOf, type PageQuery, toListing, toPage } from '../listing.ts';
import { findOrganisation, toOrganisationWire } from '../organisations/index.ts';
import { tokenInfoOf } from '../tokens/index.ts';
import { type Criterion, isSearched, searchTypes } from './search.rules.ts';
import { wantedStates } from './users.rules.ts';
import { findUser, listUsers } from './users.store.ts';
import type { UserDeps } from './users.types.ts';
import {
  changeOwnPassword,
  changeUser,
  createUser,
  removeUser,
  requireUser,
  setPassword,
  setUserRoles,
} from './users.usecases.ts';
import { authorizationsOf, toUsersWire, toUserWire } from './users.wire.ts';

const listHandlers = (deps: UserDeps): Handler[] => [
  handle(operations.getUsers, async ({ principal, query }) => {
    const page = toPage(query);
    const { users, total } = await listUsers(deps.db, principal.org, {
      states: wantedStates(query.state),
      ids: filterOf(query.id),
      descending: query.sortOrder?.toLowerCase().startsWith('desc') ?? false,
      limit: page.limit,
      offset: page.offset,
    });
    const entities = await toUsersWire(deps, principal, { users, expand: query.expand });
    const { path } = operations.getUsers;
    return { status: 200, body: toListing({ entities, total, page, path }) };
  }),
  handle(operations.getUser, async ({ principal, params, query }) => {
    const user = await findUser(deps.db, principal.org, params.userId);
    const isShown = user && (user.state !== 'deleted' || query.state === 'deleted');
    if (!isShown) throw identityErrors.notFound();
    const [shown] = await toUsersWire(deps, principal, { users: [user], expand: query.expand });
    return { status: 200, body: shown };
  }),
];

/** What only `/users/me` can expand. */
const ownExpansions = async (deps: UserDeps, principal: Principal, expand: readonly string[]) => {
  const named = new Set(expand);
  const organisation = await findOrganisation(deps.db, principal.org);
  return {
    ...(named.has('date') ? { date: { currentDate: deps.clock.now().toISOString() } } : {}),
    ...(named.has('organization') && organisation
      ? { organization: toOrganisationWire(organisation) }
      : {}),
    ...(named.has('token') ? { token: await tokenInfoOf(deps.db, principal) } : {}),
  };
};

const meHandlers = (deps: UserDeps): Handler[] => [
  handle(operations.getUsersMe, async ({ principal, query }) => {
    if (!principal.userId) throw identityErrors.noUser();
    const user = await requireUser(deps.db, principal.org, principal.userId);
    const { expand } = query;
    const [shown] = await toUsersWire(deps, principal, { users: [user], expand });
    const more = await ownExpansions(deps, principal, expand ?? []);
    return { status: 200, body: { ...shown, ...more } };
  }),
  handle(identityOperations.postUsersMePassword, async ({ body, ...acting }) => {
    await changeOwnPassword(deps, acting, body);
    return { status: 204 };
  }),
];

const writeHandlers = (deps: UserDeps): Handler[] => [
  handle(operations.postUsers, async ({ body, ...acting }) => ({
    status: 200,
    body: toUserWire(await createUser(deps, acting, body)),
  })),
  handle(operations.patchUser, async ({ params, body, ...acting }) => {
    const user = await changeUser(deps, acting, { id: params.userId, request: body });
    return { status: 200, body: toUserWire(user) };
  }),
  handle(operations.deleteUser, async ({ params, ...acting }) => {
    await removeUser(deps, acting, params.userId);
    return { status: 200, body: {} };
  }),
  handle(identityOperations.postUserPassword, async ({ params, body, ...acting }) => {
    const { newPassword } = body;
    await setPassword(deps, acting, { id: params.userId, newPassword });
    return { status: 204 };
  }),
];

const shownRoles = async (deps: UserDeps, org: string, id: string) => {
  await requireUser(deps.db, org, id);
  return { status: 200, body: (await authorizationsOf(deps, org, [id])).get(id) };
};

const roleHandlers = (deps: UserDeps): Handler[] => [
  handle(operations.getUserRoles, ({ principal, params }) =>
    shownRoles(deps, principal.org, params.subjectId),
  ),
  handle(operations.putUserRoles, async ({ params, body, ...acting }) => {
    await setUserRoles(deps, acting, { id: params.subjectId, roleIds: body });
    return shownRoles(deps, acting.principal.org, params.subjectId);
  }),
];

type SearchRequest = PageQuery & {
  readonly query?: readonly Criterion[];
  readonly expand?: readonly string[];
  readonly sortOrder?: string;
};

/** Users of one organisation are few enough to be looked through at once. */
const everybody = 1_000_000;

const search = async (deps: UserDeps, principal: Principal, request: SearchRequest) => {
  const criteria = request.query ?? [];
  const unknown = criteria.find(({ type }) => !searchTypes.includes(type));
  if (unknown) throw identityErrors.notOffered({ what: `searching by ${unknown.type}` });
  const page = toPage(request);
  const { users } = await listUsers(deps.db, principal.org, {
    states: ['active', 'inactive', 'deleted'],
    descending: request.sortOrder === 'DESC',
    limit: everybody,
    offset: 0,
  });
  const found = users.filter((user) => isSearched(user, criteria));
  const shown = found.slice(page.offset, page.offset + page.size);
  return {
    status: 200,
    body: {
      total: found.length,
      pageCount: Math.ceil(found.length / page.size),
      pageSize: page.size,
      pageNumber: page.number,
      types: ['users'],
      results: await toUsersWire(deps, principal, { users: shown, expand: request.expand }),
    },
  };
};

const decodeSearch = (q64: string): SearchRequest => {
  try {
    return JSON.parse(Buffer.from(q64, 'base64').toString('utf8')) as SearchRequest;
  } catch {
    throw identityErrors.invalid({ problem: 'q64 must be a search request as JSON in base64.' });
  }
};

const searchHandlers = (deps: UserDeps): Handler[] => [
  handle(operations.postUsersSearch, ({ principal, body }) => search(deps, principal, body)),
  handle(operations.getUsersSearch, async ({ principal, query }) => {
    const { expand, q64 } = query;
    return search(deps, principal, { ...decodeSearch(q64), ...(expand ? { expand } : {}) });
  }),
];

/** Users, without presence and routing, which the contact centre adds. */
export const userHandlers = (deps: UserDeps): readonly Handler[] => [
  ...listHandlers(deps),
  ...meHandlers(deps),
  ...writeHandlers(deps),
  ...roleHandlers(deps),
  ...searchHandlers(deps),
];
