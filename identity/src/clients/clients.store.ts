import { isUuid, type Queryable } from '@tandem/kit';

export type GrantType = 'CODE' | 'TOKEN' | 'SAML2-BEARER' | 'PASSWORD' | 'CLIENT-CREDENTIALS';
export type ClientState = 'active' | 'disabled' | 'inactive';
export type AuthorizationState = 'Unauthorized' | 'Requested' | 'Authorized' | 'Revoked';

export type ClientRecord = {
  readonly id: string;
  readonly org: string;
  readonly name: string;
  readonly description: string | null;
  readonly grantType: GrantType;
  readonly secretHash: Buffer;
  readonly redirectUris: readonly string[];
  readonly scopes: readonly string[];
  readonly tokenSeconds: number;
  readonly state: ClientState;
  readonly authorizationState: AuthorizationState;
  readonly authorizedBy: string | null;
  readonly authorizedAt: Date | null;
  readonly bundled: boolean;
  readonly dateToDelete: Date | null;
  readonly createdBy: string | null;
  readonly createdAt: Date;
  readonly modifiedBy: string | null;
  readonly modifiedAt: Date;
};

const columns = `id, org, name, description, grant_type as "grantType", secret_hash as "secretHash",
  redirect_uris as "redirectUris", scopes, token_seconds as "tokenSeconds", state,
  authorization_state as "authorizationState", authorized_by as "authorizedBy",
  authorized_at as "authorizedAt", bundled, date_to_delete as "dateToDelete",
  created_by as "createdBy", created_at as "createdAt", modified_by as "modifiedBy",
  modified_at as "modifiedAt"`;

/** For the token endpoint, which knows no organisation yet: ids are unique over all of them. */
export const findClientAnywhere = async (
  db: Queryable,
  id: string,
): Promise<ClientRecord | null> => {
  if (!isUuid(id)) return null;
  const [row] = await db.query<ClientRecord>(`select ${columns} from oauth_client where id = $1`, [
    id,
  ]);
  return row ?? null;
};

export const findClient = async (db: Queryable, org: string, id: string) => {
  const [row] = await db.query<ClientRecord>(
    `select ${columns} from oauth_client where org = $1 and id = $2`,
    [org, id],
  );
  return row ?? null;
};

export const listClients = (db: Queryable, org: string) =>
  db.query<ClientRecord>(
    `select ${columns} from oauth_client where org = $1 order by lower(name), id`,
    [org],
  );

const written = (client: ClientRecord) => [
  client.org,
  client.id,
  client.name,
  client.description,
  client.grantType,
  client.secretHash,
  client.redirectUris,
  client.scopes,
  client.tokenSeconds,
  client.state,
  client.authorizationState,
  client.authorizedBy,
  client.authorizedAt,
  client.bundled,
  client.dateToDelete,
  client.createdBy,
  client.createdAt,
  client.modifiedBy,
  client.modifiedAt,
];

/** Inserts or replaces the whole record. */
export const saveClient = async (tx: Queryable, client: ClientRecord): Promise<void> => {
  await tx.query(
    `insert into oauth_client (org, id, name, description, grant_type, secret_hash, redirect_uris, scopes,
       token_seconds, state, authorization_state, authorized_by, authorized_at, bundled, date_to_delete,
       created_by, created_at, modified_by, modified_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
     on conflict (org, id) do update set name = $3, description = $4, grant_type = $5, secret_hash = $6,
       redirect_uris = $7, scopes = $8, token_seconds = $9, state = $10, authorization_state = $11,
       authorized_by = $12, authorized_at = $13, date_to_delete = $15, modified_by = $18, modified_at = $19`,
    written(client),
  );
};

export const deleteClient = async (tx: Queryable, org: string, id: string): Promise<void> => {
  await tx.query('delete from access_grant where org = $1 and subject = $2', [org, id]);
  await tx.query('delete from oauth_client where org = $1 and id = $2', [org, id]);
};
