import { type Static, type TSchema, Type } from 'typebox';
import { listing, PageQuery } from '../genesys/paging.ts';
import type { Operations } from '../operation.ts';
import { SecretSourceRequest, SecretSourceView } from './secret-source.ts';

/** Permissions of connectors; they have no counterpart at the vendor. */
export const connectorPermissions = [
  'integrations:connector:view',
  'integrations:connector:add',
  'integrations:connector:edit',
  'integrations:connector:delete',
] as const;
type ConnectorPermission = (typeof connectorPermissions)[number];

/** Whom a connector calls: this contact centre, one of two vendors, or any server. */
export const connectorKinds = ['platform', 'webex', 'genesysCloud', 'custom'] as const;
export type ConnectorKind = (typeof connectorKinds)[number];

/** Data centres of Webex Contact Center. */
export const webexDataCentres = ['us1', 'eu1', 'eu2', 'anz1', 'ca1', 'jp1', 'sg1'] as const;
export type WebexDataCentre = (typeof webexDataCentres)[number];

export const connectorAccesses = ['read', 'readWrite'] as const;
export type ConnectorAccess = (typeof connectorAccesses)[number];

/** What the connection of a Webex connector must have been granted. */
export const webexScopes = {
  read: ['cjp:config_read'],
  readWrite: ['cjp:config_read', 'cjp:config_write'],
} as const satisfies Record<ConnectorAccess, readonly string[]>;

export const connectorStates = ['active', 'inactive', 'needsReauthorization', 'error'] as const;
export type ConnectorState = (typeof connectorStates)[number];

/** Which text of the consent is agreed to; a new text gets the next number. */
export const connectorConsentVersion = 1;

const text = Type.String();
const word = Type.String({ minLength: 1, maxLength: 512 });
const url = Type.String({ minLength: 1, maxLength: 2048 });
const reference = Type.String({ minLength: 1, maxLength: 100 });

/** How a custom connector proves itself; the secret is given in the three ways of every secret field. */
const authentications = <T extends TSchema>(secret: T) =>
  Type.Union([
    Type.Object({ type: Type.Literal('none') }),
    Type.Object({
      type: Type.Literal('basic'),
      username: word,
      password: secret,
      /** Called with name and password when they are saved; it must answer 2xx. */
      validationUrl: Type.Optional(url),
    }),
    Type.Object({
      type: Type.Literal('apiKey'),
      in: Type.Enum(['header', 'query']),
      name: Type.String({ pattern: "^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}$" }),
      key: secret,
    }),
    Type.Object({ type: Type.Literal('bearer'), token: secret }),
    Type.Object({ type: Type.Literal('oauth'), connection: reference }),
  ]);

/** Left out, the secret stays as it is. */
const ConnectorAuthenticationRequest = authentications(Type.Optional(SecretSourceRequest));
export type ConnectorAuthenticationRequest = Static<typeof ConnectorAuthenticationRequest>;
const ConnectorAuthenticationView = authentications(SecretSourceView);
export type ConnectorAuthenticationView = Static<typeof ConnectorAuthenticationView>;

const changeable = {
  name: Type.String({ minLength: 1, maxLength: 100 }),
  /** This contact centre: OAuth scopes, which are all that the connector may do. */
  scopes: Type.Optional(Type.Array(word, { maxItems: 200 })),
  /** Others: with `read` the connector sends GET, HEAD and OPTIONS only. */
  access: Type.Optional(Type.Enum([...connectorAccesses])),
  /** Webex. */
  dataCentre: Type.Optional(Type.Enum([...webexDataCentres])),
  /** Genesys Cloud: region or address. */
  region: Type.Optional(word),
  /** Webex and Genesys Cloud: the OAuth connection whose token is used; id or name. */
  connection: Type.Optional(reference),
  /** Custom: what every path is appended to. */
  baseUrl: Type.Optional(url),
  authentication: Type.Optional(ConnectorAuthenticationRequest),
  /** The ticked consent: needed for a new connector, and whenever it may do more than before. */
  consent: Type.Optional(Type.Object({ textVersion: Type.Integer() })),
};

/** A whole connector, also when it is changed. */
export const ConnectorRequest = Type.Object({
  kind: Type.Enum([...connectorKinds]),
  ...changeable,
});
export type ConnectorRequest = Static<typeof ConnectorRequest>;

const Reference = Type.Object({ id: text, name: text });
const nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

