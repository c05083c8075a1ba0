import type { Principal } from '@tandem/contract';
import type { Queryable } from '@tandem/kit';
import { permissionsText } from '../access/index.ts';
import { bundledClientIds } from '../clients/index.ts';
import { identityErrors } from '../identity.errors.ts';
import { toPrincipal } from './principals.ts';
import { loadTokenById } from './tokens.store.ts';

/**
 * The principal as the database knows it in this transaction: between the door and his turn somebody may have ended
 * his sign-in or taken roles from him. Then what he was admitted for may be gone, and he has to ask again.
 * @throws identityErrors.signedOutMeanwhile, permissionsLost
 */
export const requireCurrent = async (
  tx: Queryable,
  admitted: Principal,
  { now, permissions }: { readonly now: Date; readonly permissions: readonly string[] },
): Promise<Principal> => {
  const token = await loadTokenById(tx, admitted.tokenId, {
    now,
    bundledClients: bundledClientIds,
  });
  if (token?.org !== admitted.org) throw identityErrors.signedOutMeanwhile();
  const current = toPrincipal(token, permissions);
  const lost = admitted.permissions.difference(current.permissions);
  if (lost.size > 0) throw identityErrors.permissionsLost({ permissions: permissionsText(lost) });
  return current;
};
