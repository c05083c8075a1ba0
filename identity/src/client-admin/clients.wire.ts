import type { RoleInDivision } from '../access/index.ts';
import type { ClientRecord } from '../clients/index.ts';
import { uris } from '../wire.ts';

export type ClientView = {
  readonly client: ClientRecord;
  readonly grants: readonly RoleInDivision[];
  /** Only right after it was made. */
  readonly secret?: string;
};

const userRef = (id: string | null) => (id ? { id, selfUri: uris.user(id) } : undefined);

const optional = <T extends Record<string, unknown>>(fields: T): Partial<T> =>
  Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined && value !== null),
  ) as Partial<T>;

export const toClientWire = ({ client, grants, secret }: ClientView) => ({
  id: client.id,
  name: client.name,
  accessTokenValiditySeconds: client.tokenSeconds,
  registeredRedirectUri: [...client.redirectUris],
  roleIds: [...new Set(grants.map(({ roleId }) => roleId))],
  dateCreated: client.createdAt.toISOString(),
  dateModified: client.modifiedAt.toISOString(),
  authorizedGrantType: client.grantType,
  scope: [...client.scopes],
  roleDivisions: grants.map(({ roleId, divisionId }) => ({ roleId, divisionId })),
  state: client.state,
  ...optional({
    secret,
    description: client.description,
    createdBy: userRef(client.createdBy),
    modifiedBy: userRef(client.modifiedBy),
    dateToDelete: client.dateToDelete?.toISOString(),
  }),
  selfUri: uris.client(client.id),
});

export const toAuthorizationWire = (view: ClientView) => {
  const { client } = view;
  return {
    client: toClientWire(view),
    scope: [...client.scopes],
    roles: [...new Set(view.grants.map(({ roleId }) => roleId))],
    dateCreated: client.createdAt.toISOString(),
    dateModified: (client.authorizedAt ?? client.modifiedAt).toISOString(),
    pending: false,
    state: client.authorizationState,
    ...optional({
      resourceOwner: userRef(client.authorizedBy),
      createdBy: userRef(client.createdBy),
      modifiedBy: userRef(client.modifiedBy),
    }),
    selfUri: uris.authorization(client.id),
  };
};
