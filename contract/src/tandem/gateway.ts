import { type Static, Type } from 'typebox';
import { listing, PageQuery } from '../genesys/paging.ts';
import type { Operations } from '../operation.ts';

const optionalText = Type.Optional(Type.String());
const Timestamp = Type.String({ format: 'date-time' });

/** Permissions of the bot side; they have no counterpart at the vendor. */
export const gatewayPermissions = [
  'gateway:endpoint:view',
  'gateway:endpoint:add',
  'gateway:endpoint:edit',
  'gateway:endpoint:delete',
  'gateway:conversation:view',
] as const;

/** One setting of a bot kind or handover provider, as data: it drives checks, masking and the form. */
export const SettingField = Type.Object({
  name: Type.String(),
  label: Type.String(),
  help: optionalText,
  type: Type.Enum(['text', 'url', 'flag', 'integer', 'list', 'map']),
  required: Type.Boolean(),
  /** Write only: never answered, an absent value keeps the stored one. */
  secret: Type.Boolean(),
  pattern: optionalText,
});
export type SettingField = Static<typeof SettingField>;

export const GatewayProvider = Type.Object({
  kind: Type.String(),
  label: Type.String(),
  fields: Type.Array(SettingField),
  capabilities: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
});
export type GatewayProvider = Static<typeof GatewayProvider>;

const settings = Type.Record(Type.String(), Type.Unknown());

/** The bot or handover part of an endpoint in a request. Secrets are given among the settings. */
export const EndpointPartRequest = Type.Object({
  kind: Type.String(),
  settings: Type.Optional(settings),
});
export type EndpointPartRequest = Static<typeof EndpointPartRequest>;

export const EndpointRequest = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 256 }),
  locale: optionalText,
  active: Type.Optional(Type.Boolean()),
  bot: EndpointPartRequest,
  /** Null: no handover. */
  handover: Type.Optional(Type.Union([EndpointPartRequest, Type.Null()])),
});
export type EndpointRequest = Static<typeof EndpointRequest>;

/** `secrets` names the secret settings that are stored. */
export const EndpointPart = Type.Object({
  kind: Type.String(),
  settings,
  secrets: Type.Array(Type.String()),
});
export type EndpointPart = Static<typeof EndpointPart>;

export const GatewayEndpoint = Type.Object({
  id: Type.String(),
  name: Type.String(),
  token: Type.String(),
  locale: Type.String(),
  active: Type.Boolean(),
  bot: EndpointPart,
  handover: Type.Union([EndpointPart, Type.Null()]),
  /** Address a chat client is configured with. */
  configurationUrl: Type.String(),
  demoUrl: Type.String(),
  /** HTML that puts the chat on a page. */
  embedCode: Type.String(),
  /** Address to enter at the contact centre; null without handover. */
  webhookUrl: Type.Union([Type.String(), Type.Null()]),
  hasDirectLineSecret: Type.Boolean(),
  dateCreated: Timestamp,
  dateModified: Timestamp,
  selfUri: Type.String(),
});
export type GatewayEndpoint = Static<typeof GatewayEndpoint>;

/** One step of a connection test; `message` says what to do when it failed. */
export const ConnectionCheck = Type.Object({
  check: Type.Enum(['host', 'credentials', 'integration', 'queue', 'webhookUrl']),
  state: Type.Enum(['ok', 'failed', 'skipped', 'warning']),
  message: Type.String(),
});
export type ConnectionCheck = Static<typeof ConnectionCheck>;

export const HandoverSummary = Type.Object({
  ordinal: Type.Integer(),
  provider: Type.String(),
  state: Type.String(),
  reason: Type.Union([Type.String(), Type.Null()]),
  endReason: Type.Union([Type.String(), Type.Null()]),
  remoteConversationId: Type.Union([Type.String(), Type.Null()]),
  agentName: Type.Union([Type.String(), Type.Null()]),
  dateStarted: Timestamp,
  dateEnded: Type.Union([Timestamp, Type.Null()]),
});
export type HandoverSummary = Static<typeof HandoverSummary>;

export const GatewayConversation = Type.Object({
  id: Type.String(),
  endpoint: Type.Object({ id: Type.String(), name: Type.String() }),
  user: Type.Object({ id: Type.String(), name: Type.Union([Type.String(), Type.Null()]) }),
  locale: Type.String(),
  owner: Type.Enum(['bot', 'queue', 'agent']),
  messages: Type.Integer(),
  handovers: Type.Array(HandoverSummary),
  dateStarted: Timestamp,
  dateActive: Timestamp,
  selfUri: Type.String(),
});
export type GatewayConversation = Static<typeof GatewayConversation>;

/** One hop: an activity, a call with its outcome, a webhook or a change of state. */
export const TimelineEntry = Type.Object({
  id: Type.String(),
  at: Timestamp,
  kind: Type.String(),
  summary: Type.String(),
  ok: Type.Boolean(),
  handover: Type.Union([Type.Integer(), Type.Null()]),
  detail: Type.Record(Type.String(), Type.Unknown()),
});
export type TimelineEntry = Static<typeof TimelineEntry>;

