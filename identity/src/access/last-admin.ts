import type { Queryable } from '@tandem/kit';
import { identityErrors } from '../identity.errors.ts';
import { defaultRoleIdIn, masterAdminKey } from './default-roles.ts';
import { countActiveHolders } from './grants.store.ts';

/**
 * Runs a change that may take the role Master Admin from somebody, and refuses it when nobody would be left. Only
 * inside `changes.apply`: there changes wait for each other, so that two cannot take the last two.
 * @throws identityErrors.lastAdmin
 */
export const keepingAnAdmin = async <T>(
  tx: Queryable,
  org: string,
  run: () => Promise<T>,
): Promise<T> => {
  const role = defaultRoleIdIn(org, masterAdminKey);
  const before = await countActiveHolders(tx, org, role);
  const result = await run();
  if (before > 0 && (await countActiveHolders(tx, org, role)) === 0)
    throw identityErrors.lastAdmin();
  return result;
};
