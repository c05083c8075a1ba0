import type { Principal } from '@tandem/contract';
import type { Queryable } from '@tandem/kit';
import { requireHeld } from './authority.rules.ts';
import { expandPolicies } from './policies.rules.ts';
import { findRoles, rolesOfSubjects } from './roles.store.ts';

export type AuthorityDeps = {
  readonly principal: Principal;
  /** The permission catalogue. */
  readonly permissions: readonly string[];
};

/** The principal must hold all that the roles allow. @throws identityErrors.moreThanYours */
export const requireHeldRoles = async (
  tx: Queryable,
  { principal, permissions }: AuthorityDeps,
  roleIds: Iterable<string>,
): Promise<void> => {
  const ids = [...new Set(roleIds)];
  if (ids.length === 0) return;
  const roles = await findRoles(tx, principal.org, ids);
  const policies = roles.flatMap((role) => role.policies);
  requireHeld(principal, expandPolicies(policies, permissions));
};

/** The principal must hold all that a user or client may do, whether it is active or not. @throws identityErrors.moreThanYours */
export const requireHeldBySubject = async (
  tx: Queryable,
  { principal, permissions }: AuthorityDeps,
  subject: string,
): Promise<void> => {
  const held = await rolesOfSubjects(tx, principal.org, [subject]);
  const policies = held.flatMap(({ role }) => role.policies);
  requireHeld(principal, expandPolicies(policies, permissions));
};
