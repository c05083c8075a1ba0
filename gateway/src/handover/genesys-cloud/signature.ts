import { createHmac, timingSafeEqual } from 'node:crypto';
import { webhookSignature } from '@tandem/contract';

/** The header's value for a body: `sha256=` and base64 over its exact bytes. */
export const signatureOf = (secret: string, rawBody: Buffer): string =>
  webhookSignature.prefix +
  createHmac(webhookSignature.hash, secret).update(rawBody).digest(webhookSignature.encoding);

/** Compares in constant time; a header of another length or form is simply wrong. */
export const verifySignature = (input: {
  secret: string;
  rawBody: Buffer;
  header: string | string[] | undefined;
}): boolean => {
  const { secret, rawBody, header } = input;
  if (typeof header !== 'string' || secret === '') return false;
  const expected = Buffer.from(signatureOf(secret, rawBody));
  const given = Buffer.from(header);
  return given.length === expected.length && timingSafeEqual(given, expected);
};
