import { Type } from 'typebox';
import { listing, PageQuery } from '../genesys/paging.ts';
import type { Operations } from '../operation.ts';
import { EndpointHandling, EndpointHandlingRequest } from './endpoint-handling.ts';
import {
  GatewayConversation,
  StartedHandover,
  StartHandoverRequest,
  TimelineEntry,
} from './gateway-conversations.ts';
import {
  BotTrial,
  BotTrialRequest,
  ConnectionCheck,
  EndpointConfiguration,
  EndpointRequest,
  GatewayEndpoint,
  GatewayProvider,
  RunningQuery,
} from './gateway-endpoints.ts';
import { HandoverFigures, HandoverFiguresQuery } from './handover-figures.ts';

/** Permissions of the bot side; they have no counterpart at the vendor. */
export const gatewayPermissions = [
  'gateway:endpoint:view',
  'gateway:endpoint:add',
  'gateway:endpoint:edit',
  'gateway:endpoint:delete',
  'gateway:conversation:view',
  'gateway:handover:add',
] as const;

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
        /** Ways to check signed identities of visitors. */
        identity: Type.Array(GatewayProvider),
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
  /**
   * Refused while handovers run by settings of the endpoint's own that would lead elsewhere, and while any run at an
   * endpoint that is switched off, unless `running` is `end`.
   */
  putGatewayEndpoint: {
    method: 'PUT',
    path: `${base}/endpoints/{endpointId}`,
    permission: may('gateway:endpoint:edit'),
    params: endpoint,
    query: RunningQuery,
    body: EndpointRequest,
    reply: { 200: GatewayEndpoint },
  },
  /**
   * Refused while handovers run at the endpoint, whatever they go by, unless `running` is `end`: then they end, and the
   * contact centre is told if it answers within ten seconds.
   */
  deleteGatewayEndpoint: {
    method: 'DELETE',
    path: `${base}/endpoints/{endpointId}`,
    permission: may('gateway:endpoint:delete'),
    params: endpoint,
    query: RunningQuery,
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
  /** Says one message to the stored bot, in a conversation of its own that nobody else sees. */
  postGatewayEndpointBotTest: {
    method: 'POST',
    path: `${base}/endpoints/{endpointId}/bot/test`,
    permission: may('gateway:endpoint:edit'),
    params: endpoint,
    body: BotTrialRequest,
    reply: { 200: BotTrial },
  },
  getGatewayEndpointHandling: {
    method: 'GET',
    path: `${base}/endpoints/{endpointId}/handling`,
    permission: may('gateway:endpoint:view'),
    params: endpoint,
    reply: { 200: EndpointHandling },
  },
  /** Replaces the options, and the hours where they are given. */
  putGatewayEndpointHandling: {
    method: 'PUT',
    path: `${base}/endpoints/{endpointId}/handling`,
    permission: may('gateway:endpoint:edit'),
    params: endpoint,
    body: EndpointHandlingRequest,
    reply: { 200: EndpointHandling },
  },
  /**
   * The latest first. `total` counts no further than 10 000, and no page reaches behind that: older conversations are
   * found through the filters.
   */
  getGatewayConversations: {
    method: 'GET',
    path: `${base}/conversations`,
    permission: may('gateway:conversation:view'),
    query: Type.Object({
      ...PageQuery.properties,
      endpointId: Type.Optional(Type.String()),
      owner: Type.Optional(Type.Enum(['bot', 'queue', 'agent'])),
    }),
    reply: { 200: listing<GatewayConversation>(GatewayConversation) },
  },
  getGatewayHandoverFigures: {
    method: 'GET',
    path: `${base}/handover-figures`,
    permission: may('gateway:conversation:view'),
    query: HandoverFiguresQuery,
    reply: { 200: HandoverFigures },
  },
  getGatewayConversation: {
    method: 'GET',
    path: `${base}/conversations/{conversationId}`,
    permission: may('gateway:conversation:view'),
    params: conversation,
    reply: { 200: GatewayConversation },
  },
  /**
   * Calls agents to a conversation that is with its bot, with the provider of its endpoint. Refused (409) where it is
   * with agents already, where nobody can be called, and when the customer has left.
   */
  postGatewayConversationHandovers: {
    method: 'POST',
    path: `${base}/conversations/{conversationId}/handovers`,
    permission: may('gateway:handover:add'),
    params: conversation,
    body: StartHandoverRequest,
    reply: { 201: StartedHandover },
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