/** What the chat widget asks for first. */
export const EndpointConfiguration = Type.Object({
  name: Type.String(),
  token: Type.String(),
  active: Type.Boolean(),
  locale: Type.String(),
  directLine: Type.Object({ domain: Type.String() }),
  upload: Type.Object({ maxBytes: Type.Integer(), types: Type.Array(Type.String()) }),
});
export type EndpointConfiguration = Static<typeof EndpointConfiguration>;

const endpoint = Type.Object({ endpointId: Type.String() });
const conversation = Type.Object({ conversationId: Type.String() });
const byToken = Type.Object({ endpointToken: Type.String() });
const base = '/tandem/gateway';
const may = (permission: (typeof gatewayPermissions)[number]) => ({ all: [permission] });

/** Administration of the bot side: ours alone, never part of the message loop. */
export const gatewayOperations = {
  getGatewayProviders: {
    method: 'GET',
    path: `${base}/providers`,
    permission: may('gateway:endpoint:view'),
    reply: {
      200: Type.Object({
        bots: Type.Array(GatewayProvider),
        handover: Type.Array(GatewayProvider),
      }),
    },
  },
  getGatewayEndpoints: {
    method: 'GET',
    path: `${base}/endpoints`,
    permission: may('gateway:endpoint:view'),
    query: PageQuery,
    reply: { 200: listing<GatewayEndpoint>(GatewayEndpoint) },
  },
  postGatewayEndpoints: {
    method: 'POST',
    path: `${base}/endpoints`,
    permission: may('gateway:endpoint:add'),
    body: EndpointRequest,
    reply: { 201: GatewayEndpoint },
  },
  getGatewayEndpoint: {
    method: 'GET',
    path: `${base}/endpoints/{endpointId}`,
    permission: may('gateway:endpoint:view'),
    params: endpoint,
    reply: { 200: GatewayEndpoint },
  },
  putGatewayEndpoint: {
    method: 'PUT',
    path: `${base}/endpoints/{endpointId}`,
    permission: may('gateway:endpoint:edit'),
    params: endpoint,
    body: EndpointRequest,
    reply: { 200: GatewayEndpoint },
  },
  deleteGatewayEndpoint: {
    method: 'DELETE',
    path: `${base}/endpoints/{endpointId}`,
    permission: may('gateway:endpoint:delete'),
    params: endpoint,
    reply: { 204: null },
  },
  /** Makes a new Direct Line secret; it is answered once and never again. */
  postGatewayEndpointSecret: {
    method: 'POST',
    path: `${base}/endpoints/{endpointId}/secret`,
    permission: may('gateway:endpoint:edit'),
    params: endpoint,
    reply: { 200: Type.Object({ secret: Type.String() }) },
  },
  postGatewayEndpointTest: {
    method: 'POST',
    path: `${base}/endpoints/{endpointId}/test`,
    permission: may('gateway:endpoint:edit'),
    params: endpoint,
    reply: { 200: Type.Object({ checks: Type.Array(ConnectionCheck) }) },
  },
  getGatewayConversations: {
    method: 'GET',
    path: `${base}/conversations`,
    permission: may('gateway:conversation:view'),
    query: Type.Object({
      ...PageQuery.properties,
      endpointId: optionalText,
      owner: Type.Optional(Type.Enum(['bot', 'queue', 'agent'])),
    }),
    reply: { 200: listing<GatewayConversation>(GatewayConversation) },
  },
  getGatewayConversation: {
    method: 'GET',
    path: `${base}/conversations/{conversationId}`,
    permission: may('gateway:conversation:view'),
    params: conversation,
    reply: { 200: GatewayConversation },
  },
  getGatewayConversationTimeline: {
    method: 'GET',
    path: `${base}/conversations/{conversationId}/timeline`,
    permission: may('gateway:conversation:view'),
    params: conversation,
    reply: { 200: Type.Object({ entities: Type.Array(TimelineEntry) }) },
  },
  getEndpointConfiguration: {
    method: 'GET',
    path: '/endpoints/{endpointToken}',
    access: 'public',
    params: byToken,
    reply: { 200: EndpointConfiguration },
  },
  getDemoPage: {
    method: 'GET',
    path: '/demo/{endpointToken}',
    access: 'public',
    params: byToken,
    /** Name of the visitor; with it the chat opens at once. */
    query: Type.Object({ name: Type.Optional(Type.String({ maxLength: 100 })) }),
    reply: { 200: Type.String() },
  },
  /** What the demo bot looks up. */
  getDemoOrder: {
    method: 'GET',
    path: '/demo/orders/{orderId}',
    access: 'public',
    params: Type.Object({ orderId: Type.String() }),
    reply: {
      200: Type.Object({ id: Type.String(), status: Type.String(), arrives: Type.String() }),
    },
  },
  /** Where the contact centre delivers what its agents send. One address for all tenants. */
  postHandoverGenesysCloudOM: {
    method: 'POST',
    path: '/handover/genesysCloudOM',
    access: 'public',
    reply: { 200: null },
  },
} as const satisfies Operations;
