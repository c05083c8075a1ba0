import { createPublicKey, type KeyObject } from 'node:crypto';
import type { CopilotLinkCheck } from '@tandem/contract';
import type { Clock } from '@tandem/kit';
import type { OpenEndpoint } from '../endpoints/index.ts';
import {
  algorithmOf,
  isSignedByKey,
  isSignedBySecret,
  type KeySets,
  readSignedToken,
  type SignedToken,
} from '../visitors/index.ts';
import { copilotErrors } from './copilot.errors.ts';
import { isMeantFor, readLinkClaims, type SignedLink } from './signed-links.rules.ts';
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
  readonly endpoint: Pick<OpenEndpoint, 'token'>;
  readonly token: string;
};

/** HS256 by the shared key; who can sign with that speaks for this workspace alone. */
const byShared = async (deps: Deps, workspace: Workspace, token: SignedToken) => {
  const key = (await openWorkspaceSecrets(deps, workspace)).texts.get('jwtKey');
  return key !== undefined && isSignedBySecret(token, key);
};

/** RS256 or ES256: a sign-in service signs for many, so that the token has to say that it is for us. */
const byKeyPair = async ({ keySets }: Deps, { workspace, endpoint }: Given, token: SignedToken) => {
  const check = workspace.linkCheck;
  if (!check) return false;
  const audience = check.audience ?? endpoint.token;
  if (!isMeantFor(token, { audience, issuer: check.issuer ?? null })) return false;
  const keys = await keysOf(keySets, check, token.keyId);
  return keys.some((key) => isSignedByKey(token, key));
};

/**
 * What a token says that somebody has signed for the workspace; the algorithm is that of the key. Null: nobody known
 * here has signed it, or it says too little.
 * @throws copilotErrors.linkUnchecked where the keys cannot be had
 */
export const verifySignedLink = async (
  deps: Deps,
  given: Given,
): Promise<SignedLink | 'expired' | null> => {
  const token = readSignedToken(given.token);
  if (!token) return null;
  const isSigned =
    token.algorithm === 'HS256'
      ? await byShared(deps, given.workspace, token)
      : await byKeyPair(deps, given, token);
  return isSigned ? readLinkClaims(token, deps.clock.now()) : null;
};
