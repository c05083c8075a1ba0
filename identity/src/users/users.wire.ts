import type { Principal } from '@tandem/contract';
import { expandPolicies, rolesOfSubjects } from '../access/index.ts';
import { divisionRef, uris } from '../wire.ts';
import type { UserRecord } from './users.store.ts';
import type { UserDeps } from './users.types.ts';

const contactOf = (email: string) => ({
  address: email,
  mediaType: 'EMAIL',
  type: 'PRIMARY',
});

/** A user without expansions. */
export const toUserWire = (user: UserRecord) => ({
  id: user.id,
  name: user.name,
  division: divisionRef(user.division, user.divisionName),
  chat: { jabberId: `${user.id}@${user.org}.tandem` },
  email: user.email,
  primaryContactInfo: [contactOf(user.email)],
  addresses: [],
  images: [],
  acdAutoAnswer: false,
  ...user.profile,
  ...(typeof user.profile['manager'] === 'string'
    ? { manager: { id: user.profile['manager'], selfUri: uris.user(user.profile['manager']) } }
    : {}),
  state: user.state,
  username: user.email,
  version: user.version,
  selfUri: uris.user(user.id),
});

/** Roles and permissions of a user, as `authorization` shows them. */
export const authorizationsOf = async (
  { db, permissions }: Pick<UserDeps, 'db' | 'permissions'>,
  org: string,
  userIds: readonly string[],
) => {
  const held = Map.groupBy(await rolesOfSubjects(db, org, userIds), ({ subject }) => subject);
  return new Map(
    userIds.map((id) => {
      const roles = (held.get(id) ?? []).map(({ role }) => role);
      const policies = roles.flatMap((role) => role.policies);
      return [
        id,
        {
          roles: roles.map(({ id: roleId, name }) => ({ id: roleId, name })),
          unusedRoles: [],
          permissions: [...expandPolicies(policies, permissions)],
          permissionPolicies: policies.map(({ domain, entityName, actionSet }) => ({
            domain,
            entityName,
            actionSet: [...actionSet],
            allowConditions: false,
          })),
        },
      ] as const;
    }),
  );
};

/** Fields that other parts know, for all users of a page at once; names nobody knows are ignored. */
const expansionsOf = async (deps: UserDeps, org: string, input: ExpandInput) => {
  const userIds = input.users.map(({ id }) => id);
  const own = {
    authorization: () => authorizationsOf(deps, org, userIds),
    dateLastLogin: async () =>
      new Map(
        input.users.flatMap(({ id, lastSignInAt }) =>
          lastSignInAt ? [[id, lastSignInAt.toISOString()]] : [],
        ),
      ),
  };
  const named = new Set(input.expand ?? []);
  const values = [...named].flatMap((name) => {
    if (Object.hasOwn(own, name)) return [[name, own[name as keyof typeof own]()] as const];
    const expander = Object.hasOwn(deps.expanders, name) ? deps.expanders[name] : undefined;
    return expander ? [[name, expander({ org, userIds })] as const] : [];
  });
  return Promise.all(
    values.map(async ([name, map]) => [name, (await map) as ReadonlyMap<string, unknown>] as const),
  );
};

type ExpandInput = {
  readonly users: readonly UserRecord[];
  readonly expand?: readonly string[] | undefined;
};

/** Users with the expansions that were asked for. */
export const toUsersWire = async (
  deps: UserDeps,
  { org }: Pick<Principal, 'org'>,
  input: ExpandInput,
) => {
  const expansions = await expansionsOf(deps, org, input);
  return input.users.map((user) => ({
    ...toUserWire(user),
    ...Object.fromEntries(
      expansions.flatMap(([name, values]) =>
        values.has(user.id) ? [[name, values.get(user.id)]] : [],
      ),
    ),
  }));
};
