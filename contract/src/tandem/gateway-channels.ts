import { type Static, Type } from 'typebox';
import { listing, PageQuery } from '../genesys/paging.ts';
import type { Operations } from '../operation.ts';
import { ConnectionCheck, GatewayProvider, RunningQuery } from './gateway-endpoints.ts';
import { SecretSourceView } from './secret-source.ts';

const Timestamp = Type.String({ format: 'date-time' });
const settings = Type.Record(Type.String(), Type.Unknown());

/** A kind of channel. `connect`: the vendor can be told the address by a call. */
export const ChannelKind = Type.Object({
  ...GatewayProvider.properties,
  connect: Type.Boolean(),
});
export type ChannelKind = Static<typeof ChannelKind>;

/** Secrets are given among the settings, as in `EndpointPartRequest`: left out they stay, null removes them. */
export const ChannelRequest = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 256 }),
  kind: Type.String(),
  endpointId: Type.String(),
  active: Type.Optional(Type.Boolean()),
  settings: Type.Optional(settings),
});
export type ChannelRequest = Static<typeof ChannelRequest>;

export const GatewayChannel = Type.Object({
  id: Type.String(),
  name: Type.String(),
  kind: Type.String(),
  endpoint: Type.Object({ id: Type.String(), name: Type.String() }),
  active: Type.Boolean(),
  settings,
  secrets: Type.Array(Type.String()),
  secretSources: Type.Record(Type.String(), SecretSourceView),
  /** Address that the vendor calls. */
  inboundUrl: Type.String(),
  dateLastInbound: Type.Union([Timestamp, Type.Null()]),
  dateLastOutbound: Type.Union([Timestamp, Type.Null()]),
  /** The newest message that could not be sent. */
  lastFailure: Type.Union([Type.Object({ date: Timestamp, reason: Type.String() }), Type.Null()]),
  /** Messages that were given up and can be sent once more. */
  deadLetters: Type.Integer(),
  /** Removed because of their age, without being sent again. */
  deadLettersExpired: Type.Optional(Type.Integer()),
  dateCreated: Timestamp,
  dateModified: Timestamp,
  selfUri: Type.String(),
});
export type GatewayChannel = Static<typeof GatewayChannel>;

const base = '/tandem/gateway';
const channel = Type.Object({ channelId: Type.String() });
const byToken = Type.Object({ channelToken: Type.String() });
const view = { all: ['gateway:endpoint:view'] };
const add = { all: ['gateway:endpoint:add'] };
const edit = { all: ['gateway:endpoint:edit'] };
const checks = Type.Object({ checks: Type.Array(ConnectionCheck) });

/** Channels of endpoints, and the addresses that vendors call. A channel is a part of its endpoint: same permissions. */
export const channelOperations = {
  getGatewayChannelKinds: {
    method: 'GET',
    path: `${base}/channel-kinds`,
    permission: view,
    reply: { 200: Type.Object({ kinds: Type.Array(ChannelKind) }) },
  },
  getGatewayChannels: {
    method: 'GET',
    path: `${base}/channels`,
    permission: view,
    query: Type.Object({ ...PageQuery.properties, endpointId: Type.Optional(Type.String()) }),
    reply: { 200: listing<GatewayChannel>(GatewayChannel) },
  },
  postGatewayChannels: {
    method: 'POST',
    path: `${base}/channels`,
    permission: add,
    body: ChannelRequest,
    reply: { 201: GatewayChannel },
  },
  getGatewayChannel: {
    method: 'GET',
    path: `${base}/channels/{channelId}`,
    permission: view,
    params: channel,
    reply: { 200: GatewayChannel },
  },
  /**
   * Refused while handovers of its customers run that another endpoint, or switching it off, would cut off, unless
   * `running` is `end`: then they end, and the contact centre is told.
   */
  putGatewayChannel: {
    method: 'PUT',
    path: `${base}/channels/{channelId}`,
    permission: edit,
    params: channel,
    query: RunningQuery,
    body: ChannelRequest,
    reply: { 200: GatewayChannel },
  },
  /** Refused while handovers of its customers run, unless `running` is `end`. */
  deleteGatewayChannel: {
    method: 'DELETE',
    path: `${base}/channels/{channelId}`,
    permission: { all: ['gateway:endpoint:delete'] },
    params: channel,
    query: RunningQuery,
    reply: { 204: null },
  },
  /** Asks the vendor whether the stored credentials are good. */
  postGatewayChannelTest: {
    method: 'POST',
    path: `${base}/channels/{channelId}/test`,
    permission: edit,
    params: channel,
    reply: { 200: checks },
  },
  /** Tells the vendor the address, where it takes one by a call. */
  postGatewayChannelConnect: {
    method: 'POST',
    path: `${base}/channels/{channelId}/connect`,
    permission: edit,
    params: channel,
    reply: { 200: checks },
  },
  /** Sends what was given up once more. */
  postGatewayChannelRedrive: {
    method: 'POST',
    path: `${base}/channels/{channelId}/redrive`,
    permission: edit,
    params: channel,
    reply: { 200: Type.Object({ redriven: Type.Integer() }) },
  },
  /** How some vendors make sure that the address is ours. */
  getChannelInbound: {
    method: 'GET',
    path: '/channels/{channelToken}',
    access: 'public',
    params: byToken,
    reply: { 200: Type.String() },
  },
  /** Where vendors deliver. */
  postChannelInbound: {
    method: 'POST',
    path: '/channels/{channelToken}',
    access: 'public',
    params: byToken,
    reply: { 200: null },
  },
} as const satisfies Operations;
