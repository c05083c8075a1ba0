import { type Static, Type } from 'typebox';
import type { Operations } from '../operation.ts';

/** Longest overlap of two webhook secrets in minutes: thirty days. */
export const longestSecretOverlap = 30 * 24 * 60;

/** The secret itself is never told again. */
export const PlatformSecretState = Type.Object({
  /** Until when the secret before is still good; null when only one is. */
  previousValidUntil: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
});
export type PlatformSecretState = Static<typeof PlatformSecretState>;

export const PlatformSecretRequest = Type.Object({
  secret: Type.String({ minLength: 16, maxLength: 1024 }),
  /** How long the secret before stays good; 0 ends it at once. */
  overlapMinutes: Type.Integer({ minimum: 0, maximum: longestSecretOverlap }),
});
export type PlatformSecretRequest = Static<typeof PlatformSecretRequest>;

/** What went wrong with a webhook call, in kinds that have advice. */
export const webhookProblems = [
  'blocked',
  'unresolved',
  'connect',
  'certificate',
  'timeout',
  'refused',
  'notFound',
  'redirect',
  'busy',
  'server',
  'status',
] as const;

export const WebhookTestResult = Type.Object({
  ok: Type.Boolean(),
  /** Null when there was no answer. */
  status: Type.Union([Type.Integer(), Type.Null()]),
  ms: Type.Integer(),
  problem: Type.Union([Type.Enum([...webhookProblems]), Type.Null()]),
  /** The server's own words for the problem. */
  reason: Type.Union([Type.String(), Type.Null()]),
  /** Exactly what was sent, and its signature, to compare at the receiver. */
  body: Type.String(),
  signature: Type.String(),
  /** The receiver still takes the secret before only. */
  bySecretBefore: Type.Boolean(),
});
export type WebhookTestResult = Static<typeof WebhookTestResult>;

const params = Type.Object({ integrationId: Type.String() });
const secretPath = '/tandem/messaging/integrations/{integrationId}/secret';

/** What the vendor's API has no words for: rolling the secret of a webhook over, and trying the webhook. */
export const platformWebhookOperations = {
  getTandemPlatformSecret: {
    method: 'GET',
    path: secretPath,
    permission: { all: ['messaging:integration:view'] },
    params,
    reply: { 200: PlatformSecretState },
  },
  putTandemPlatformSecret: {
    method: 'PUT',
    path: secretPath,
    permission: { all: ['messaging:integration:edit'] },
    params,
    body: PlatformSecretRequest,
    reply: { 200: PlatformSecretState },
  },
  deleteTandemPlatformPreviousSecret: {
    method: 'DELETE',
    path: `${secretPath}/previous`,
    permission: { all: ['messaging:integration:edit'] },
    params,
    reply: { 204: null },
  },
  postTandemPlatformWebhookTest: {
    method: 'POST',
    path: '/tandem/messaging/integrations/{integrationId}/test',
    permission: { all: ['messaging:integration:edit'] },
    params,
    reply: { 200: WebhookTestResult },
  },
} as const satisfies Operations;
