import type { Transaction } from '@tandem/kit';
import { holdAccess } from '../changes/index.ts';
import { hashSecret } from '../clients/index.ts';
import { deleteFamily } from '../tokens/index.ts';
import { type AskingClient, type Form, isActive } from './client-authentication.ts';
import { lockRefreshToken, markRefreshUsed, orgOf } from './codes.store.ts';
import type { GrantDeps } from './grants.types.ts';
import { OAuthRefusal, type TokenPair } from './oauth.replies.ts';
import { clientIdOf, issuePair } from './user-tokens.ts';

/**
 * How long a used refresh token still works: an answer may get lost on the way, and two tabs may refresh at once.
 * Later use means that somebody else has it.
 */
const graceMs = 30_000;

type Outcome =
  | { readonly pair: TokenPair }
  | {
      readonly refusal: string;
      readonly reused?: { readonly org: string; readonly family: string };
    };

const rotate = async (
  tx: Transaction,
  deps: GrantDeps,
  input: { readonly client: AskingClient; readonly hash: Buffer },
): Promise<Outcome> => {
  const { client, hash } = input;
  const now = deps.clock.now();
  const holder = await orgOf(tx, 'refresh_token', hash);
  if (holder) await holdAccess(tx, holder);
  const token = await lockRefreshToken(tx, hash);
  if (!token || token.client !== clientIdOf(client))
    return { refusal: 'refresh token is not valid' };
  const proven = client.kind === 'registered' && client.proven;
  if (!token.public && !proven) return { refusal: 'the client must show its secret' };
  if (token.usedAt && now.getTime() - token.usedAt.getTime() > graceMs)
    return { refusal: 'refresh token was used already', reused: token };
  if (token.expiresAt <= now || !token.userActive) return { refusal: 'refresh token has expired' };
  await markRefreshUsed(tx, hash, now);
  const { org, userId, family, public: isPublic } = token;
  const signedIn = { org, client: token.client, userId, family, public: isPublic };
  return { pair: await issuePair(tx, deps, { signedIn, client }) };
};

/** A new pair for a refresh token, which is used up by it. @throws OAuthRefusal */
export const grantRefreshToken = async (
  deps: GrantDeps,
  client: AskingClient,
  form: Form,
): Promise<TokenPair> => {
  const given = form['refresh_token'];
  if (!given) throw new OAuthRefusal('invalid_request', 'refresh_token is missing');
  if (!isActive(client, deps.clock.now()))
    throw new OAuthRefusal('unauthorized_client', 'the client is not active');
  const hash = hashSecret(given);
  const outcome = await deps.db.transaction((tx) => rotate(tx, deps, { client, hash }));
  if ('pair' in outcome) return outcome.pair;
  const { reused } = outcome;
  if (reused) {
    deps.log.warn({ client: clientIdOf(client) }, 'a refresh token was used again after its time');
    await deps.changes.apply(reused.org, (tx) => deleteFamily(tx, reused.family));
  }
  throw new OAuthRefusal('invalid_grant', outcome.refusal);
};
