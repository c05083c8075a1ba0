import type { Queryable } from '@tandem/kit';
import { type By, changesBetween, noteChange } from '../audit/index.ts';
import {
  type AbilityKind,
  type AbilityRecord,
  type Assignment,
  assignAbilities,
  deleteAbility,
  findAbility,
  insertAbility,
  listAbilities,
  listUserAbilities,
  removeUserAbility,
  setAbilityDivision,
  type UserAbility,
} from './abilities.store.ts';
import { divisionFor } from './divisions.ts';
import { listQueuesOf } from './members.store.ts';
import type { RoutingDeps } from './routing.deps.ts';
import { routingErrors } from './routing.errors.ts';
import { normaliseName } from './wrapup-codes.usecases.ts';

export const abilityOr404 = async (
  { db }: Pick<RoutingDeps, 'db'>,
  scope: { readonly org: string; readonly kind: AbilityKind },
  id: string,
): Promise<AbilityRecord> => {
  const ability = await findAbility(db, scope, id);
  if (!ability) throw routingErrors.notFound();
  return ability;
};

/** @throws routingErrors.nameTaken (409), nameMissing (400) */
export async function createAbility(
  deps: RoutingDeps,
  by: By,
  { kind, name }: { readonly kind: AbilityKind; readonly name: string },
): Promise<AbilityRecord> {
  const { db, ids, clock } = deps;
  const scope = { org: by.principal.org, kind };
  const ability = { ...scope, id: ids.uuid(), name: normaliseName(kind, name), at: clock.now() };
  await db.transaction(async (tx) => {
    if (!(await insertAbility(tx, ability)))
      throw routingErrors.nameTaken({ kind, name: ability.name });
    await noteChange(deps, tx, {
      by,
      action: 'create',
      entity: { type: kind, id: ability.id, name: ability.name },
      changes: { name: { to: ability.name } },
    });
  });
  return abilityOr404({ db }, scope, ability.id);
}

type Named = { readonly kind: AbilityKind; readonly id: string };

/** Moves a skill or language into a division; none is the home division. @throws routingErrors.notFound */
export async function moveAbility(
  deps: RoutingDeps,
  by: By,
  { kind, id, divisionId }: Named & { readonly divisionId: string | undefined },
): Promise<AbilityRecord> {
  const scope = { org: by.principal.org, kind };
  const before = await abilityOr404(deps, scope, id);
  const division = await divisionFor(deps.directory, scope.org, divisionId);
  await deps.db.transaction(async (tx) => {
    await setAbilityDivision(tx, scope, { id: before.id, division, at: deps.clock.now() });
    await noteChange(deps, tx, {
      by,
      action: 'update',
      entity: { type: kind, id: before.id, name: before.name },
      changes: changesBetween({ division: before.division }, { division }),
    });
  });
  return abilityOr404(deps, scope, before.id);
}

/** @throws routingErrors.notFound */
export async function removeAbility(deps: RoutingDeps, by: By, { kind, id }: Named): Promise<void> {
  const scope = { org: by.principal.org, kind };
  const ability = await abilityOr404(deps, scope, id);
  await deps.db.transaction(async (tx) => {
    if (!(await deleteAbility(tx, scope, ability.id))) throw routingErrors.notFound();
    await noteChange(deps, tx, {
      by,
      action: 'delete',
      entity: { type: kind, id: ability.id, name: ability.name },
      changes: { name: { from: ability.name } },
    });
  });
}

const proficiency = { minimum: 0, maximum: 5 };

type UserScope = {
  readonly org: string;
  readonly kind: AbilityKind;
  readonly userId: string;
};

const checkAssignments = async (
  { db }: RoutingDeps,
  { org, kind }: UserScope,
  assignments: readonly Assignment[],
) => {
  const bad = assignments.find(
    (a) => a.proficiency < proficiency.minimum || a.proficiency > proficiency.maximum,
  );
  if (bad)
    throw routingErrors.badSetting({ field: 'proficiency', reason: 'must lie between 0 and 5' });
  const ids = assignments.map(({ id }) => id);
  const page = { limit: ids.length, offset: 0 };
  const { rows } = await listAbilities(db, { org, kind }, { pattern: null, ids, page });
  const unknown = ids.find((id) => !rows.some((row) => row.id === id.toLowerCase()));
  if (unknown !== undefined) throw routingErrors.unknownReference({ kind, id: unknown });
};

const byName = (abilities: readonly UserAbility[]) =>
  Object.fromEntries(abilities.map(({ name, proficiency }) => [name, proficiency]));

const actionOf = { skill: 'skills.update', language: 'languages.update' } as const;

/** Runs a change of a user's abilities and notes what came of it: proficiency by name of the ability. */
const changeOfUser = async (
  deps: RoutingDeps,
  by: By,
  { scope, change }: { scope: UserScope; change: (tx: Queryable) => Promise<void> },
): Promise<void> => {
  const name = (await deps.directory.people(scope.org, [scope.userId])).get(scope.userId)?.name;
  await deps.db.transaction(async (tx) => {
    const before = byName(await listUserAbilities(tx, scope, [scope.userId]));
    await change(tx);
    const changes = changesBetween(
      before,
      byName(await listUserAbilities(tx, scope, [scope.userId])),
    );
    if (Object.keys(changes).length === 0) return;
    await noteChange(deps, tx, {
      by,
      action: actionOf[scope.kind],
      entity: { type: 'user', id: scope.userId, ...(name ? { name } : {}) },
      changes,
    });
  });
};

/**
 * Gives a user skills or languages with a proficiency of 0 to 5.
 * @throws routingErrors.notFound for nobody, unknownReference, badSetting (400)
 */
export async function assignToUser(
  deps: RoutingDeps,
  { by, ...scope }: UserScope & { readonly by: By },
  change: { readonly assignments: readonly Assignment[]; readonly replace: boolean },
): Promise<UserAbility[]> {
  await requireUser(deps, scope);
  await checkAssignments(deps, scope, change.assignments);
  await changeOfUser(deps, by, { scope, change: (tx) => assignAbilities(tx, scope, change) });
  const queues = await listQueuesOf(deps.db, scope, true);
  deps.wakeQueues(queues.map(({ queue }) => queue));
  return listUserAbilities(deps.db, scope, [scope.userId]);
}

/** @throws routingErrors.notFound */
export const requireUser = async (
  { directory }: Pick<RoutingDeps, 'directory'>,
  { org, userId }: { readonly org: string; readonly userId: string },
): Promise<void> => {
  if (!(await directory.people(org, [userId])).has(userId)) throw routingErrors.notFound();
};

/** Takes one skill or language from a user. @throws routingErrors.notFound if the user does not have it. */
export async function takeFromUser(
  deps: RoutingDeps,
  { by, ...scope }: UserScope & { readonly by: By },
  id: string,
): Promise<void> {
  await requireUser(deps, scope);
  await changeOfUser(deps, by, {
    scope,
    async change(tx) {
      if (!(await removeUserAbility(tx, scope, id))) throw routingErrors.notFound();
    },
  });
}
