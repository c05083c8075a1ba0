import { textOf } from '@tandem/kit';
import type { SignedToken } from '../visitors/index.ts';

/** What a link says that somebody else has signed. */
export type SignedLink = { readonly userId: string; readonly sessionId: string | null };

/** Clocks of others may be a little ahead or behind. */
const leewaySeconds = 30;

/**
 * What the claims of a JWT (RFC 7519) say. They have to say whose workspace it opens (`sub`, or `userId`) and when it
 * ends (`exp`); `sessionId` binds it to one conversation. Null: they say too little, or it does not count yet.
 */
export const readLinkClaims = (
  { claims }: Pick<SignedToken, 'claims'>,
  now: Date,
): SignedLink | 'expired' | null => {
  const userId = textOf(claims['sub']) ?? textOf(claims['userId']);
  const { exp, nbf = 0 } = claims;
  if (!userId || typeof exp !== 'number' || typeof nbf !== 'number') return null;
  const seconds = now.getTime() / 1000;
  if (exp + leewaySeconds <= seconds) return 'expired';
  if (nbf - leewaySeconds > seconds) return null;
  return { userId, sessionId: textOf(claims['sessionId']) };
};

/**
 * Whom links of an endpoint's workspace are for, unless its setting says otherwise. Never its bare token: identities of
 * its customers are for that, often signed with the same keys, and customers have them in their browsers.
 */
export const defaultAudience = (endpointToken: string): string => `${endpointToken}/copilot`;

/** Whether the claims name the audience, and the issuer where one is asked for. */
export const isMeantFor = (
  { claims: { aud, iss } }: Pick<SignedToken, 'claims'>,
  { audience, issuer }: { readonly audience: string; readonly issuer: string | null },
): boolean => {
  const audiences: readonly unknown[] = Array.isArray(aud) ? aud : [aud];
  return audiences.includes(audience) && (issuer === null || iss === issuer);
};
