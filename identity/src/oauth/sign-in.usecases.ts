import { createHash } from 'node:crypto';
import { systemActor } from '../audit/index.ts';
import { hashSecret } from '../clients/index.ts';
import { findSignInCandidates, noteSignIn, type Passwords } from '../users/index.ts';
import type { AuthorizeRequest } from './authorize-request.ts';
import { insertCode } from './codes.store.ts';
import type { GrantDeps } from './grants.types.ts';
import { forgetAttempts, insertSession, type SessionUser, takeAttempt } from './sessions.store.ts';
import { newToken } from './token-issuer.ts';

export type SignInDeps = GrantDeps & { readonly passwords: Passwords };

export type SignInOutcome =
  | { readonly kind: 'signedIn'; readonly user: SessionUser }
  | { readonly kind: 'wrong' }
  | { readonly kind: 'tooMany'; readonly minutes: number }
  | {
      readonly kind: 'chooseOrganisation';
      readonly organisations: readonly { readonly shortName: string; readonly orgName: string }[];
    };

export type SignIn = {
  readonly email: string;
  readonly password: string;
  /** Organisation to sign in to; null to find it by the e-mail. */
  readonly org: string | null;
};

const attemptKey = (email: string) =>
  createHash('sha256').update(`sign-in ${email.trim().toLowerCase()}`).digest();

/** Those of the e-mail's users whose password it is. Nobody at all takes as long as one. */
const matching = async ({ db, passwords }: SignInDeps, { email, password, org }: SignIn) => {
  const candidates = await findSignInCandidates(db, email.trim(), org);
  if (candidates.length === 0) await passwords.verify(password, null);
  const checked = [];
  for (const candidate of candidates)
    if (await passwords.verify(password, candidate.passwordHash)) checked.push(candidate);
  return { candidates, checked };
};

/** Administrators see in their audit log that somebody tried. */
const noteFailure = async (
  { db, audit }: SignInDeps,
  candidates: readonly { readonly org: string; readonly id: string }[],
) => {
  for (const { org, id } of candidates)
    await audit(db, {
      org,
      actor: systemActor,
      action: 'signIn.failed',
      entity: { type: 'user', id },
    });
};

/** Checks e-mail and password. Which of the two is wrong is not told. */
export const signIn = async (deps: SignInDeps, input: SignIn): Promise<SignInOutcome> => {
  const { db, clock, audit } = deps;
  const key = attemptKey(input.email);
  const now = clock.now();
  const blockedUntil = await takeAttempt(db, key, now);
  if (blockedUntil) {
    const minutes = Math.ceil((blockedUntil.getTime() - now.getTime()) / 60_000);
    return { kind: 'tooMany', minutes };
  }
  const { candidates, checked } = await matching(deps, input);
  const [found, ...more] = checked;
  if (!found) {
    await noteFailure(deps, candidates);
    return { kind: 'wrong' };
  }
  if (more.length > 0) return { kind: 'chooseOrganisation', organisations: [found, ...more] };
  const { org, id } = found;
  await db.transaction(async (tx) => {
    await forgetAttempts(tx, key);
    await noteSignIn(tx, { org, id }, now);
    await audit(tx, {
      org,
      actor: { kind: 'user', id },
      action: 'signIn',
      entity: { type: 'user', id },
    });
  });
  return { kind: 'signedIn', user: { org, userId: id } };
};

export const sessionSeconds = 12 * 3_600;

/** Starts a session; the value returned belongs into a cookie. */
export const startSession = async (deps: SignInDeps, user: SessionUser): Promise<string> => {
  const value = newToken(deps.ids);
  const now = deps.clock.now();
  await insertSession(deps.db, {
    ...user,
    hash: hashSecret(value),
    createdAt: now,
    expiresAt: new Date(now.getTime() + sessionSeconds * 1_000),
  });
  return value;
};

const codeSeconds = 60;

/** A code for the application, to be exchanged for tokens within a minute. */
export const issueCode = async (
  deps: SignInDeps,
  request: AuthorizeRequest,
  user: SessionUser,
): Promise<string> => {
  const code = newToken(deps.ids);
  const now = deps.clock.now();
  await insertCode(deps.db, {
    ...user,
    hash: hashSecret(code),
    client: request.client,
    family: deps.ids.uuid(),
    redirectUri: request.redirectUri,
    codeChallenge: request.codeChallenge,
    createdAt: now,
    expiresAt: new Date(now.getTime() + codeSeconds * 1_000),
  });
  return code;
};
