import { createHmac, timingSafeEqual } from 'node:crypto';

/** Signs what an address allows, so that whoever holds the address needs no token. */
export type UrlSigner = {
  readonly sign: (text: string) => string;
  readonly verify: (text: string, signature: string) => boolean;
};

/** @param key secret bytes, at least 32, derived from the root key. */
export const createUrlSigner = (key: Buffer): UrlSigner => {
  const sign = (text: string) => createHmac('sha256', key).update(text).digest('base64url');
  return {
    sign,
    verify(text, signature) {
      const [wanted, given] = [Buffer.from(sign(text)), Buffer.from(signature)];
      return wanted.length === given.length && timingSafeEqual(wanted, given);
    },
  };
};
