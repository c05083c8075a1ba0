import type { Transaction } from '@tandem/kit';
import { holdAccess } from '../changes/index.ts';
import { hashSecret } from '../clients/index.ts';
import { deleteFamily } from '../tokens/index.ts';
import { type AskingClient, type Form, isActive } from './client-authentication.ts';
import { lockCode, markCodeUsed, orgOf, type StoredCode } from './codes.store.ts';
import type { GrantDeps } from './grants.types.ts';
import { OAuthRefusal, type TokenPair } from './oauth.replies.ts';
import { isVerifierOf } from './pkce.rules.ts';
import { clientIdOf, issuePair } from './user-tokens.ts';

const invalid = (description: string) => new OAuthRefusal('invalid_grant', description);

/** What is wrong with this use of the code, or null. */
const problemOf = (code: StoredCode, form: Form, client: AskingClient): string | null => {
  const verifier = form['code_verifier'];
  if (form['redirect_uri'] !== code.redirectUri)
    return 'redirect_uri is not the one the code was made for';
  if (code.codeChallenge === null && verifier !== undefined)
    return 'code_verifier was given, but the code was made without code_challenge';
  if (code.codeChallenge !== null && !isVerifierOf(verifier ?? '', code.codeChallenge))
    return 'code_verifier does not match the code_challenge';
  const proven = client.kind === 'registered' && client.proven;
  if (!proven && code.codeChallenge === null)
    return 'without a client secret the code must be made with code_challenge';
  return null;
};

type Outcome =
  | { readonly pair: TokenPair }
  | {
      readonly refusal: string;
      readonly replayed?: { readonly org: string; readonly family: string };
    };

const redeem = async (
  tx: Transaction,
  deps: GrantDeps,
  input: { readonly client: AskingClient; readonly form: Form },
): Promise<Outcome> => {
  const { client, form } = input;
  const hash = hashSecret(form['code'] ?? '');
  const org = await orgOf(tx, 'authorization_code', hash);
  if (org) await holdAccess(tx, org);
  const code = await lockCode(tx, hash);
  if (!code || code.client !== clientIdOf(client)) return { refusal: 'code is not valid' };
  if (code.usedAt) return { refusal: 'code was used already', replayed: code };
  if (code.expiresAt <= deps.clock.now()) return { refusal: 'code has expired' };
  const problem = problemOf(code, form, client);
  await markCodeUsed(tx, hash, deps.clock.now());
  if (problem) return { refusal: problem };
  const proven = client.kind === 'registered' && client.proven;
  const { userId, family } = code;
  const signedIn = { org: code.org, client: code.client, userId, family, public: !proven };
  return { pair: await issuePair(tx, deps, { signedIn, client }) };
};

/** Tokens for a code: once, by the client and to the address it was made for. @throws OAuthRefusal */
export const grantAuthorizationCode = async (
  deps: GrantDeps,
  client: AskingClient,
  form: Form,
): Promise<TokenPair> => {
  if (!form['code']) throw new OAuthRefusal('invalid_request', 'code is missing');
  if (!isActive(client, deps.clock.now()))
    throw new OAuthRefusal('unauthorized_client', 'the client is not active');
  const outcome = await deps.db.transaction((tx) => redeem(tx, deps, { client, form }));
  if ('pair' in outcome) return outcome.pair;
  const { replayed } = outcome;
  if (replayed) {
    deps.log.warn({ client: clientIdOf(client) }, 'an authorization code was used twice');
    // Somebody else has the code, too: what was made from it cannot be trusted any more.
    await deps.changes.apply(replayed.org, (tx) => deleteFamily(tx, replayed.family));
  }
  throw invalid(outcome.refusal);
};
