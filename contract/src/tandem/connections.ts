import { type Static, type TSchema, Type } from 'typebox';
import { listing, PageQuery } from '../genesys/paging.ts';
import type { Operations } from '../operation.ts';
import { SecretSourceRequest, SecretSourceView } from './secret-source.ts';

/** Permissions of OAuth connections; they have no counterpart at the vendor. */
export const connectionPermissions = [
  'vault:connection:view',
  'vault:connection:add',
  'vault:connection:edit',
  'vault:connection:use',
  'vault:connection:delete',
] as const;
type ConnectionPermission = (typeof connectionPermissions)[number];

/** Who is on the other side; `custom` is any OAuth 2.0 authorization server. */
export const connectionProviders = ['genesys', 'webex', 'custom'] as const;
export type ConnectionProvider = (typeof connectionProviders)[number];

export const connectionGrants = [
  'clientCredentials',
  'authorizationCode',
  'authorizationCodePkce',
] as const;
export type ConnectionGrant = (typeof connectionGrants)[number];

/** How the client proves itself at the token endpoint. */
export const clientAuthentications = ['basic', 'body', 'privateKey', 'none'] as const;
export type ClientAuthentication = (typeof clientAuthentications)[number];

/** What a provider's documentation has clients with a secret do; Webex takes it in the body only. */
export const usualClientAuthentication = {
  genesys: 'basic',
  webex: 'body',
  custom: 'basic',
} as const satisfies Record<ConnectionProvider, ClientAuthentication>;

/** One token for everybody, or one for each user who signs in. */
export const connectionSharings = ['shared', 'perUser'] as const;
export type ConnectionSharing = (typeof connectionSharings)[number];

export const connectionStates = ['active', 'needsReauthorization', 'inactive', 'error'] as const;
export type ConnectionState = (typeof connectionStates)[number];

const url = Type.String({ minLength: 1, maxLength: 2048 });
const word = Type.String({ minLength: 1, maxLength: 512 });
const parameters = Type.Record(
  Type.String({ minLength: 1, maxLength: 128 }),
  Type.String({ maxLength: 2048 }),
);

const settings = {
  name: Type.String({ minLength: 1, maxLength: 100 }),
  provider: Type.Enum([...connectionProviders]),
  /** Genesys: region or address, as for a handover. */
  host: Type.Optional(word),
  /** Custom: addresses are looked up there (OpenID Connect Discovery, RFC 8414) instead of being typed. */
  issuer: Type.Optional(url),
  authorizationUrl: Type.Optional(url),
  tokenUrl: Type.Optional(url),
  revocationUrl: Type.Optional(url),
  grant: Type.Enum([...connectionGrants]),
  clientAuthentication: Type.Optional(Type.Enum([...clientAuthentications])),
  clientId: word,
  /** Private key: `kid` of the assertion's header. */
  keyId: Type.Optional(word),
  scopes: Type.Optional(Type.Array(word, { maxItems: 100 })),
  audience: Type.Optional(Type.String({ maxLength: 2048 })),
  authorizationParameters: Type.Optional(parameters),
  tokenParameters: Type.Optional(parameters),
  sharing: Type.Optional(Type.Enum([...connectionSharings])),
};

/** A whole connection, also when it is changed. */
export const ConnectionRequest = Type.Object({
  ...settings,
  /**
   * Secret, or private key as PEM (PKCS #8), in the three ways of every secret field; a text is an insecure string.
   * Write-only; left out it stays as it is.
   */
  clientSecret: Type.Optional(
    Type.Union([Type.String({ minLength: 1, maxLength: 20_000 }), SecretSourceRequest]),
  ),
});
export type ConnectionRequest = Static<typeof ConnectionRequest>;

const nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const time = nullable(Type.String());

/** What went wrong last, in words that may be shown. */
const ConnectionProblem = Type.Object({
  code: Type.String(),
  message: Type.String(),
  at: Type.String(),
});

