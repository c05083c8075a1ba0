import { createHash, timingSafeEqual } from 'node:crypto';

const challenge = /^[\w-]{43}$/;
const verifier = /^[\w.~-]{43,128}$/;

/** A challenge by S256, the only method there is here: 32 bytes as base64url. */
export const isChallenge = (text: string): boolean => challenge.test(text);

/** Whether the verifier belongs to the challenge. */
export const isVerifierOf = (given: string, codeChallenge: string): boolean => {
  if (!verifier.test(given)) return false;
  const made = createHash('sha256').update(given).digest();
  const wanted = Buffer.from(codeChallenge, 'base64url');
  return made.length === wanted.length && timingSafeEqual(made, wanted);
};
