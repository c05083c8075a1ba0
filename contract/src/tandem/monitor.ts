import { type Static, type TSchema, Type } from 'typebox';
import { listing, PageQuery } from '../genesys/paging.ts';
import type { Operations } from '../operation.ts';

const optionalText = Type.Optional(Type.String());
const Timestamp = Type.String({ format: 'date-time' });
const nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const Named = Type.Object({ id: Type.String(), name: Type.String() });

/** Permissions of the monitor; they have no counterpart at the vendor. */
export const monitorPermissions = [
  'monitor:live:view',
  'monitor:conversation:view',
  'monitor:delivery:view',
  'monitor:delivery:redrive',
] as const;

/** What happened in one minute. */
export const MinuteFigures = Type.Object({
  at: Timestamp,
  inbound: Type.Integer(),
  outbound: Type.Integer(),
  delivered: Type.Integer(),
  failed: Type.Integer(),
});
export type MinuteFigures = Static<typeof MinuteFigures>;

export const QueueFigures = Type.Object({
  id: Type.String(),
  name: Type.String(),
  waiting: Type.Integer(),
  longestWaitSeconds: nullable(Type.Integer()),
  interacting: Type.Integer(),
  onQueue: Type.Integer(),
});
export type QueueFigures = Static<typeof QueueFigures>;

/** How the contact centre does right now, and the minutes before, oldest first. */
export const LiveFigures = Type.Object({
  at: Timestamp,
  conversations: Type.Object({
    flow: Type.Integer(),
    waiting: Type.Integer(),
    offered: Type.Integer(),
    connected: Type.Integer(),
    afterCallWork: Type.Integer(),
  }),
  agents: Type.Object({
    onQueue: Type.Integer(),
    idle: Type.Integer(),
    interacting: Type.Integer(),
    notResponding: Type.Integer(),
  }),
  deliveries: Type.Object({
    pending: Type.Integer(),
    retrying: Type.Integer(),
    deadLetters: Type.Integer(),
    /** Removed because of their age, without being sent again. */
    deadLettersExpired: Type.Optional(Type.Integer()),
    oldestPendingSeconds: nullable(Type.Integer()),
  }),
  queues: Type.Array(QueueFigures),
  minutes: Type.Array(MinuteFigures),
});
export type LiveFigures = Static<typeof LiveFigures>;

export const MonitorConversation = Type.Object({
  id: Type.String(),
  customer: Type.Object({ id: Type.String(), name: nullable(Type.String()) }),
  integration: Named,
  queue: nullable(Named),
  agent: nullable(Named),
  owner: Type.Enum(['bot', 'queue', 'agent', 'none']),
  state: Type.Enum(['open', 'ended']),
  messages: Type.Integer(),
  deadLetters: Type.Integer(),
  /** What colleagues filed it under. */
  labels: Type.Array(Type.String()),
  dateStarted: Timestamp,
  dateEnded: nullable(Timestamp),
});
export type MonitorConversation = Static<typeof MonitorConversation>;

/** One try to hand a webhook over. `status` is null when no answer came. */
export const DeliveryAttempt = Type.Object({
  at: Timestamp,
  status: nullable(Type.Integer()),
  ms: Type.Integer(),
  error: nullable(Type.String()),
});
export type DeliveryAttempt = Static<typeof DeliveryAttempt>;

export const Delivery = Type.Object({
  id: Type.String(),
  /** `pending`: not tried yet. `retrying`: tried, goes on by itself. `dead`: given up, waits for a redrive. */
  state: Type.Enum(['pending', 'retrying', 'delivered', 'dead']),
  /** Type of the webhook: Text, Structured, Event or Receipt. */
  kind: Type.String(),
  messageId: Type.String(),
  conversationId: nullable(Type.String()),
  integration: Named,
  url: Type.String(),
  attempts: Type.Integer(),
  lastStatus: nullable(Type.Integer()),
  reason: nullable(Type.String()),
  /** Redriven after it had been given up. */
  late: Type.Boolean(),
  dateCreated: Timestamp,
  dateNextAttempt: nullable(Timestamp),
  dateFinished: nullable(Timestamp),
});
export type Delivery = Static<typeof Delivery>;