export const Connection = Type.Object({
  id: Type.String(),
  ...settings,
  clientAuthentication: Type.Enum([...clientAuthentications]),
  scopes: Type.Array(Type.String()),
  sharing: Type.Enum([...connectionSharings]),
  hasClientSecret: Type.Boolean(),
  /** Where the secret comes from, never what it is; null without one. */
  clientSecret: Type.Union([SecretSourceView, Type.Null()]),
  state: Type.Enum([...connectionStates]),
  /** Of a connection per user: whether the caller has signed in. */
  authorized: Type.Boolean(),
  /** Ends of the access token and, where the server tells it, of the refresh token. */
  dateExpires: time,
  dateRefreshExpires: time,
  dateAuthorized: time,
  dateRefreshed: time,
  problem: nullable(ConnectionProblem),
  /** How many users have signed in; 1 at most when the token is shared. */
  userCount: Type.Integer(),
  version: Type.Integer(),
  dateCreated: Type.String(),
  dateModified: Type.String(),
});
export type Connection = Static<typeof Connection>;

export const ConnectionSettings = Type.Object({
  /** The address to register at the provider: one for all connections. */
  callbackUrl: Type.String(),
});

/** The provider's sign-in page, for this browser only; good for one use within ten minutes. */
export const ConnectionSignIn = Type.Object({ url: Type.String(), dateExpires: Type.String() });

export const ConnectionTest = Type.Object({
  ok: Type.Boolean(),
  code: Type.String(),
  message: Type.String(),
  callbackUrl: Type.String(),
  dateExpires: time,
});
export type ConnectionTest = Static<typeof ConnectionTest>;

const Named = Type.Object({ id: Type.String(), name: Type.String() });

/** What gets its tokens from a connection. */
export const ConnectionUses = Type.Object({
  flows: Type.Array(Named),
  connectors: Type.Array(Named),
});
export type ConnectionUses = Static<typeof ConnectionUses>;

const may = (...any: ConnectionPermission[]) => ({ any });
const text = Type.String();
const one = Type.Object({ connectionId: text });
const base = '/tandem/connections';

export const connectionOperations = {
  getConnections: {
    method: 'GET',
    path: base,
    permission: may('vault:connection:view'),
    query: PageQuery,
    reply: { 200: listing<Connection>(Connection) },
  },
  getConnectionSettings: {
    method: 'GET',
    path: `${base}/settings`,
    permission: may('vault:connection:view'),
    reply: { 200: ConnectionSettings },
  },
  postConnections: {
    method: 'POST',
    path: base,
    permission: may('vault:connection:add'),
    body: ConnectionRequest,
    reply: { 201: Connection },
  },
  getConnection: {
    method: 'GET',
    path: `${base}/{connectionId}`,
    permission: may('vault:connection:view'),
    params: one,
    reply: { 200: Connection },
  },
  putConnection: {
    method: 'PUT',
    path: `${base}/{connectionId}`,
    permission: may('vault:connection:edit'),
    params: one,
    body: ConnectionRequest,
    reply: { 200: Connection },
  },
  getConnectionUses: {
    method: 'GET',
    path: `${base}/{connectionId}/uses`,
    permission: may('vault:connection:view'),
    params: one,
    reply: { 200: ConnectionUses },
  },
  /** Refused while flows or connectors use it, with their names, unless `force` is set. */
  deleteConnection: {
    method: 'DELETE',
    path: `${base}/{connectionId}`,
    permission: may('vault:connection:delete'),
    params: one,
    query: Type.Object({ force: Type.Optional(Type.Boolean()) }),
    reply: { 204: null },
  },
  /** A shared token is everybody's, so it takes the right to edit; one's own takes the right to use. */
  postConnectionSignIn: {
    method: 'POST',
    path: `${base}/{connectionId}/signin`,
    permission: may('vault:connection:edit', 'vault:connection:use'),
    params: one,
    reply: { 200: ConnectionSignIn },
  },
  postConnectionTest: {
    method: 'POST',
    path: `${base}/{connectionId}/test`,
    permission: may('vault:connection:edit', 'vault:connection:use'),
    params: one,
    reply: { 200: ConnectionTest },
  },
  postConnectionDeactivate: {
    method: 'POST',
    path: `${base}/{connectionId}/deactivate`,
    permission: may('vault:connection:edit'),
    params: one,
    reply: { 200: Connection },
  },
  postConnectionActivate: {
    method: 'POST',
    path: `${base}/{connectionId}/activate`,
    permission: may('vault:connection:edit'),
    params: one,
    reply: { 200: Connection },
  },
  getConnectionCallback: {
    method: 'GET',
    path: '/oauth/connections/callback',
    access: 'public',
    reply: { 200: text },
  },
} as const satisfies Operations;
