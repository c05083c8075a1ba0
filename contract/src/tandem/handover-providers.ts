import { type Static, Type } from 'typebox';
import { listing, PageQuery } from '../genesys/paging.ts';
import type { Operations } from '../operation.ts';
import { ConnectionCheck, EndpointPartRequest, RunningQuery } from './gateway-endpoints.ts';
import { SecretSourceView } from './secret-source.ts';

/** The kind of handover of an endpoint that stands for a provider of its organisation; its setting is the id. */
export const handoverProviderKind = 'provider';

/** Secrets are given among the settings, as those of endpoints: left out they stay, null removes them. */
export const HandoverProviderRequest = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 256 }),
  ...EndpointPartRequest.properties,
});
export type HandoverProviderRequest = Static<typeof HandoverProviderRequest>;

/** What a kind of provider can do; what it cannot is neither offered nor shown. */
export const HandoverCapabilities = Type.Object({
  typing: Type.Boolean(),
  receipts: Type.Boolean(),
  attachments: Type.Boolean(),
  queueInfo: Type.Boolean(),
  endFromUser: Type.Boolean(),
  richMessages: Type.Boolean(),
  /** UTF-16 units; longer texts become several messages. */
  maxTextLength: Type.Integer(),
});
export type HandoverCapabilities = Static<typeof HandoverCapabilities>;

/** `secrets` names the secret settings that are stored, `secretSources` tells where they come from. */
export const GatewayHandoverProvider = Type.Object({
  id: Type.String(),
  name: Type.String(),
  kind: Type.String(),
  settings: Type.Record(Type.String(), Type.Unknown()),
  secrets: Type.Array(Type.String()),
  secretSources: Type.Record(Type.String(), SecretSourceView),
  capabilities: Type.Union([HandoverCapabilities, Type.Null()]),
  /** Address to enter at the contact centre. */
  webhookUrl: Type.String(),
  dateCreated: Type.String({ format: 'date-time' }),
  dateModified: Type.String({ format: 'date-time' }),
  selfUri: Type.String(),
});
export type GatewayHandoverProvider = Static<typeof GatewayHandoverProvider>;

/** What names a provider: an endpoint by its id, a flow by its name. */
export const HandoverProviderUse = Type.Object({
  kind: Type.Enum(['endpoint', 'flow']),
  id: Type.String(),
  name: Type.String(),
});
export type HandoverProviderUse = Static<typeof HandoverProviderUse>;

const provider = Type.Object({ providerId: Type.String() });
const owner = Type.Object({ ownerId: Type.String() });
const base = '/tandem/gateway/handover-providers';
const may = (action: 'view' | 'add' | 'edit' | 'delete') => ({
  all: [`gateway:endpoint:${action}`],
});

/** Contact centres that bots of an organisation hand over to, each with settings of its own. */
export const handoverProviderOperations = {
  getGatewayHandoverProviders: {
    method: 'GET',
    path: base,
    permission: may('view'),
    query: PageQuery,
    reply: { 200: listing<GatewayHandoverProvider>(GatewayHandoverProvider) },
  },
  postGatewayHandoverProviders: {
    method: 'POST',
    path: base,
    permission: may('add'),
    body: HandoverProviderRequest,
    reply: { 201: GatewayHandoverProvider },
  },
  getGatewayHandoverProvider: {
    method: 'GET',
    path: `${base}/{providerId}`,
    permission: may('view'),
    params: provider,
    reply: { 200: GatewayHandoverProvider },
  },
  putGatewayHandoverProvider: {
    method: 'PUT',
    path: `${base}/{providerId}`,
    permission: may('edit'),
    params: provider,
    body: HandoverProviderRequest,
    reply: { 200: GatewayHandoverProvider },
  },
  /**
   * Refused while endpoints or flows use it; the message names them. Refused while handovers run with it, too, unless
   * `running` is `end`: then they end with it, and their customers are with the bot again. The contact centre hears
   * nothing of it: this is for one that is gone.
   */
  deleteGatewayHandoverProvider: {
    method: 'DELETE',
    path: `${base}/{providerId}`,
    permission: may('delete'),
    params: provider,
    query: RunningQuery,
    reply: { 204: null },
  },
  getGatewayHandoverProviderUses: {
    method: 'GET',
    path: `${base}/{providerId}/uses`,
    permission: may('view'),
    params: provider,
    reply: {
      200: Type.Object({
        entities: Type.Array(HandoverProviderUse),
        /** Handovers that run with it, or have something for it on the way. */
        running: Type.Integer(),
      }),
    },
  },
  postGatewayHandoverProviderTest: {
    method: 'POST',
    path: `${base}/{providerId}/test`,
    permission: may('edit'),
    params: provider,
    reply: { 200: Type.Object({ checks: Type.Array(ConnectionCheck) }) },
  },
  /**
   * Where a system behind the generic webhook delivers. `ownerId` is the id of the provider, or of the endpoint with
   * settings of its own.
   */
  postHandoverWebhook: {
    method: 'POST',
    path: '/handover/webhook/{ownerId}',
    access: 'public',
    params: owner,
    reply: { 200: null },
  },
  /** Where Chatwoot delivers. `token`: the proof of a Chatwoot that signs nothing. */
  postHandoverChatwoot: {
    method: 'POST',
    path: '/handover/chatwoot/{ownerId}',
    access: 'public',
    params: owner,
    query: Type.Object({ token: Type.Optional(Type.String({ maxLength: 256 })) }),
    reply: { 200: null },
  },
} as const satisfies Operations;
