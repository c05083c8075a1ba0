import type { Principal } from '@tandem/contract';
import { identityErrors } from '../identity.errors.ts';
import type { GrantRow, RoleInDivision } from './grants.store.ts';
import { expandPolicies, type Policy } from './policies.rules.ts';

/** So many are named; a longer list helps nobody. */
const named = 10;

/** Permissions for a person to read: the first ones by name, and how many more there are. */
export const permissionsText = (permissions: Iterable<string>): string => {
  const all = [...permissions].sort();
  const more = all.length > named ? ` (and ${all.length - named} more)` : '';
  return `${all.slice(0, named).join(', ')}${more}`;
};

/**
 * The rule of authority, for people and clients alike: nobody gives, takes over or takes away what he does not hold
 * himself. Without it, whoever may grant roles, write them or set passwords could make himself Master Admin.
 *
 * @param touched permissions that somebody would hold, lose, or act with, because of the change.
 * @throws identityErrors.moreThanYours naming the first permissions that the principal lacks.
 */
export const requireHeld = (
  { permissions }: Pick<Principal, 'permissions'>,
  touched: ReadonlySet<string>,
): void => {
  const missing = touched.difference(permissions);
  if (missing.size > 0)
    throw identityErrors.moreThanYours({ permissions: permissionsText(missing) });
};

/** Permissions that a role has only before or only after a change; none when it is written differently only. */
export const permissionsChanged = (
  change: { readonly from: readonly Policy[]; readonly to: readonly Policy[] },
  catalogue: readonly string[],
): ReadonlySet<string> =>
  expandPolicies(change.from, catalogue).symmetricDifference(expandPolicies(change.to, catalogue));

/** Ids compare whatever their case, as the database compares them. */
const keyOf = ({ roleId, divisionId }: RoleInDivision) => `${roleId} ${divisionId}`.toLowerCase();

/** Roles that a change of grants gives or takes: what is held already and stays is not touched. */
export const rolesTouched = (
  how: 'add' | 'remove' | 'replace',
  held: readonly (RoleInDivision | GrantRow)[],
  grants: readonly RoleInDivision[],
): ReadonlySet<string> => {
  const heldKeys = new Set(held.map(keyOf));
  const grantKeys = new Set(grants.map(keyOf));
  const given = grants.filter((grant) => !heldKeys.has(keyOf(grant)));
  const taken = {
    add: () => [],
    remove: () => held.filter((grant) => grantKeys.has(keyOf(grant))),
    replace: () => held.filter((grant) => !grantKeys.has(keyOf(grant))),
  }[how]();
  return new Set([...(how === 'remove' ? [] : given), ...taken].map(({ roleId }) => roleId));
};
