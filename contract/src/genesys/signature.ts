/** How outbound webhooks are signed: `sha256=` and the base64 HMAC-SHA256 of the exact bytes of the body. */
export const webhookSignature = {
  header: 'X-Hub-Signature-256',
  prefix: 'sha256=',
  hash: 'sha256',
  encoding: 'base64',
  /** While a secret is rolled over: the same signature, made with the secret before. */
  previousHeader: 'X-Hub-Signature-256-Previous',
  /** A secret has more than 15 characters. */
  minSecretLength: 16,
} as const;

/** How outbound webhooks are repeated on a timeout, 429 or 5xx. */
export const webhookRetry = {
  timeoutMs: 10_000,
  retries: 5,
  delayMs: 5_000,
} as const;

/** Headers of every answer. Both correlation headers carry the same value. */
export const responseHeaders = {
  correlation: ['ININ-Correlation-Id', 'Genesys-Correlation-Id'],
  rateLimitCount: 'inin-ratelimit-count',
  rateLimitAllowed: 'inin-ratelimit-allowed',
  rateLimitReset: 'inin-ratelimit-reset',
  retryAfter: 'Retry-After',
  always: {
    'Cache-Control': 'no-cache, no-store, must-revalidate',
    Pragma: 'no-cache',
    'Strict-Transport-Security': 'max-age=600; includeSubDomains',
  },
} as const;

/** Limits the vendor documents. */
export const limits = {
  requestsPerMinute: 300,
  outboundTextLength: 2000,
  attachmentBytes: 25 * 1024 * 1024,
  bulkMessages: 1000,
  bulkQueueMembers: 100,
  notificationChannels: 20,
  topicsPerChannel: 1000,
  notificationChannelHours: 24,
  heartbeatSeconds: 30,
} as const;
