import type { Queryable } from '@tandem/kit';
import {
  browserKey,
  type Counter,
  forgetAttempts,
  isKnownBrowser,
  noteBrowser,
  signInCounters,
  takeAttempt,
} from '../attempts/index.ts';
import { systemActor } from '../audit/index.ts';
import { holdAccess } from '../changes/index.ts';
import { hashSecret } from '../clients/index.ts';
import {
  findPasswordHash,
  findSignInCandidates,
  noteSignIn,
  type Passwords,
} from '../users/index.ts';
import type { AuthorizeRequest } from './authorize-request.ts';
import { insertCode } from './codes.store.ts';
import type { GrantDeps } from './grants.types.ts';
import { findSessionUser, insertSession, type SessionUser } from './sessions.store.ts';
import { newToken } from './token-issuer.ts';

export type SignInDeps = GrantDeps & { readonly passwords: Passwords };

export type SignInOutcome =
  | {
      readonly kind: 'signedIn';
      readonly user: SessionUser;
      /** Value of the new session; belongs into a cookie. */
      readonly session: string;
    }
  | { readonly kind: 'wrong' }
  | { readonly kind: 'tooMany'; readonly seconds: number }
  | {
      readonly kind: 'chooseOrganisation';
      readonly organisations: readonly { readonly shortName: string; readonly orgName: string }[];
    };

export type SignIn = {
  readonly email: string;
  readonly password: string;
  /** Organisation to sign in to; null to find it by the e-mail. */
  readonly org: string | null;
  /** Network address of the browser. */
  readonly address: string;
  /** Value of the browser's own cookie. */
  readonly browser: string;
};

/** What the attempt is counted under: a browser known for the e-mail is counted by itself. */
const countersOf = async (
  { db }: SignInDeps,
  { email, address, browser }: SignIn,
  now: Date,
): Promise<Counter[]> => {
  const isKnown = await isKnownBrowser(db, browserKey(email, browser), now);
  return signInCounters({ email, address, browser: isKnown ? browser : null });
};

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

/** Checks e-mail and password. Which of the two is wrong is not told. Attempts are limited: `attempts/`. */
export const signIn = async (deps: SignInDeps, input: SignIn): Promise<SignInOutcome> => {
  const { db, clock, audit } = deps;
  const now = clock.now();
  const counters = await countersOf(deps, input, now);
  const blockedUntil = await takeAttempt(db, counters, now);
  if (blockedUntil) {
    const seconds = Math.ceil((blockedUntil.getTime() - now.getTime()) / 1_000);
    return { kind: 'tooMany', seconds };
  }
  const { candidates, checked } = await matching(deps, input);
  const [found, ...more] = checked;
  if (!found) {
    await noteFailure(deps, candidates);
    return { kind: 'wrong' };
  }
  if (more.length > 0) return { kind: 'chooseOrganisation', organisations: [found, ...more] };
  const { org, id } = found;
  const session = await db.transaction(async (tx) => {
    await holdAccess(tx, org);
    // Checking takes its time: the password may have been changed meanwhile.
    if ((await findPasswordHash(tx, found)) !== found.passwordHash) return null;
    await forgetAttempts(tx, counters);
    const key = browserKey(input.email, input.browser);
    await noteBrowser(tx, { key, org, userId: id }, now);
    await noteSignIn(tx, { org, id }, now);
    await audit(tx, {
      org,
      actor: { kind: 'user', id },
      action: 'signIn',
      entity: { type: 'user', id },
    });
    return startSession(tx, deps, { org, userId: id });
  });
  if (session === null) return { kind: 'wrong' };
  return { kind: 'signedIn', user: { org, userId: id }, session };
};

export const sessionSeconds = 12 * 3_600;

const startSession = async (
  tx: Queryable,
  deps: SignInDeps,
  user: SessionUser,
): Promise<string> => {
  const value = newToken(deps.ids);
  const now = deps.clock.now();
  await insertSession(tx, {
    ...user,
    hash: hashSecret(value),
    createdAt: now,
    expiresAt: new Date(now.getTime() + sessionSeconds * 1_000),
  });
  return value;
};

const codeSeconds = 60;

/** A code for the application, to be exchanged for tokens within a minute; null when the session has ended. */
export const issueCode = async (
  deps: SignInDeps,
  request: AuthorizeRequest,
  { user, session }: { readonly user: SessionUser; readonly session: string },
): Promise<string | null> =>
  deps.db.transaction(async (tx) => {
    await holdAccess(tx, user.org);
    const stands = await findSessionUser(tx, hashSecret(session), deps.clock.now());
    return stands ? newCode(tx, deps, { request, user }) : null;
  });

const newCode = async (
  tx: Queryable,
  deps: SignInDeps,
  { request, user }: { readonly request: AuthorizeRequest; readonly user: SessionUser },
): Promise<string> => {
  const code = newToken(deps.ids);
  const now = deps.clock.now();
  await insertCode(tx, {
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