/** The request as sent: exact body, headers without configured secrets, and every try. */
export const DeliveryDetail = Type.Object({
  ...Delivery.properties,
  body: Type.String(),
  headers: Type.Record(Type.String(), Type.String()),
  signature: nullable(Type.String()),
  history: Type.Array(DeliveryAttempt),
});
export type DeliveryDetail = Static<typeof DeliveryDetail>;

/** One hop of a conversation: a message, an event, a step of the flow, a routing decision or a delivery. */
export const MonitorEntry = Type.Object({
  id: Type.String(),
  at: Timestamp,
  kind: Type.Enum(['inbound', 'outbound', 'event', 'flow', 'routing', 'state', 'delivery']),
  /** In English, or the text of a message. */
  summary: Type.String(),
  /** The summary for readers of other languages: what is said, and the values in it. Absent where somebody's words are shown. */
  says: Type.Optional(
    Type.Object({
      code: Type.String(),
      params: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()])),
    }),
  ),
  ok: Type.Boolean(),
  detail: Type.Record(Type.String(), Type.Unknown()),
  /** Present on deliveries. */
  delivery: Type.Optional(DeliveryDetail),
});
export type MonitorEntry = Static<typeof MonitorEntry>;

const base = '/tandem/monitor';
const may = (permission: (typeof monitorPermissions)[number]) => ({ all: [permission] });
const conversation = Type.Object({ conversationId: Type.String() });

/** What the contact centre shows of its own work: ours alone, never part of the message loop. */
export const monitorOperations = {
  getMonitorLive: {
    method: 'GET',
    path: `${base}/live`,
    permission: may('monitor:live:view'),
    /** `minutes`: how far the figures by minute go back, 60 when absent, at most 180. */
    query: Type.Object({
      minutes: Type.Optional(Type.Integer({ minimum: 1, maximum: 180 })),
    }),
    reply: { 200: LiveFigures },
  },
  getMonitorConversations: {
    method: 'GET',
    path: `${base}/conversations`,
    permission: may('monitor:conversation:view'),
    /** `search` finds a conversation's id, a part of the customer's id or name, or a whole label. */
    query: Type.Object({
      ...PageQuery.properties,
      search: optionalText,
      state: Type.Optional(Type.Enum(['open', 'ended'])),
      owner: Type.Optional(Type.Enum(['bot', 'queue', 'agent', 'none'])),
      integrationId: optionalText,
    }),
    reply: { 200: listing<MonitorConversation>(MonitorConversation) },
  },
  getMonitorConversation: {
    method: 'GET',
    path: `${base}/conversations/{conversationId}`,
    permission: may('monitor:conversation:view'),
    params: conversation,
    reply: { 200: MonitorConversation },
  },
  getMonitorConversationTimeline: {
    method: 'GET',
    path: `${base}/conversations/{conversationId}/timeline`,
    permission: may('monitor:conversation:view'),
    params: conversation,
    reply: { 200: Type.Object({ entities: Type.Array(MonitorEntry) }) },
  },
  getMonitorDeliveries: {
    method: 'GET',
    path: `${base}/deliveries`,
    permission: may('monitor:delivery:view'),
    query: Type.Object({
      ...PageQuery.properties,
      state: Type.Optional(Type.Enum(['pending', 'retrying', 'delivered', 'dead'])),
      integrationId: optionalText,
      conversationId: optionalText,
    }),
    reply: { 200: listing<Delivery>(Delivery) },
  },
  getMonitorDelivery: {
    method: 'GET',
    path: `${base}/deliveries/{deliveryId}`,
    permission: may('monitor:delivery:view'),
    params: Type.Object({ deliveryId: Type.String() }),
    reply: { 200: DeliveryDetail },
  },
  /** Sends dead letters again, those of a conversation in their old order. Exactly one of the two is given. */
  postMonitorDeliveriesRedrive: {
    method: 'POST',
    path: `${base}/deliveries/redrive`,
    permission: may('monitor:delivery:redrive'),
    body: Type.Object({
      deliveryIds: Type.Optional(Type.Array(Type.String())),
      conversationId: optionalText,
    }),
    reply: { 200: Type.Object({ redriven: Type.Integer() }) },
  },
} as const satisfies Operations;