export const Connector = Type.Object({
  id: text,
  name: text,
  kind: Type.Enum([...connectorKinds]),
  access: Type.Enum([...connectorAccesses]),
  scopes: Type.Array(text),
  dataCentre: Type.Optional(Type.Enum([...webexDataCentres])),
  region: Type.Optional(text),
  /** What a path of a flow is appended to; null where the contact centre does not run here. */
  baseUrl: nullable(text),
  /** The OAuth connection; its name is empty when it was deleted. */
  connection: nullable(Reference),
  authentication: Type.Optional(ConnectorAuthenticationView),
  state: Type.Enum([...connectorStates]),
  /** Why it is not active, in words that may be shown. */
  problem: nullable(text),
  consent: Type.Object({ by: Reference, at: text, textVersion: Type.Integer() }),
  version: Type.Integer(),
  dateCreated: text,
  dateModified: text,
});
export type Connector = Static<typeof Connector>;

export const ConnectorSettings = Type.Object({
  /** Kinds that this server can serve. */
  kinds: Type.Array(Type.Enum([...connectorKinds])),
  consentVersion: Type.Integer(),
  /** Scopes of this contact centre. */
  platformScopes: Type.Array(text),
  dataCentres: Type.Array(Type.Enum([...webexDataCentres])),
  regions: Type.Array(text),
});
export type ConnectorSettings = Static<typeof ConnectorSettings>;

export const ConnectorTestRequest = Type.Object({
  /** What to get; without it a path of the kind that every token may read. */
  path: Type.Optional(Type.String({ minLength: 1, maxLength: 2048 })),
});

export const ConnectorTest = Type.Object({
  ok: Type.Boolean(),
  code: text,
  message: text,
  /** As the other side answered; null when it did not. */
  status: nullable(Type.Integer()),
});
export type ConnectorTest = Static<typeof ConnectorTest>;

/** The flows that call through a connector. */
export const ConnectorUses = Type.Object({ flows: Type.Array(Reference) });

const may = (...any: ConnectorPermission[]) => ({ any });
const one = Type.Object({ connectorId: text });
const base = '/tandem/connectors';

export const connectorOperations = {
  getConnectors: {
    method: 'GET',
    path: base,
    permission: may('integrations:connector:view'),
    query: PageQuery,
    reply: { 200: listing<Connector>(Connector) },
  },
  getConnectorSettings: {
    method: 'GET',
    path: `${base}/settings`,
    permission: may('integrations:connector:view'),
    reply: { 200: ConnectorSettings },
  },
  postConnectors: {
    method: 'POST',
    path: base,
    permission: may('integrations:connector:add'),
    body: ConnectorRequest,
    reply: { 201: Connector },
  },
  getConnector: {
    method: 'GET',
    path: `${base}/{connectorId}`,
    permission: may('integrations:connector:view'),
    params: one,
    reply: { 200: Connector },
  },
  getConnectorUses: {
    method: 'GET',
    path: `${base}/{connectorId}/uses`,
    permission: may('integrations:connector:view'),
    params: one,
    reply: { 200: ConnectorUses },
  },
  putConnector: {
    method: 'PUT',
    path: `${base}/{connectorId}`,
    permission: may('integrations:connector:edit'),
    params: one,
    body: ConnectorRequest,
    reply: { 200: Connector },
  },
  postConnectorDeactivate: {
    method: 'POST',
    path: `${base}/{connectorId}/deactivate`,
    permission: may('integrations:connector:edit'),
    params: one,
    reply: { 200: Connector },
  },
  postConnectorReactivate: {
    method: 'POST',
    path: `${base}/{connectorId}/reactivate`,
    permission: may('integrations:connector:edit'),
    params: one,
    reply: { 200: Connector },
  },
  postConnectorTest: {
    method: 'POST',
    path: `${base}/{connectorId}/test`,
    permission: may('integrations:connector:edit'),
    params: one,
    body: ConnectorTestRequest,
    reply: { 200: ConnectorTest },
  },
  /** Refused while flows use it, with their names, unless `force` is set. */
  deleteConnector: {
    method: 'DELETE',
    path: `${base}/{connectorId}`,
    permission: may('integrations:connector:delete'),
    params: one,
    query: Type.Object({ force: Type.Optional(Type.Boolean()) }),
    reply: { 204: null },
  },
} as const satisfies Operations;
