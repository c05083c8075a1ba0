import type { Principal } from '@tandem/contract';
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
  type UserAbility,
} from './abilities.store.ts';
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
  { db, ids, clock }: RoutingDeps,
  principal: Principal,
  { kind, name }: { readonly kind: AbilityKind; readonly name: string },
): Promise<AbilityRecord> {
  const scope = { org: principal.org, kind };
  const ability = { ...scope, id: ids.uuid(), name: normaliseName(kind, name), at: clock.now() };
  if (!(await insertAbility(db, ability)))
    throw routingErrors.nameTaken({ kind, name: ability.name });
  return abilityOr404({ db }, scope, ability.id);
}

/** @throws routingErrors.notFound */
export async function removeAbility(
  { db }: RoutingDeps,
  scope: { readonly org: string; readonly kind: AbilityKind },
  id: string,
): Promise<void> {
  if (!(await deleteAbility(db, scope, id))) throw routingErrors.notFound();
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

/**
 * Gives a user skills or languages with a proficiency of 0 to 5.
 * @throws routingErrors.notFound for nobody, unknownReference, badSetting (400)
 */
export async function assignToUser(
  deps: RoutingDeps,
  scope: UserScope,
  change: { readonly assignments: readonly Assignment[]; readonly replace: boolean },
): Promise<UserAbility[]> {
  await requireUser(deps, scope);
  await checkAssignments(deps, scope, change.assignments);
  await deps.db.transaction((tx) => assignAbilities(tx, scope, change));
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
export async function takeFromUser(deps: RoutingDeps, scope: UserScope, id: string): Promise<void> {
  await requireUser(deps, scope);
  if (!(await removeUserAbility(deps.db, scope, id))) throw routingErrors.notFound();
}
