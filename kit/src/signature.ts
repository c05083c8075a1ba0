import { createHmac, timingSafeEqual } from 'node:crypto';

/** How a signature is written: `prefix` and the HMAC in `encoding`. */
export type SignatureScheme = {
  readonly prefix: string;
  readonly hash: string;
  readonly encoding: 'base64' | 'hex';
};

/** The signature of the exact bytes of a body. */
export const signatureOf = (
  scheme: SignatureScheme,
  secret: string,
  body: Buffer | string,
): string => scheme.prefix + createHmac(scheme.hash, secret).update(body).digest(scheme.encoding);

/** Compares two texts without telling by the time it takes where they differ; another length is simply unequal. */
export const isSameText = (a: string, b: string): boolean => {
  const [one, other] = [Buffer.from(a), Buffer.from(b)];
  return one.length === other.length && timingSafeEqual(one, other);
};

/**
 * Whether a header is the signature of the body. A missing, repeated or malformed header is simply wrong, and so is
 * every header where there is no secret.
 */
export const isSignedBy = (
  scheme: SignatureScheme,
  { secret, body, header }: { secret: string; body: Buffer | string; header: unknown },
): boolean =>
  typeof header === 'string' &&
  secret !== '' &&
  isSameText(signatureOf(scheme, secret, body), header);
