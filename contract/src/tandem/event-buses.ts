import { type Static, type TSchema, Type } from 'typebox';
import { SecretSourceRequest, SecretSourceView } from './secret-source.ts';

const Timestamp = Type.String({ format: 'date-time' });
const nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const name = Type.String({ minLength: 1, maxLength: 64, pattern: '^[\\w.-]+$' });
const url = Type.String({ minLength: 1, maxLength: 2048 });
const word = Type.String({ minLength: 1, maxLength: 512 });

/** Most rules of a bus and most targets of a rule. */
export const eventBusLimits = {
  rules: 300,
  /** Rules of a bus whose patterns hold wildcards. */
  wildcardRules: 30,
  targets: 5,
  archives: 10,
  pattern: 4096,
} as const;

export const partnerSourceStates = ['PENDING', 'ACTIVE', 'DELETED'] as const;

/** What the contact centre offers to a bus. PENDING: no bus listens yet. DELETED: its integration is gone. */
export const PartnerSource = Type.Object({
  id: Type.String(),
  name: Type.String(),
  account: Type.String(),
  region: Type.String(),
  state: Type.Enum([...partnerSourceStates]),
  /** Events that come while it is PENDING are dropped, as AWS does; otherwise they are kept for the bus. */
  dropWhilePending: Type.Boolean(),
  /** Events that wait for a bus with a rule. */
  keptEvents: Type.Integer(),
  busId: nullable(Type.String()),
  dateCreated: Timestamp,
  /** A PENDING source is gone then; null for others. */
  dateExpires: nullable(Timestamp),
});
export type PartnerSource = Static<typeof PartnerSource>;

export const PartnerSourceRequest = Type.Object({ dropWhilePending: Type.Boolean() });

export const EventBus = Type.Object({
  id: Type.String(),
  /** That of its source. */
  name: Type.String(),
  sourceId: nullable(Type.String()),
  sourceState: nullable(Type.Enum([...partnerSourceStates])),
  /** Events that wait for the first rule with a target. */
  keptEvents: Type.Integer(),
  ruleCount: Type.Integer(),
  dateCreated: Timestamp,
});
export type EventBus = Static<typeof EventBus>;

export const EventTargetRequest = Type.Object({
  /** Left out: a new one. */
  id: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
  apiDestinationId: Type.String(),
  maximumRetryAttempts: Type.Optional(Type.Integer({ minimum: 0, maximum: 185 })),
  maximumEventAgeInSeconds: Type.Optional(Type.Integer({ minimum: 60, maximum: 86_400 })),
});
export type EventTargetRequest = Static<typeof EventTargetRequest>;

export const EventTarget = Type.Object({
  id: Type.String(),
  apiDestinationId: Type.String(),
  maximumRetryAttempts: Type.Integer(),
  maximumEventAgeInSeconds: Type.Integer(),
});
export type EventTarget = Static<typeof EventTarget>;

export const EventRuleRequest = Type.Object({
  name,
  description: Type.Optional(Type.String({ maxLength: 512 })),
  /** Event pattern as JSON text, in the grammar of Amazon EventBridge. */
  eventPattern: Type.String({ minLength: 1, maxLength: eventBusLimits.pattern }),
  enabled: Type.Optional(Type.Boolean()),
  targets: Type.Optional(Type.Array(EventTargetRequest, { maxItems: eventBusLimits.targets })),
});
export type EventRuleRequest = Static<typeof EventRuleRequest>;

export const EventRule = Type.Object({
  id: Type.String(),
  busId: Type.String(),
  name: Type.String(),
  description: Type.String(),
  eventPattern: Type.String(),
  /** DELETED: its source is; it comes back with the source. */
  state: Type.Enum(['ENABLED', 'DISABLED', 'DELETED']),
  targets: Type.Array(EventTarget),
  dateCreated: Timestamp,
  dateModified: Timestamp,
});
export type EventRule = Static<typeof EventRule>;

const kinds = ['none', 'apiKey', 'basic', 'oauth'] as const;

const authorization = {
  kind: Type.Enum([...kinds]),
  /** API key: the header that carries it. */
  headerName: Type.Optional(
    Type.String({ minLength: 1, maxLength: 128, pattern: "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$" }),
  ),
  username: Type.Optional(word),
  tokenUrl: Type.Optional(url),
  clientId: Type.Optional(word),
  scope: Type.Optional(Type.String({ maxLength: 1024 })),
  clientAuthentication: Type.Optional(Type.Enum(['basic', 'body'])),
};

/**
 * How calls prove themselves. `secret` is the API key, the password or the client secret, in the three ways of every
 * secret field; left out it stays, as long as neither the address nor the kind changes.
 */
export const EventConnectionRequest = Type.Object({
  ...authorization,
  secret: Type.Optional(SecretSourceRequest),
});
export type EventConnectionRequest = Static<typeof EventConnectionRequest>;

export const EventConnection = Type.Object({
  ...authorization,
  secret: nullable(SecretSourceView),
});
export type EventConnection = Static<typeof EventConnection>;

const httpMethods = ['POST', 'PUT', 'PATCH', 'GET', 'HEAD', 'OPTIONS', 'DELETE'] as const;

