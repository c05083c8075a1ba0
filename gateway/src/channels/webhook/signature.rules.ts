import { createHmac } from 'node:crypto';
import { isSameText } from '@tandem/kit';

/** Requests are signed as the specification Standard Webhooks 1.0 says: id, time and the exact bytes of the body. */
export const webhookHeaders = {
  id: 'webhook-id',
  timestamp: 'webhook-timestamp',
  signature: 'webhook-signature',
} as const;

/** How old, or how early, a request may be. */
const toleranceSeconds = 5 * 60;

const prefix = 'whsec_';

/** A secret with the prefix is base64; any other counts as it is written. */
const keyOf = (secret: string): Buffer =>
  secret.startsWith(prefix)
    ? Buffer.from(secret.slice(prefix.length), 'base64')
    : Buffer.from(secret, 'utf8');

type Signed = { readonly id: string; readonly timestamp: string; readonly body: Buffer | string };

/** `v1,` and the base64 HMAC-SHA256 of `<id>.<timestamp>.<body>`. */
export const signWebhook = (secret: string, { id, timestamp, body }: Signed): string =>
  `v1,${createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.`).update(body).digest('base64')}`;

/** Whether the secret signs the request and its time is now. A header may hold several signatures. */
export const isSignedWebhook = (
  secret: string,
  request: {
    readonly headers: Readonly<Record<string, string | string[] | undefined>>;
    readonly body: Buffer;
    readonly now: Date;
  },
): boolean => {
  const { headers, body, now } = request;
  const { [webhookHeaders.id]: id, [webhookHeaders.timestamp]: timestamp } = headers;
  const given = headers[webhookHeaders.signature];
  if (typeof id !== 'string' || typeof timestamp !== 'string' || typeof given !== 'string')
    return false;
  if (secret === '' || !/^\d{1,12}$/.test(timestamp)) return false;
  if (Math.abs(now.getTime() / 1000 - Number(timestamp)) > toleranceSeconds) return false;
  const wanted = signWebhook(secret, { id, timestamp, body });
  return given.split(' ').some((signature) => isSameText(signature, wanted));
};
