import { createHash, timingSafeEqual } from 'node:crypto';
import type { Ids } from '@tandem/kit';

const secretBytes = 32;

/** Secrets and tokens are random and long, so a plain hash hides them as well as a slow one would. */
export const hashSecret = (secret: string): Buffer => createHash('sha256').update(secret).digest();

export const newSecret = (ids: Ids): string => ids.token(secretBytes);

/** Compares in constant time. */
export const isSecret = (given: string, hash: Buffer): boolean =>
  timingSafeEqual(hashSecret(given), hash);