export const ApiDestinationRequest = Type.Object({
  name,
  description: Type.Optional(Type.String({ maxLength: 512 })),
  url,
  method: Type.Optional(Type.Enum([...httpMethods])),
  /** Calls in a second, 300 when left out; counted on each node. */
  invocationRate: Type.Optional(Type.Integer({ minimum: 1, maximum: 300 })),
  connection: EventConnectionRequest,
});
export type ApiDestinationRequest = Static<typeof ApiDestinationRequest>;

export const ApiDestination = Type.Object({
  id: Type.String(),
  name: Type.String(),
  description: Type.String(),
  url: Type.String(),
  method: Type.Enum([...httpMethods]),
  invocationRate: Type.Integer(),
  connection: EventConnection,
  /** Rules that send to it. */
  ruleCount: Type.Integer(),
  /** Why events wait for it after a failure: what the youngest of them was told. Left out when none does. */
  problem: Type.Optional(
    Type.Object({
      code: nullable(Type.String()),
      reason: nullable(Type.String()),
      /** Deliveries that wait so. */
      waiting: Type.Integer(),
    }),
  ),
  dateCreated: Timestamp,
  dateModified: Timestamp,
});
export type ApiDestination = Static<typeof ApiDestination>;

/** An event in the form in which targets get it. */
export const EventEnvelope = Type.Record(Type.String(), Type.Unknown());
export type EventEnvelope = Static<typeof EventEnvelope>;

export const BusEvent = Type.Object({
  id: Type.String(),
  detailType: Type.String(),
  /** Waits for a bus with a rule. */
  kept: Type.Boolean(),
  replayName: nullable(Type.String()),
  /** Rules that it matched when it came. */
  ruleIds: Type.Array(Type.String()),
  envelope: EventEnvelope,
  dateReceived: Timestamp,
});
export type BusEvent = Static<typeof BusEvent>;

export const busDeliveryStates = ['pending', 'retrying', 'delivered', 'dead'] as const;

export const BusDelivery = Type.Object({
  id: Type.String(),
  eventId: Type.String(),
  detailType: Type.String(),
  ruleId: Type.String(),
  ruleName: nullable(Type.String()),
  targetId: Type.String(),
  apiDestinationId: Type.String(),
  apiDestinationName: nullable(Type.String()),
  state: Type.Enum([...busDeliveryStates]),
  attempts: Type.Integer(),
  lastStatus: nullable(Type.Integer()),
  /** Why it failed last, as a code with a text for people. */
  reasonCode: nullable(Type.String()),
  reason: nullable(Type.String()),
  dateCreated: Timestamp,
  dateFinished: nullable(Timestamp),
});
export type BusDelivery = Static<typeof BusDelivery>;

export const BusDeliveryAttempt = Type.Object({
  at: Timestamp,
  ms: Type.Integer(),
  status: nullable(Type.Integer()),
  reasonCode: nullable(Type.String()),
  reason: nullable(Type.String()),
});
export type BusDeliveryAttempt = Static<typeof BusDeliveryAttempt>;

export const BusDeliveryDetail = Type.Object({
  ...BusDelivery.properties,
  url: nullable(Type.String()),
  method: nullable(Type.String()),
  /** Headers without those that prove who calls. */
  headers: Type.Record(Type.String(), Type.String()),
  envelope: nullable(EventEnvelope),
  history: Type.Array(BusDeliveryAttempt),
});
export type BusDeliveryDetail = Static<typeof BusDeliveryDetail>;

export const EventArchiveRequest = Type.Object({
  name,
  /** Left out: everything. */
  eventPattern: Type.Optional(Type.String({ minLength: 1, maxLength: eventBusLimits.pattern })),
  /** 0: for ever. */
  retentionDays: Type.Integer({ minimum: 0, maximum: 3650 }),
});
export type EventArchiveRequest = Static<typeof EventArchiveRequest>;

export const EventArchive = Type.Object({
  id: Type.String(),
  busId: Type.String(),
  name: Type.String(),
  eventPattern: nullable(Type.String()),
  retentionDays: Type.Integer(),
  eventCount: Type.Integer(),
  dateCreated: Timestamp,
});
export type EventArchive = Static<typeof EventArchive>;

export const EventReplayRequest = Type.Object({
  name,
  archiveId: Type.String(),
  /** From … to before, by the time of the events. */
  from: Timestamp,
  to: Timestamp,
  /** Left out: all rules of the bus. */
  ruleIds: Type.Optional(Type.Array(Type.String(), { maxItems: eventBusLimits.rules })),
});
export type EventReplayRequest = Static<typeof EventReplayRequest>;

export const eventReplayStates = ['STARTING', 'RUNNING', 'COMPLETED', 'CANCELLED'] as const;

export const EventReplay = Type.Object({
  id: Type.String(),
  busId: Type.String(),
  archiveId: Type.String(),
  name: Type.String(),
  from: Timestamp,
  to: Timestamp,
  state: Type.Enum([...eventReplayStates]),
  replayed: Type.Integer(),
  dateCreated: Timestamp,
  dateFinished: nullable(Timestamp),
});
export type EventReplay = Static<typeof EventReplay>;

/** A test event. Left out are: a new id, the bus as source, now. */
export const TestEventRequest = Type.Object({
  detailType: Type.String({ minLength: 1, maxLength: 128 }),
  detail: Type.Record(Type.String(), Type.Unknown()),
});
export type TestEventRequest = Static<typeof TestEventRequest>;
