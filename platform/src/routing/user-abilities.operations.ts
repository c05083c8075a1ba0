import {
  type Handler,
  handle,
  usersOperations as ops,
  type UserRoutingLanguage,
  type UserRoutingSkill,
} from '@tandem/contract';
import type { By } from '../audit/index.ts';
import { type PageRequest, pageOf, toListing } from '../users/index.ts';
import { type AbilityKind, listUserAbilities, type UserAbility } from './abilities.store.ts';
import { assignToUser, requireUser, takeFromUser } from './abilities.usecases.ts';
import type { RoutingDeps } from './routing.deps.ts';
import { routingErrors } from './routing.errors.ts';

const common = (ability: UserAbility, folder: string) => ({
  id: ability.id,
  name: ability.name,
  proficiency: ability.proficiency,
  state: 'active' as const,
  selfUri: `/api/v2/users/${ability.userId}/${folder}/${ability.id}`,
});

export const toUserSkillWire = (ability: UserAbility): UserRoutingSkill => ({
  ...common(ability, 'routingskills'),
  skillUri: `/api/v2/routing/skills/${ability.id}`,
});

export const toUserLanguageWire = (ability: UserAbility): UserRoutingLanguage => ({
  ...common(ability, 'routinglanguages'),
  languageUri: `/api/v2/routing/languages/${ability.id}`,
});

const wire = {
  skill: { toWire: toUserSkillWire, folder: 'routingskills' },
  language: { toWire: toUserLanguageWire, folder: 'routinglanguages' },
} as const;

type Scope = { readonly org: string; readonly kind: AbilityKind; readonly userId: string };
type Changing = Scope & { readonly by: By };

const listingOf = (
  { kind, userId }: Scope,
  abilities: readonly UserAbility[],
  query: PageRequest & Readonly<Record<string, unknown>>,
) => {
  const { limit, offset } = pageOf(query);
  const { toWire, folder } = wire[kind];
  return toListing({
    path: `/api/v2/users/${userId}/${folder}`,
    query,
    total: abilities.length,
    entities: abilities.slice(offset, offset + limit).map((ability) => toWire(ability)),
  });
};

const listed = async (
  deps: RoutingDeps,
  scope: Scope,
  query: PageRequest & { readonly sortOrder?: string },
) => {
  await requireUser(deps, scope);
  const abilities = await listUserAbilities(deps.db, scope, [scope.userId]);
  const descending = query.sortOrder?.toLowerCase().startsWith('desc') ?? false;
  return listingOf(scope, descending ? abilities.toReversed() : abilities, { ...query });
};

const oneOf = (abilities: readonly UserAbility[], id: string): UserAbility => {
  const found = abilities.find((ability) => ability.id === id.toLowerCase());
  if (!found) throw routingErrors.notFound();
  return found;
};

const defaultProficiency = 0;

/** Changes the proficiency of something the user has. @throws routingErrors.notFound */
const change = async (
  deps: RoutingDeps,
  scope: Changing,
  { id, proficiency }: { readonly id: string; readonly proficiency: number | undefined },
) => {
  await requireUser(deps, scope);
  const before = oneOf(await listUserAbilities(deps.db, scope, [scope.userId]), id);
  const assignments = [{ id: before.id, proficiency: proficiency ?? before.proficiency }];
  return oneOf(await assignToUser(deps, scope, { assignments, replace: false }), id);
};

const skillHandlers = (deps: RoutingDeps): Handler[] => {
  const kind = 'skill' as const;
  const scopeOf = (org: string, userId: string): Scope => ({ org, kind, userId });
  const changing = (by: By, userId: string) => ({ ...scopeOf(by.principal.org, userId), by });
  const bulk = [
    { operation: ops.patchUserRoutingskillsBulk, replace: false },
    { operation: ops.putUserRoutingskillsBulk, replace: true },
  ];
  return [
    handle(ops.getUserRoutingskills, async ({ principal, params, query }) => ({
      status: 200,
      body: await listed(deps, scopeOf(principal.org, params.userId), query),
    })),
    handle(ops.postUserRoutingskills, async (call) => {
      const { params, body } = call;
      const scope = changing(call, params.userId);
      const assignments = [{ id: body.id, proficiency: body.proficiency ?? defaultProficiency }];
      const all = await assignToUser(deps, scope, { assignments, replace: false });
      return { status: 200, body: toUserSkillWire(oneOf(all, body.id)) };
    }),
    ...bulk.map(({ operation, replace }) =>
      handle(operation, async (call) => {
        const { params, body } = call;
        const scope = changing(call, params.userId);
        const all = await assignToUser(deps, scope, { assignments: body, replace });
        return { status: 200, body: listingOf(scope, all, {}) };
      }),
    ),
    handle(ops.putUserRoutingskill, async (call) => {
      const { params, body } = call;
      const scope = changing(call, params.userId);
      const wanted = { id: params.skillId, proficiency: body.proficiency };
      return { status: 200, body: toUserSkillWire(await change(deps, scope, wanted)) };
    }),
    handle(ops.deleteUserRoutingskill, async (call) => {
      const { params } = call;
      await takeFromUser(deps, changing(call, params.userId), params.skillId);
      return { status: 200 };
    }),
  ];
};

const languageHandlers = (deps: RoutingDeps): Handler[] => {
  const kind = 'language' as const;
  const scopeOf = (org: string, userId: string): Scope => ({ org, kind, userId });
  const changing = (by: By, userId: string) => ({ ...scopeOf(by.principal.org, userId), by });
  return [
    handle(ops.getUserRoutinglanguages, async ({ principal, params, query }) => ({
      status: 200,
      body: await listed(deps, scopeOf(principal.org, params.userId), query),
    })),
    handle(ops.postUserRoutinglanguages, async (call) => {
      const { params, body } = call;
      const scope = changing(call, params.userId);
      const assignments = [{ id: body.id, proficiency: body.proficiency ?? defaultProficiency }];
      const all = await assignToUser(deps, scope, { assignments, replace: false });
      return { status: 200, body: toUserLanguageWire(oneOf(all, body.id)) };
    }),
    handle(ops.patchUserRoutinglanguagesBulk, async (call) => {
      const { params, body } = call;
      const scope = changing(call, params.userId);
      const all = await assignToUser(deps, scope, { assignments: body, replace: false });
      return { status: 200, body: listingOf(scope, all, {}) };
    }),
    handle(ops.patchUserRoutinglanguage, async (call) => {
      const { params, body } = call;
      const scope = changing(call, params.userId);
      const wanted = { id: params.languageId, proficiency: body.proficiency };
      return { status: 200, body: toUserLanguageWire(await change(deps, scope, wanted)) };
    }),
    handle(ops.deleteUserRoutinglanguage, async (call) => {
      const { params } = call;
      await takeFromUser(deps, changing(call, params.userId), params.languageId);
      return { status: 200 };
    }),
  ];
};

/** Skills and languages of users, with proficiency. */
export const userAbilityHandlers = (deps: RoutingDeps): Handler[] => [
  ...skillHandlers(deps),
  ...languageHandlers(deps),
];
