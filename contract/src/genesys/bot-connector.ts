import { type Static, Type } from 'typebox';
import type { Operations } from '../operation.ts';
import { CredentialInfo, CredentialType } from './generated/models/integrations.ts';
import { query } from './shape.ts';

/**
 * Bots of a Genesys Bot Connector, and credentials of integrations: operations of the vendor's Platform API that its
 * reference of integrations does not hold. Names are those of the vendor's JavaScript SDK.
 */

/** Id of the integration type. */
export const botConnectorType = 'genesys-bot-connector';
export const botConnectorName = 'Genesys Bot Connector';
/** Property with the address that handles what customers say. */
export const botConnectorUriProperty = 'botConnectorHandleUtteranceUri';
/** Under which name a configuration holds the credentials, and the type they are of. */
export const botConnectorCredential = 'basicAuth';
export const userDefinedCredential = 'userDefined';

export const botConnectorPermissions = [
  'integration:botconnector:edit',
  'integration:botconnector:view',
] as const;

const name = Type.String({ minLength: 1, maxLength: 256 });
const optionalText = Type.Optional(Type.String({ maxLength: 2048 }));

const BotSlot = Type.Object({ name: optionalText, type: optionalText });

export const BotIntent = Type.Object({
  name,
  slots: Type.Optional(Type.Record(Type.String(), BotSlot)),
});
export type BotIntent = Static<typeof BotIntent>;

const BotVersion = Type.Object({
  version: name,
  supportedLanguages: Type.Array(Type.String({ maxLength: 35 }), { maxItems: 200 }),
  intents: Type.Array(BotIntent, { maxItems: 500 }),
});

export const BotConnectorBot = Type.Object({
  id: name,
  name: optionalText,
  description: optionalText,
  versions: Type.Array(BotVersion, { maxItems: 50 }),
  botCompositeTag: optionalText,
  selfUri: Type.Optional(Type.String()),
});
export type BotConnectorBot = Static<typeof BotConnectorBot>;

export const BotList = Type.Object({ chatBots: Type.Array(BotConnectorBot, { maxItems: 200 }) });
export type BotList = Static<typeof BotList>;

const paged = <Entity extends ReturnType<typeof Type.Object>>(entity: Entity) =>
  Type.Object({
    entities: Type.Array(entity),
    pageSize: Type.Integer(),
    pageNumber: Type.Integer(),
    total: Type.Integer(),
    pageCount: Type.Integer(),
  });

const BotSummary = Type.Object({
  id: Type.String(),
  name: Type.String(),
  description: optionalText,
  botCompositeTag: optionalText,
});
const BotVersionSummary = Type.Object({ ...BotSummary.properties, version: Type.String() });

/** Secrets of an integration: the fields go in and never come out. */
export const IntegrationCredentialRequest = Type.Object({
  id: Type.Optional(Type.String()),
  name: Type.Optional(Type.String({ maxLength: 256 })),
  type: CredentialType,
  credentialFields: Type.Record(Type.String(), Type.String({ maxLength: 8192 })),
});
export type IntegrationCredentialRequest = Static<typeof IntegrationCredentialRequest>;

const CredentialInfoListing = Type.Object({
  entities: Type.Array(CredentialInfo),
  pageSize: Type.Integer(),
  pageNumber: Type.Integer(),
  total: Type.Integer(),
  pageCount: Type.Integer(),
});

const ofIntegration = Type.Object({ integrationId: Type.String() });
const ofBot = Type.Object({ integrationId: Type.String(), botId: Type.String() });
const ofCredential = Type.Object({ credentialId: Type.String() });
const page = Type.Object({ pageSize: query.integer, pageNumber: query.integer });
const bots = '/api/v2/integrations/botconnector/{integrationId}/bots';
const credentials = '/api/v2/integrations/credentials';
const view = { all: ['integration:botconnector:view'] };

export const botConnectorListOperations = {
  putIntegrationsBotconnectorIntegrationIdBots: {
    method: 'PUT',
    path: bots,
    params: ofIntegration,
    body: BotList,
    permission: { all: ['integration:botconnector:edit'] },
    reply: { 204: null },
  },
  getIntegrationsBotconnectorIntegrationIdBots: {
    method: 'GET',
    path: bots,
    params: ofIntegration,
    permission: view,
    reply: { 200: BotList },
  },
  getIntegrationsBotconnectorIntegrationIdBotsSummaries: {
    method: 'GET',
    path: `${bots}/summaries`,
    params: ofIntegration,
    query: page,
    permission: view,
    reply: { 200: paged(BotSummary) },
  },
  getIntegrationsBotconnectorIntegrationIdBot: {
    method: 'GET',
    path: `${bots}/{botId}`,
    params: ofBot,
    query: Type.Object({ version: query.text }),
    permission: view,
    reply: { 200: BotConnectorBot },
  },
  getIntegrationsBotconnectorIntegrationIdBotVersions: {
    method: 'GET',
    path: `${bots}/{botId}/versions`,
    params: ofBot,
    query: page,
    permission: view,
    reply: { 200: paged(BotVersionSummary) },
  },
} as const satisfies Operations;

export const integrationCredentialOperations = {
  getIntegrationsCredentials: {
    method: 'GET',
    path: credentials,
    query: page,
    permission: { all: ['integrations:integration:view'] },
    reply: { 200: CredentialInfoListing },
  },
  postIntegrationsCredentials: {
    method: 'POST',
    path: credentials,
    body: IntegrationCredentialRequest,
    permission: { all: ['integrations:integration:add'] },
    reply: { 200: CredentialInfo },
  },
  getIntegrationsCredential: {
    method: 'GET',
    path: `${credentials}/{credentialId}`,
    params: ofCredential,
    permission: { all: ['integrations:integration:view'] },
    // The vendor answers the fields with their values; here they stay inside.
    reply: { 200: CredentialInfo },
  },
  putIntegrationsCredential: {
    method: 'PUT',
    path: `${credentials}/{credentialId}`,
    params: ofCredential,
    body: IntegrationCredentialRequest,
    permission: { all: ['integrations:integration:edit'] },
    reply: { 200: CredentialInfo },
  },
  deleteIntegrationsCredential: {
    method: 'DELETE',
    path: `${credentials}/{credentialId}`,
    params: ofCredential,
    permission: { all: ['integrations:integration:delete'] },
    reply: { 200: null },
  },
} as const satisfies Operations;
