import type { Clock, Database, Ids } from '@tandem/kit';
import { connectorClient } from '../clients/index.ts';
import { findUser } from '../users/index.ts';
import { issueAccessToken } from './token-issuer.ts';

export type ConnectorTokenRequest = {
  readonly org: string;
  /** Who consented: the token can do no more than this person may at the time of each use. */
  readonly userId: string;
  /** At least one. */
  readonly scopes: readonly string[];
};

export type ConnectorToken = { readonly token: string; readonly expiresAt: Date };

/** A connector gets a new one when it needs one; a short life lets nothing outlive it for long. */
const tokenSeconds = 600;

/** A token for a connector to this contact centre; null when the user may not act. */
export async function issueConnectorToken(
  deps: { readonly db: Database; readonly ids: Ids; readonly clock: Clock },
  { org, userId, scopes }: ConnectorTokenRequest,
): Promise<ConnectorToken | null> {
  const user = await findUser(deps.db, org, userId);
  // No scopes would mean no limit.
  if (user?.state !== 'active' || scopes.length === 0) return null;
  const expiresAt = new Date(deps.clock.now().getTime() + tokenSeconds * 1_000);
  const token = await issueAccessToken(deps.db, deps, {
    ...{ org, userId, scopes },
    client: connectorClient.id,
    family: null,
    seconds: tokenSeconds,
  });
  return { token, expiresAt };
}
