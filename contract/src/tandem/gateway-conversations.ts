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
