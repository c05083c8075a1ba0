import { type DestinationStream, type Logger, type LoggerOptions, pino } from 'pino';
import { isDatabaseUnavailable } from './database/unavailable.ts';

export type Log = Logger;

/** Field names whose values never reach a log line, at any of the usual depths. */
const secretFields = [
  'authorization',
  'cookie',
  'password',
  'secret',
  'token',
  'access_token',
  'refresh_token',
  'client_secret',
  'clientSecret',
  'webhookSecret',
  'rootKey',
  'code_verifier',
  'outboundNotificationWebhookSignatureSecretToken',
] as const;

const redactPaths = secretFields.flatMap((field) => [
  field,
  `*.${field}`,
  `*.*.${field}`,
  `["set-cookie"]`,
]);

/** Whether a line tells of a failure whose only cause is that the database is away. */
const isOutage = (fields: unknown): boolean =>
  typeof fields === 'object' &&
  fields !== null &&
  isDatabaseUnavailable((fields as { err?: unknown }).err);

/**
 * During an outage everything fails for one reason, which is told once (`createOutages`): other lines about it are
 * left out unless the log is to tell everything.
 */
const withoutOutages: NonNullable<LoggerOptions['hooks']> = {
  logMethod(line, method) {
    if (this.isLevelEnabled('debug') || !isOutage(line[0])) method.apply(this, line);
  },
};

/** JSON lines on `destination` (default standard output), secrets redacted. */
export const createLog = ({
  level = 'info',
  destination,
}: {
  level?: string;
  destination?: DestinationStream;
} = {}): Log => {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    hooks: withoutOutages,
    redact: { paths: [...new Set(redactPaths)], censor: '[redacted]' },
  };
  return destination ? pino(options, destination) : pino(options);
};

export const silentLog: Log = pino({ level: 'silent' });
