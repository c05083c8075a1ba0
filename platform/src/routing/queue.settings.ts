import type { CreateQueueRequest, QueueRequest } from '@tandem/contract';
import { routingErrors } from './routing.errors.ts';

/** What is kept of a queue besides name, division, dates and counts. */
export type QueueSettings = Omit<
  QueueRequest,
  | 'name'
  | 'id'
  | 'division'
  | 'selfUri'
  | 'createdBy'
  | 'modifiedBy'
  | 'dateCreated'
  | 'dateModified'
  | 'memberCount'
  | 'joinedMemberCount'
  | 'userMemberCount'
>;

const ownColumns = new Set([
  'name',
  'id',
  'division',
  'selfUri',
  'createdBy',
  'modifiedBy',
  'dateCreated',
  'dateModified',
  'memberCount',
  'joinedMemberCount',
  'userMemberCount',
  'sourceQueueId',
]);

export const settingsOf = (request: CreateQueueRequest | QueueRequest): QueueSettings =>
  Object.fromEntries(Object.entries(request).filter(([name]) => !ownColumns.has(name)));

const alerting = { minimum: 7, maximum: 3600 };
const inactivity = { minimum: 30, maximum: 7 * 24 * 3600 };

const within = (field: string, value: number | undefined, range: typeof alerting) => {
  if (value === undefined || (value >= range.minimum && value <= range.maximum)) return;
  throw routingErrors.badSetting({
    field,
    reason: `must lie between ${range.minimum} and ${range.maximum} seconds`,
  });
};

/** @throws routingErrors.badSetting (400) for a setting that could not be kept to. */
export const checkSettings = ({ mediaSettings, acwSettings }: QueueSettings): void => {
  const message = mediaSettings?.message;
  within('mediaSettings.message.alertingTimeoutSeconds', message?.alertingTimeoutSeconds, alerting);
  within(
    'mediaSettings.message.inactivityTimeoutSettings.timeoutSeconds',
    message?.inactivityTimeoutSettings?.timeoutSeconds,
    inactivity,
  );
  if (message?.inactivityTimeoutSettings?.actionType === 'SEND_TO_ARCHITECT_FLOW')
    throw routingErrors.badSetting({
      field: 'mediaSettings.message.inactivityTimeoutSettings.actionType',
      reason: 'only DISCONNECT is offered here',
    });
  if (acwSettings?.timeoutMs !== undefined && acwSettings.timeoutMs < 1000)
    throw routingErrors.badSetting({
      field: 'acwSettings.timeoutMs',
      reason: 'must be at least 1000',
    });
};

const message = {
  enableAutoAnswer: false,
  alertingTimeoutSeconds: 30,
  serviceLevel: { percentage: 0.8, durationMs: 20_000 },
  enableInactivityTimeout: false,
};

/** The settings with the defaults a new queue has. */
export const withDefaults = (settings: QueueSettings) => ({
  skillEvaluationMethod: 'BEST' as const,
  scoringMethod: 'TimestampAndPriority' as const,
  lastAgentRoutingMode: 'Disabled' as const,
  enableManualAssignment: false,
  enableTranscription: false,
  suppressInQueueCallRecording: false,
  ...settings,
  acwSettings: {
    wrapupPrompt: 'MANDATORY_TIMEOUT' as const,
    timeoutMs: 300_000,
    ...settings.acwSettings,
  },
  mediaSettings: {
    ...settings.mediaSettings,
    message: { ...message, ...settings.mediaSettings?.message },
  },
});

export type EffectiveSettings = ReturnType<typeof withDefaults>;
