import type { Queryable } from '@tandem/kit';
import { hashSecret } from '../clients/index.ts';
import type { AskingClient } from './client-authentication.ts';
import { insertRefreshToken } from './codes.store.ts';
import type { TokenPair } from './oauth.replies.ts';
import { type Issuer, issueAccessToken, newToken } from './token-issuer.ts';

const refreshDays = 30;

export type SignedIn = {
  readonly org: string;
  readonly client: string;
  readonly userId: string;
  readonly family: string;
  /** The client goes on without a secret. */
  readonly public: boolean;
};

export const tokenSecondsOf = (client: AskingClient): number =>
  client.kind === 'bundled' ? client.bundled.tokenSeconds : client.record.tokenSeconds;

export const clientIdOf = (client: AskingClient): string =>
  client.kind === 'bundled' ? client.bundled.id : client.record.id;

/** An access token and the refresh token that follows it. */
export const issuePair = async (
  tx: Queryable,
  issuer: Issuer,
  input: { readonly signedIn: SignedIn; readonly client: AskingClient },
): Promise<TokenPair> => {
  const { signedIn, client } = input;
  const expiresIn = tokenSecondsOf(client);
  const { public: isPublic, ...token } = signedIn;
  const accessToken = await issueAccessToken(tx, issuer, { ...token, seconds: expiresIn });
  const refreshToken = newToken(issuer.ids);
  const now = issuer.clock.now();
  await insertRefreshToken(tx, {
    ...token,
    public: isPublic,
    hash: hashSecret(refreshToken),
    createdAt: now,
    expiresAt: new Date(now.getTime() + refreshDays * 86_400_000),
  });
  return { accessToken, expiresIn, refreshToken };
};
