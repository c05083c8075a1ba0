import {
  type DestinationCall,
  type DestinationDeadLetter,
  type DestinationKindView,
  type DestinationReplay,
  type DestinationTest,
  type EventDestination,
  shownSecretSource,
} from '@tandem/contract';
import type { CallRecord, DestinationRecord, Replay } from './destination.types.ts';
import type { DestinationKind } from './destination-kinds.ts';
import { storedSecrets } from './destination-secrets.usecases.ts';
import { positionText } from './positions.rules.ts';
import type { KeptDeadLetter, Lag } from './store/index.ts';
import type { Tested } from './traffic.usecases.ts';

const optional = (at: Date | null) => at?.toISOString() ?? null;

export const toKindWire = ({
  kind,
  label,
  fields,
  envelopes,
  managedOnly,
}: DestinationKind): DestinationKindView => ({
  ...{ kind, label, fields: [...fields], envelopes: [...envelopes] },
  managedOnly: managedOnly ?? false,
});

const noLag: Lag = { events: 0, oldest: null, parkedKeys: 0, parkedEvents: 0, deadLetters: 0 };

export const toDestinationWire = (
  destination: DestinationRecord,
  { lag = noLag, now }: { readonly lag?: Lag | undefined; readonly now: Date },
): EventDestination => {
  const { id, name, kind, settings, envelope, managed, state, report } = destination;
  return {
    ...{ id, name, kind, settings, envelope, managed, state, topics: [...destination.topics] },
    secrets: Object.fromEntries(
      Object.entries(storedSecrets(destination)).map(([setting, one]) => [
        setting,
        shownSecretSource(one),
      ]),
    ),
    source: destination.source.name,
    reportedState: {
      ...{ code: report.state, messageCode: report.code, message: report.reason },
      since: report.since.toISOString(),
    },
    position: positionText(destination.cursor),
    lag: {
      ...{ events: lag.events, parkedKeys: lag.parkedKeys, parkedEvents: lag.parkedEvents },
      oldestAgeMs: lag.oldest && Math.max(0, now.getTime() - lag.oldest.getTime()),
    },
    ...{
      deadLetters: lag.deadLetters,
      delivered: destination.delivered,
      failed: destination.failed,
      deadLettersExpired: destination.expired,
    },
    dateLastDelivered: optional(destination.lastDeliveredAt),
    version: destination.version,
    dateCreated: destination.createdAt.toISOString(),
    dateModified: destination.modifiedAt.toISOString(),
    selfUri: `/tandem/events/destinations/${id}`,
  };
};

export const toTestWire = ({ event, result, durationMs }: Tested): DestinationTest => {
  const outcome = result.kind === 'answered' ? result.outcomes[0] : result;
  const { code = null, reason = null } = (outcome ?? {}) as { code?: string; reason?: string };
  return {
    result: outcome?.kind ?? 'retry',
    ...{ eventId: event.id, code, reason, durationMs: Math.round(durationMs) },
    remoteId: outcome?.kind === 'delivered' ? (outcome.remoteId ?? null) : null,
  };
};

export const toReplayWire = ({
  id,
  from,
  cursor,
  until,
  createdAt,
  finishedAt,
}: Replay): DestinationReplay => ({
  ...{ id, from: positionText(from), position: positionText(cursor), until: positionText(until) },
  state: finishedAt ? 'completed' : 'running',
  ...{ dateCreated: createdAt.toISOString(), dateFinished: optional(finishedAt) },
});

export const toDeadLetterWire = (letter: KeptDeadLetter): DestinationDeadLetter => {
  const { event, code, reason, attempts } = letter;
  return {
    ...{ eventId: event.id, topic: event.topic, topicName: event.topicName, key: event.key },
    ...{ position: positionText(event.position), eventTime: event.at.toISOString() },
    ...{ eventBody: event.eventBody, code, reason, attempts },
    ...{ dateDied: letter.diedAt.toISOString(), dateRedriven: optional(letter.redrivenAt) },
  };
};

export const toCallWire = ({ at, events, ...call }: CallRecord): DestinationCall => ({
  ...call,
  at: at.toISOString(),
  events: events.map(({ position, code = null, remoteId = null, stream = null, ...event }) => ({
    ...{ ...event, position: positionText(position), code, remoteId, stream },
  })),
});
