import {
  type ApiDestination,
  type BusDelivery,
  type BusDeliveryDetail,
  type BusEvent,
  type EventArchive,
  type EventBus,
  type EventReplay,
  type EventRule,
  type PartnerSource,
  shownSecretSource,
} from '@tandem/contract';
import type { ArchiveRecord } from './archives.store.ts';
import type { ApiDestinationRecord, RuleRecord, SourceRecord } from './bus.model.ts';
import type { BusEventRow } from './bus-events.store.ts';
import type { AttemptRow, DeliveryRow, WaitingDeliveries } from './deliveries.store.ts';
import { invocationHeaders } from './invocation.rules.ts';
import type { BusRow, SourceRow } from './partner-sources.store.ts';
import type { ReplayRecord } from './replays.store.ts';

const time = (at: Date): string => at.toISOString();
const maybe = (at: Date | null): string | null => at?.toISOString() ?? null;

export const sourceWire = (row: SourceRow): PartnerSource => ({
  ...{ id: row.id, name: row.name, account: row.account, region: row.region, state: row.state },
  ...{ dropWhilePending: row.dropWhilePending, keptEvents: row.kept, busId: row.busId },
  ...{ dateCreated: time(row.createdAt), dateExpires: maybe(row.expiresAt) },
});

export const busWire = (row: BusRow): EventBus => ({
  ...{ id: row.id, name: row.name, sourceId: row.sourceId, sourceState: row.sourceState },
  ...{ keptEvents: row.kept, ruleCount: row.rules, dateCreated: time(row.createdAt) },
});

export const ruleWire = (rule: RuleRecord, source: SourceRecord | null): EventRule => ({
  ...{ id: rule.id, busId: rule.bus, name: rule.name, description: rule.description },
  eventPattern: rule.pattern,
  state: source?.state === 'DELETED' ? 'DELETED' : rule.enabled ? 'ENABLED' : 'DISABLED',
  targets: [...rule.targets],
  ...{ dateCreated: time(rule.createdAt), dateModified: time(rule.modifiedAt) },
});

export const destinationWire = (
  record: ApiDestinationRecord,
  rules: number,
  waits?: WaitingDeliveries,
): ApiDestination => ({
  ...{ id: record.id, name: record.name, description: record.description, url: record.url },
  ...{ method: record.method, invocationRate: record.rate, ruleCount: rules },
  connection: {
    ...record.connection,
    secret: record.secret && shownSecretSource(record.secret),
  },
  ...(waits ? { problem: { code: waits.code, reason: waits.reason, waiting: waits.waiting } } : {}),
  ...{ dateCreated: time(record.createdAt), dateModified: time(record.modifiedAt) },
});

export const eventWire = (row: BusEventRow): BusEvent => ({
  ...{ id: row.id, detailType: row.detailType, kept: row.kept },
  replayName: row.envelope['replay-name'] ?? null,
  ...{ ruleIds: [...row.rules], envelope: row.envelope, dateReceived: time(row.receivedAt) },
});

export const deliveryWire = (row: DeliveryRow): BusDelivery => ({
  ...{ id: String(row.id), eventId: row.eventId ?? '', detailType: row.detailType ?? '' },
  ...{ ruleId: row.rule, ruleName: row.ruleName, targetId: row.target },
  ...{ apiDestinationId: row.destination, apiDestinationName: row.destinationName },
  ...{ state: row.state, attempts: row.attempts, lastStatus: row.lastStatus },
  ...{ reasonCode: row.reasonCode, reason: row.reason },
  ...{ dateCreated: time(row.createdAt), dateFinished: maybe(row.finishedAt) },
});

export const deliveryDetailWire = (
  row: DeliveryRow,
  attempts: readonly AttemptRow[],
): BusDeliveryDetail => ({
  ...deliveryWire(row),
  ...{ url: row.url, method: row.method, envelope: row.envelope },
  headers: { ...invocationHeaders },
  history: attempts.map(({ at, ...attempt }) => ({ at: time(at), ...attempt })),
});

export const archiveWire = (archive: ArchiveRecord, events: number): EventArchive => ({
  ...{ id: archive.id, busId: archive.bus, name: archive.name, eventPattern: archive.pattern },
  ...{ retentionDays: archive.retentionDays, eventCount: events },
  dateCreated: time(archive.createdAt),
});

export const replayWire = (replay: ReplayRecord): EventReplay => ({
  ...{ id: replay.id, busId: replay.bus, archiveId: replay.archive, name: replay.name },
  ...{ from: time(replay.from), to: time(replay.to), state: replay.state },
  ...{ replayed: replay.replayed, dateCreated: time(replay.createdAt) },
  dateFinished: maybe(replay.finishedAt),
});
