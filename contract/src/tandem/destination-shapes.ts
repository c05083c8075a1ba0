import { type Static, Type } from 'typebox';
import { SettingField } from './gateway-endpoints.ts';
import { SecretSourceRequest, SecretSourceView } from './secret-source.ts';

const text = Type.String();
const count = Type.Integer();
const Timestamp = Type.String({ format: 'date-time' });
const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()]);
const settingName = '^[A-Za-z][A-Za-z0-9]{0,63}$';
const Envelope = Type.Enum(['native', 'cloudevents']);

/** Most dead letters that one request sends again. */
export const mostRedriven = 1_000;

/** A kind of destination: its settings as data. */
export const DestinationKindView = Type.Object({
  kind: text,
  label: text,
  fields: Type.Array(SettingField),
  envelopes: Type.Array(Envelope),
  /** Comes with an integration only. */
  managedOnly: Type.Boolean(),
});
export type DestinationKindView = Static<typeof DestinationKindView>;

/** A place in the event log: two numbers, such as `48213-977`. */
const Position = Type.String({ maxLength: 64 });

/** Where a new destination, or a replay, begins. */
export const DestinationStart = Type.Object({
  at: Type.Enum(['now', 'earliest', 'position', 'time']),
  position: Type.Optional(Position),
  time: Type.Optional(Timestamp),
});
export type DestinationStart = Static<typeof DestinationStart>;

/** An insecure secret without value stays as it is; one that is left out is taken away. */
export const DestinationRequest = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 256, pattern: '\\S' }),
  kind: text,
  settings: Type.Optional(Type.Record(Type.String({ pattern: settingName }), Type.Unknown())),
  secrets: Type.Optional(Type.Record(Type.String({ pattern: settingName }), SecretSourceRequest)),
  /** Templates with `{id}`. None: nothing is sent. */
  topics: Type.Array(Type.String({ maxLength: 256 }), { maxItems: 500 }),
  envelope: Type.Optional(Envelope),
  /** Left out: as it is, a new one runs. */
  state: Type.Optional(Type.Enum(['running', 'paused'])),
  /** For a new one; default now. */
  start: Type.Optional(DestinationStart),
});
export type DestinationRequest = Static<typeof DestinationRequest>;

export const EventDestination = Type.Object({
  id: text,
  name: text,
  kind: text,
  settings: Type.Record(text, Type.Unknown()),
  secrets: Type.Record(text, SecretSourceView),
  topics: Type.Array(text),
  envelope: Envelope,
  /** Name of the source that events come from. */
  source: text,
  /** Belongs to an integration, and is changed there. */
  managed: Type.Boolean(),
  state: Type.Enum(['running', 'paused']),
  reportedState: Type.Object({
    code: Type.Enum(['ACTIVE', 'ERROR', 'INACTIVE']),
    messageCode: nullable(text),
    message: nullable(text),
    since: Timestamp,
  }),
  position: text,
  lag: Type.Object({
    /** Events of the log behind the position that may bring a chosen topic, at most; the next 10 000 are looked at. */
    events: count,
    /** Of what waits in the log or is parked. */
    oldestAgeMs: nullable(count),
    parkedKeys: count,
    parkedEvents: count,
  }),
  deadLetters: count,
  /** Went by their age before anybody sent them again. Absent before that was counted. */
  deadLettersExpired: Type.Optional(count),
  delivered: count,
  failed: count,
  dateLastDelivered: nullable(Timestamp),
  version: count,
  dateCreated: Timestamp,
  dateModified: Timestamp,
  selfUri: text,
});
export type EventDestination = Static<typeof EventDestination>;

/** What receives at the other side, as far as it can be asked. */
export const DestinationRemote = Type.Object({
  state: Type.Enum(['active', 'pending', 'deleted', 'unknown']),
  name: Type.Optional(text),
  reason: Type.Optional(text),
});
export type DestinationRemote = Static<typeof DestinationRemote>;

/** What became of a test event. */
export const DestinationTest = Type.Object({
  result: Type.Enum(['delivered', 'retry', 'refused', 'unavailable', 'denied']),
  eventId: text,
  code: nullable(text),
  reason: nullable(text),
  remoteId: nullable(text),
  durationMs: count,
});
export type DestinationTest = Static<typeof DestinationTest>;

export const DestinationReplayRequest = Type.Object({
  from: DestinationStart,
  /** The last moment that belongs to it. Left out: everything up to the request. */
  until: Type.Optional(Timestamp),
});
export type DestinationReplayRequest = Static<typeof DestinationReplayRequest>;

export const DestinationReplay = Type.Object({
  id: text,
  from: text,
  position: text,
  until: text,
  state: Type.Enum(['running', 'completed']),
  dateCreated: Timestamp,
  dateFinished: nullable(Timestamp),
});
export type DestinationReplay = Static<typeof DestinationReplay>;

export const DestinationDeadLetter = Type.Object({
  eventId: text,
  topic: text,
  topicName: text,
  key: text,
  position: text,
  eventTime: Timestamp,
  eventBody: Type.Record(text, Type.Unknown()),
  code: text,
  reason: text,
  attempts: count,
  dateDied: Timestamp,
  dateRedriven: nullable(Timestamp),
});
export type DestinationDeadLetter = Static<typeof DestinationDeadLetter>;

/** One call of the delivery log. */
export const DestinationCall = Type.Object({
  id: text,
  at: Timestamp,
  durationMs: count,
  result: text,
  code: nullable(text),
  reason: nullable(text),
  events: Type.Array(
    Type.Object({
      id: text,
      topicName: text,
      position: text,
      attempt: count,
      result: text,
      code: nullable(text),
      remoteId: nullable(text),
      /** The replay or redrive that it belongs to. */
      stream: nullable(text),
    }),
  ),
});
export type DestinationCall = Static<typeof DestinationCall>;

/** How many events a day a topic would bring, judged by the last day. */
export const TopicVolume = Type.Object({ topic: text, eventsPerDay: count });
export type TopicVolume = Static<typeof TopicVolume>;
