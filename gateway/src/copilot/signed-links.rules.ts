import { isSignedBySecret, readSignedToken } from '../visitors/index.ts';

/** What a link says that somebody else has signed. */
export type SignedLink = { readonly userId: string; readonly sessionId: string | null };

/** Clocks of others may be a little ahead or behind. */
const leewaySeconds = 30;

const textOf = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? value : null;

/**
 * Reads a JWT (RFC 7519) that is signed with HS256. It has to say whose workspace it opens (`sub`, or `userId`) and
 * when it ends (`exp`); `sessionId` binds it to one conversation. Null: nobody here has signed it, or it says too little.
 */
export const readSignedLink = (
  token: string,
  { key, now }: { readonly key: string; readonly now: Date },
): SignedLink | 'expired' | null => {
  const read = readSignedToken(token);
  if (!read || !isSignedBySecret(read, key)) return null;
  const { claims } = read;
  const userId = textOf(claims['sub']) ?? textOf(claims['userId']);
  const { exp, nbf = 0 } = claims;
  if (!userId || typeof exp !== 'number' || typeof nbf !== 'number') return null;
  const seconds = now.getTime() / 1000;
  if (exp + leewaySeconds <= seconds) return 'expired';
  if (nbf - leewaySeconds > seconds) return null;
  return { userId, sessionId: textOf(claims['sessionId']) };
};
