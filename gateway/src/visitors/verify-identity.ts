import { createPublicKey, type KeyObject } from 'node:crypto';
import type { Clock } from '@tandem/kit';
import type { OpenEndpoint, OpenPart } from '../endpoints/index.ts';
import { jwksKind, sharedSecretKind } from './identity-kinds.ts';
import type { KeySets } from './jwks.ts';
import {
  identityOf,
  isSignedByKey,
  isSignedBySecret,
  readSignedToken,
  type SignedToken,
} from './jwt.rules.ts';
import { visitorErrors } from './visitors.errors.ts';
import type { VisitorIdentity } from './visitors.model.ts';

/** Checks a signed identity given to an endpoint. */
export type VerifyIdentity = (endpoint: OpenEndpoint, token: string) => Promise<VisitorIdentity>;

const unchecked = (problem: string) => visitorErrors.identityUnchecked({ problem });
const invalid = (problem: string) => visitorErrors.identityInvalid({ problem });

const bySecret = (part: OpenPart, token: SignedToken): boolean => {
  const secret = part.secrets['identitySecret'];
  if (!secret) throw unchecked('the secret of the endpoint cannot be opened');
  return isSignedBySecret(token, secret);
};

const publicKeyOf = (text: string): KeyObject => {
  try {
    return createPublicKey(text);
  } catch {
    throw unchecked('the public key of the endpoint cannot be read');
  }
};

const keysOf = async (keySets: KeySets, { kind, settings }: OpenPart, keyId: string | null) => {
  if (kind !== jwksKind) return [publicKeyOf(String(settings['publicKey']))];
  try {
    return await keySets.keysFor(String(settings['jwksUrl']), keyId);
  } catch (error) {
    throw unchecked(error instanceof Error ? error.message : 'no key');
  }
};

const isSigned = async (keySets: KeySets, part: OpenPart, token: SignedToken) => {
  if (part.kind === sharedSecretKind) return bySecret(part, token);
  const keys = await keysOf(keySets, part, token.keyId);
  return keys.some((key) => isSignedByKey(token, key));
};

/** Whom signed identities of an endpoint's visitors are for: what its setting says, else its token. */
export const identityAudience = ({
  identity,
  token,
}: {
  readonly identity: Pick<OpenPart, 'settings'> | null;
  readonly token: string;
}): string => String(identity?.settings['audience'] || token);

/** Whether visitors of an endpoint may or have to be signed in. */
export const identityUse = ({
  identity,
}: Pick<OpenEndpoint, 'identity'>): 'none' | 'accepted' | 'required' => {
  if (!identity) return 'none';
  return identity.settings['required'] === true ? 'required' : 'accepted';
};

/**
 * Makes the check: signature by the key of the endpoint with its own algorithm, then audience, issuer, subject and
 * times (RFC 7519). It throws visitorErrors.identityInvalid, identityExpired, identityUnchecked.
 */
export const createVerifyIdentity =
  ({ keySets, clock }: { keySets: KeySets; clock: Clock }): VerifyIdentity =>
  async (endpoint, text) => {
    const part = endpoint.identity;
    if (!part) throw invalid('this chat takes none');
    const token = readSignedToken(text);
    if (!token) throw invalid('it is not a signed token');
    if (!(await isSigned(keySets, part, token))) throw invalid('its signature is wrong');
    const { issuer } = part.settings;
    const identity = identityOf(token.claims, {
      nowSeconds: Math.floor(clock.now().getTime() / 1000),
      audience: identityAudience(endpoint),
      issuer: issuer ? String(issuer) : null,
    });
    if (identity === 'expired') throw visitorErrors.identityExpired();
    if (typeof identity === 'string') throw invalid(identity);
    return identity;
  };
