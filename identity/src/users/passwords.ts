import { type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import type { Ids } from '@tandem/kit';
import { identityErrors } from '../identity.errors.ts';

export type Passwords = {
  readonly hash: (password: string) => Promise<string>;
  /** Takes as long for no hash as for a wrong password, so that time does not tell which users exist. */
  readonly verify: (password: string, stored: string | null) => Promise<boolean>;
};

/** Memory cost of scrypt: 2^15 blocks of 8 × 128 bytes, 32 MiB. */
const defaultCost = 15;
const blockSize = 8;
const hashBytes = 32;
const saltBytes = 16;

const run = (password: string, salt: Buffer, cost: number) =>
  new Promise<Buffer>((resolve, reject) => {
    const N = 2 ** cost;
    const options: ScryptOptions = { N, r: blockSize, p: 1, maxmem: 256 * N * blockSize };
    scrypt(password.normalize('NFC'), salt, hashBytes, options, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });

/** Hashing takes threads that files and names are waiting for, too: few at once, and no endless queue. */
const atOnce = 2;
const mostWaiting = 100;

const createTurns = () => {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (running >= atOnce) {
      if (waiting.length >= mostWaiting) throw identityErrors.busy();
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
};

const stored = /^scrypt\$(?<cost>\d{1,2})\$(?<salt>[\w-]+)\$(?<hash>[\w-]+)$/;

/** Password hashing by scrypt with a salt each; the hash names its cost, so that the cost can grow later. */
export const createPasswords = (input: {
  readonly ids: Ids;
  readonly cost?: number;
}): Passwords => {
  const { ids, cost = defaultCost } = input;
  const inTurn = createTurns();
  const nobody = `scrypt$${cost}$${'A'.repeat(22)}$${'A'.repeat(43)}`;
  return {
    async hash(password) {
      const salt = ids.token(saltBytes);
      const key = await inTurn(() => run(password, Buffer.from(salt, 'base64url'), cost));
      return `scrypt$${cost}$${salt}$${key.toString('base64url')}`;
    },
    async verify(password, text) {
      const parts = stored.exec(text ?? nobody)?.groups;
      if (!parts) return false;
      const salt = Buffer.from(parts['salt'] ?? '', 'base64url');
      const key = await inTurn(() => run(password, salt, Number(parts['cost'])));
      const wanted = Buffer.from(parts['hash'] ?? '', 'base64url');
      const equal = key.length === wanted.length && timingSafeEqual(key, wanted);
      return equal && text !== null;
    },
  };
};
