import { createPublicKey, type KeyObject } from 'node:crypto';
import type { CopilotLinkCheck } from '@tandem/contract';
import type { Clock } from '@tandem/kit';
import type { OpenEndpoint } from '../endpoints/index.ts';
import {
  algorithmOf,
  identityAudience,
  isSignedByKey,
  isSignedBySecret,
  type KeySets,
  readSignedToken,
  type SignedToken,
} from '../visitors/index.ts';
import { copilotErrors } from './copilot.errors.ts';
import {
  defaultAudience,
  isMeantFor,
  readLinkClaims,
  type SignedLink,
} from './signed-links.rules.ts';
import type { Workspace } from './workspace.model.ts';
import { openWorkspaceSecrets, type SecretDeps } from './workspace-secrets.ts';

/** A public key in PEM form that signatures can be checked with; null: it is none, or too weak. */
export const readLinkKey = (text: string): KeyObject | null => {
  try {
    const key = createPublicKey(text);
    return algorithmOf(key) ? key : null;
  } catch {
    return null;
  }
};

const keysOf = async (
  keySets: KeySets,
  check: CopilotLinkCheck,
  keyId: string | null,
): Promise<readonly KeyObject[]> => {
  if (check.kind === 'publicKey')
    return [readLinkKey(check.publicKey)].filter((key) => key !== null);
  try {
    return await keySets.keysFor(check.jwksUrl, keyId);
  } catch (error) {
    const problem = error instanceof Error ? error.message : 'no key';
    throw copilotErrors.linkUnchecked({ problem });
  }
};

type Deps = SecretDeps & { readonly clock: Clock; readonly keySets: KeySets };

type Given = {
  readonly workspace: Workspace;
  readonly endpoint: Pick<OpenEndpoint, 'token' | 'identity'>;
  readonly token: string;
};

/** Whether links would be for the same audience as identities of customers, who could open workspaces with those. */
export const sharesAudience = (
  endpoint: Parameters<typeof identityAudience>[0],
  check: CopilotLinkCheck | null,
): boolean => (check?.audience ?? defaultAudience(endpoint.token)) === identityAudience(endpoint);

/** @throws copilotErrors.linkUnchecked where the identities of the chat have the same audience by now */
const audienceOf = ({ workspace: { linkCheck }, endpoint }: Given): string => {
  if (sharesAudience(endpoint, linkCheck))
    throw copilotErrors.linkUnchecked({
      problem: 'its audience is that of the signed visitors of the chat, and has to be another one',
    });
  return linkCheck?.audience ?? defaultAudience(endpoint.token);
};

/**
 * HS256 by the shared key, which is the workspace's own: it need not name whom it is for, unless it names somebody. Where
 * the same key signs identities of customers, those always do.
 */
const byShared = async (deps: Deps, given: Given, token: SignedToken) => {
  const { workspace } = given;
  const audience = audienceOf(given);
  if ('aud' in token.claims && !isMeantFor(token, { audience, issuer: null })) return false;
  const key = (await openWorkspaceSecrets(deps, workspace)).texts.get('jwtKey');
  return key !== undefined && isSignedBySecret(token, key);
};

/** RS256 or ES256: a sign-in service signs for many, so that the token has to say that it is for us. */
const byKeyPair = async ({ keySets }: Deps, given: Given, token: SignedToken) => {
  const check = given.workspace.linkCheck;
  if (!check) return false;
  if (!isMeantFor(token, { audience: audienceOf(given), issuer: check.issuer ?? null }))
    return false;
  const keys = await keysOf(keySets, check, token.keyId);
  return keys.some((key) => isSignedByKey(token, key));
};

/**
 * What a token says that somebody has signed for the workspace; the algorithm is that of the key. Null: nobody known
 * here has signed it, or it says too little.
 * @throws copilotErrors.linkUnchecked where the keys cannot be had, or identities of the chat would count as well
 */
export const verifySignedLink = async (
  deps: Deps,
  given: Given,
): Promise<SignedLink | 'expired' | null> => {
  const token = readSignedToken(given.token);
  if (!token) return null;
  const isSigned =
    token.algorithm === 'HS256'
      ? await byShared(deps, given, token)
      : await byKeyPair(deps, given, token);
  return isSigned ? readLinkClaims(token, deps.clock.now()) : null;
};
