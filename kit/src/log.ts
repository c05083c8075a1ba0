import { type DestinationStream, type Logger, pino } from 'pino';

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
    redact: { paths: [...new Set(redactPaths)], censor: '[redacted]' },
  };
  return destination ? pino(options, destination) : pino(options);
};

export const silentLog: Log = pino({ level: 'silent' });
