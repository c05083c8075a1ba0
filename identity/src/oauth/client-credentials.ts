import { type AskingClient, requireProven } from './client-authentication.ts';
import type { GrantDeps } from './grants.types.ts';
import { OAuthRefusal, type TokenPair } from './oauth.replies.ts';
import { issueAccessToken } from './token-issuer.ts';

/** A token for the client itself. @throws OAuthRefusal */
export const grantClientCredentials = async (
  deps: GrantDeps,
  client: AskingClient,
): Promise<TokenPair> => {
  const record = requireProven(client);
  if (record.grantType !== 'CLIENT-CREDENTIALS')
    throw new OAuthRefusal('unauthorized_client', 'the client may not use this grant');
  const accessToken = await issueAccessToken(deps.db, deps, {
    org: record.org,
    client: record.id,
    userId: null,
    family: null,
    seconds: record.tokenSeconds,
  });
  return { accessToken, expiresIn: record.tokenSeconds };
};
