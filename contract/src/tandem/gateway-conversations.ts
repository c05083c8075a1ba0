import { type Static, Type } from 'typebox';

const Timestamp = Type.String({ format: 'date-time' });

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
  /** What the customer answered at its end; null: nothing, absent: nobody asked. */
  survey: Type.Optional(
    Type.Union([
      Type.Object({
        score: Type.Integer({ minimum: 1, maximum: 5 }),
        comment: Type.Union([Type.String(), Type.Null()]),
      }),
      Type.Null(),
    ]),
  ),
});
export type HandoverSummary = Static<typeof HandoverSummary>;

export const GatewayConversation = Type.Object({
  id: Type.String(),
  endpoint: Type.Object({ id: Type.String(), name: Type.String() }),
  /** Where the customer writes: `webchat`, or the kind of a channel. `id` is null for the web chat. */
  channel: Type.Object({
    id: Type.Union([Type.String(), Type.Null()]),
    kind: Type.String(),
    name: Type.Union([Type.String(), Type.Null()]),
  }),
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

const word = Type.String({ maxLength: 256 });

/** What agents are told, and who is asked for; what is left out comes from the endpoint's settings. */
export const StartHandoverRequest = Type.Object({
  reason: Type.Optional(Type.String({ maxLength: 1000 })),
  summary: Type.Optional(Type.String({ maxLength: 4000 })),
  queue: Type.Optional(word),
  language: Type.Optional(word),
  skills: Type.Optional(Type.Array(word, { maxItems: 50 })),
  priority: Type.Optional(Type.Integer({ minimum: -25_000_000, maximum: 25_000_000 })),
  customAttributes: Type.Optional(
    Type.Record(Type.String(), Type.String({ maxLength: 1000 }), { maxProperties: 60 }),
  ),
});
export type StartHandoverRequest = Static<typeof StartHandoverRequest>;

/** A handover that has begun; `failed` where it has ended at once, such as out of hours. */
export const StartedHandover = Type.Object({
  conversationId: Type.String(),
  ordinal: Type.Integer(),
  state: Type.String(),
});
export type StartedHandover = Static<typeof StartedHandover>;
