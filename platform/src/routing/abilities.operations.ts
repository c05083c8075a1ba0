import {
  type Handler,
  handle,
  type Language,
  routingOperations as ops,
  type RoutingSkill,
} from '@tandem/contract';
import { namePattern, pageOf, toListing } from '../users/index.ts';
import { type AbilityKind, type AbilityRecord, listAbilities } from './abilities.store.ts';
import { abilityOr404, createAbility, moveAbility, removeAbility } from './abilities.usecases.ts';
import type { RoutingDeps } from './routing.deps.ts';

const folder: Record<AbilityKind, string> = { skill: 'skills', language: 'languages' };

/** Skill or language as Genesys shows it: both models have the same fields. */
export const toAbilityWire = (ability: AbilityRecord): RoutingSkill & Language => ({
  id: ability.id,
  name: ability.name,
  dateModified: ability.modifiedAt.toISOString(),
  state: 'active',
  version: String(ability.version),
  selfUri: `/api/v2/routing/${folder[ability.kind]}/${ability.id}`,
});

type ListQuery = {
  readonly pageSize?: number;
  readonly pageNumber?: number;
  readonly name?: string;
  readonly id?: readonly string[];
  readonly sortOrder?: string;
};

const page = async (
  deps: RoutingDeps,
  scope: { readonly org: string; readonly kind: AbilityKind },
  query: ListQuery,
) => {
  const { total, rows } = await listAbilities(deps.db, scope, {
    pattern: namePattern(query.name),
    ids: query.id,
    descending: query.sortOrder?.toLowerCase().startsWith('desc') ?? false,
    page: pageOf(query),
  });
  const path = `/api/v2/routing/${folder[scope.kind]}`;
  return toListing({ path, query: { ...query }, total, entities: rows.map(toAbilityWire) });
};

const skillHandlers = (deps: RoutingDeps): Handler[] => [
  handle(ops.getRoutingSkills, async ({ principal, query }) => ({
    status: 200,
    body: await page(deps, { org: principal.org, kind: 'skill' }, query),
  })),
  handle(ops.postRoutingSkills, async (call) => ({
    status: 200,
    body: toAbilityWire(await createAbility(deps, call, { kind: 'skill', name: call.body.name })),
  })),
  handle(ops.getRoutingSkill, async ({ principal, params }) => ({
    status: 200,
    body: toAbilityWire(
      await abilityOr404(deps, { org: principal.org, kind: 'skill' }, params.skillId),
    ),
  })),
  handle(ops.patchRoutingSkill, async (call) => {
    const { params, body } = call;
    const wanted = { kind: 'skill', id: params.skillId, divisionId: body.divisionId } as const;
    return { status: 200, body: toAbilityWire(await moveAbility(deps, call, wanted)) };
  }),
  handle(ops.deleteRoutingSkill, async (call) => {
    await removeAbility(deps, call, { kind: 'skill', id: call.params.skillId });
    return { status: 200 };
  }),
];

/** Skills and languages of the organisation. */
export const abilityHandlers = (deps: RoutingDeps): Handler[] => [
  ...skillHandlers(deps),
  handle(ops.getRoutingLanguages, async ({ principal, query }) => ({
    status: 200,
    body: await page(deps, { org: principal.org, kind: 'language' }, query),
  })),
  handle(ops.postRoutingLanguages, async (call) => ({
    status: 200,
    body: toAbilityWire(
      await createAbility(deps, call, { kind: 'language', name: call.body.name }),
    ),
  })),
  handle(ops.getRoutingLanguage, async ({ principal, params }) => ({
    status: 200,
    body: toAbilityWire(
      await abilityOr404(deps, { org: principal.org, kind: 'language' }, params.languageId),
    ),
  })),
  handle(ops.deleteRoutingLanguage, async (call) => {
    await removeAbility(deps, call, { kind: 'language', id: call.params.languageId });
    return { status: 204 };
  }),
];
