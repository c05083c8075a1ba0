import { createHash, timingSafeEqual } from 'node:crypto';
import type { Ids } from '@tandem/kit';

const secretBytes = 32;

/** Secrets and tokens are random and long, so a plain hash hides them as well as a slow one would. */
export const hashSecret = (secret: string): Buffer => createHash('sha256').update(secret).digest();

export const newSecret = (ids: Ids): string => ids.token(secretBytes);

/** Far longer than any secret that {@link newSecret} makes. */
const maxSecretLength = 256;

/** Compares in constant time. What is too long is not hashed: checking costs the same whatever somebody sends. */
export const isSecret = (given: string, hash: Buffer): boolean =>
  given.length <= maxSecretLength && timingSafeEqual(hashSecret(given), hash);
