import { isSignedBy, type SignatureScheme, signatureOf } from '@tandem/kit';
import type { WebhookHeaders } from './provider.model.ts';

/** How both sides sign: `sha256=` and the hex HMAC-SHA256 of the timestamp, a dot, and the bytes of the body. */
export const timedSignature: SignatureScheme = {
  prefix: 'sha256=',
  hash: 'sha256',
  encoding: 'hex',
};

/** Seconds that the clocks of both sides may be apart, the way of the delivery included. */
export const signatureToleranceSeconds = 300;

export const signedBytes = (timestamp: string, body: Buffer | string): Buffer =>
  Buffer.concat([Buffer.from(`${timestamp}.`), Buffer.from(body)]);

type Names = { readonly timestamp: string; readonly signature: string };

/** Headers of the generic webhook, as they come in. */
export const webhookHeaders: Names = {
  timestamp: 'x-tandem-timestamp',
  signature: 'x-tandem-signature',
};

/** Headers that sign a body. `now` gives the timestamp, in whole seconds since 1970. */
export const signTimed = (secret: string, body: string, now: Date): Record<string, string> => {
  const timestamp = String(Math.floor(now.getTime() / 1000));
  return {
    'X-Tandem-Timestamp': timestamp,
    'X-Tandem-Signature': signatureOf(timedSignature, secret, signedBytes(timestamp, body)),
  };
};

/** Whether the headers prove the body: the right secret, and not sent long ago. */
export const isTimelySigned = (input: {
  readonly secret: string;
  readonly rawBody: Buffer;
  readonly headers: WebhookHeaders;
  readonly names: Names;
  readonly now: Date;
}): boolean => {
  const { secret, rawBody, headers, names, now } = input;
  const timestamp = headers[names.timestamp];
  if (typeof timestamp !== 'string' || !/^\d{1,12}$/.test(timestamp)) return false;
  const apart = Math.abs(now.getTime() / 1000 - Number(timestamp));
  if (apart > signatureToleranceSeconds) return false;
  const body = signedBytes(timestamp, rawBody);
  return isSignedBy(timedSignature, { secret, body, header: headers[names.signature] });
};
