import type { Principal } from '@tandem/contract';
import type { Queryable } from '@tandem/kit';
import { listGrants } from '../access/index.ts';
import { connectorClient, consoleClient, findClient } from '../clients/index.ts';
import { findOrganisation } from '../organisations/index.ts';
import { findLastUse } from './tokens.store.ts';

type Named = { readonly id: string; readonly name: string };

const bundledInfo = (clientId: string, organization: Named) => ({
  id: clientId,
  name: clientId === connectorClient.id ? connectorClient.name : consoleClient.name,
  authorizedGrantType: 'CODE' as const,
  scope: [],
  roleDivisions: [],
  state: 'active' as const,
  organization,
});

const clientInfo = async (db: Queryable, principal: Principal, organization: Named) => {
  const { org, clientId } = principal;
  const client = await findClient(db, org, clientId);
  if (!client) return bundledInfo(clientId, organization);
  const grants = await listGrants(db, org, { subject: clientId });
  return {
    id: client.id,
    name: client.name,
    authorizedGrantType: client.grantType,
    scope: [...client.scopes],
    roleDivisions: grants.map(({ roleId, divisionId }) => ({ roleId, divisionId })),
    state: client.state,
    organization,
  };
};

/** What a token is good for, as clients ask to check it. */
export const tokenInfoOf = async (db: Queryable, principal: Principal) => {
  const organisation = await findOrganisation(db, principal.org);
  const organization = { id: principal.org, name: organisation?.name ?? '' };
  const client = await clientInfo(db, principal, organization);
  const idle = organisation?.settings.idleTimeout;
  const lastUse = await findLastUse(db, principal);
  return {
    organization,
    homeOrganization: organization,
    authorizedScope: client.scope,
    OAuthClient: client,
    ...(idle?.enabled && principal.userId && lastUse
      ? { dateTokenIdles: new Date(lastUse.getTime() + idle.seconds * 1_000).toISOString() }
      : {}),
  };
};
