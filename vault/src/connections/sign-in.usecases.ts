import { createHash, timingSafeEqual } from 'node:crypto';
import { type Acting, actorOf } from '../vault.types.ts';
import { connectionErrors } from './connections.errors.ts';
import { type GrantKey, type IssuedTokens, isCodeGrant } from './connections.model.ts';
import { readGrant, type SeenConnection } from './connections.store.ts';
import type { ConnectionParts } from './connections.types.ts';
import { requireConnection } from './connections.usecases.ts';
import { toTokenFailure } from './failures.rules.ts';
import { nextState } from './grant-state.rules.ts';
import { ensureGrant, storeTokens } from './grants.store.ts';
import { insertSignIn, type SignIn, takeSignIn } from './sign-ins.store.ts';
import { grantKeyOf } from './tokens.ts';

const signInMs = 10 * 60_000;

const hashed = (text: string): Buffer => createHash('sha256').update(text).digest();

/** @throws connectionErrors.editNeeded: who signs in to a shared connection decides as whom everybody works */
export const requireRightOver = ({ connection }: SeenConnection, { principal }: Acting): void => {
  if (connection.sharing === 'shared' && !principal.permissions.has('vault:connection:edit'))
    throw connectionErrors.editNeeded();
};

/**
 * Begins a sign-in for this user and this browser.
 * @returns the provider's page, and what the browser must bring back in a cookie of the sign-in's name
 * @throws connectionErrors.notFound, noSignIn, inactive, editNeeded, userNeeded
 */
export async function beginSignIn(
  parts: ConnectionParts,
  acting: Acting,
  { id, redirectUri }: { readonly id: string; readonly redirectUri: string },
) {
  const { db, ids, clock, seals, oauth } = parts;
  const seen = await requireConnection(parts, acting, id);
  const { connection } = seen;
  if (!isCodeGrant(connection)) throw connectionErrors.noSignIn({ name: connection.name });
  if (!connection.enabled) throw connectionErrors.inactive({ name: connection.name });
  requireRightOver(seen, acting);
  const { org, userId, clientId } = acting.principal;
  const key = grantKeyOf(seen, userId);
  const [state, browser] = [ids.token(32), ids.token(32)];
  const verifier = connection.grant === 'authorizationCodePkce' ? ids.token(48) : null;
  const now = clock.now();
  const signIn: SignIn = {
    ...{ org, id: ids.uuid(), user: key.user, redirectUri },
    connection: connection.id,
    connectionVersion: connection.version,
    actor: { kind: actorOf(acting.principal).kind, id: userId ?? clientId },
    stateHash: hashed(state),
    browserHash: hashed(browser),
    verifier: null,
    expiresAt: new Date(now.getTime() + signInMs),
  };
  const sealed = verifier === null ? null : await seals.sealVerifier(org, signIn.id, verifier);
  const url = await oauth.signInUrl(connection, { state, redirectUri, verifier });
  await insertSignIn(db, { ...signIn, verifier: sealed }, now);
  return { url, browser, seconds: signInMs / 1000, expiresAt: signIn.expiresAt };
}

/** How a browser came back. */
export type SignInOutcome =
  | { readonly kind: 'done'; readonly name: string }
  /** The state is of no sign-in, or of one that was used or took too long, or this is another browser. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'changed'; readonly name: string }
  | {
      readonly kind: 'refused';
      readonly name: string;
      readonly reason: string;
      readonly redirectUri: string;
    };

const mostTries = 5;

/** Puts what a sign-in gave in the place of what was there; a renewal under way cannot overwrite it. */
const keepTokens = async (
  parts: ConnectionParts,
  { key, signIn, name }: { readonly key: GrantKey; readonly signIn: SignIn; readonly name: string },
  issued: IssuedTokens,
): Promise<boolean> => {
  const { db, seals, clock, audit } = parts;
  await ensureGrant(db, key, 'needsReauthorization');
  for (let tries = 0; tries < mostTries; tries += 1) {
    const grant = (await readGrant(db, key))?.grant;
    if (!grant) return false;
    const now = clock.now();
    const after = (seconds: number) => new Date(now.getTime() + seconds * 1000);
    const { lifetimeSeconds, refreshLifetimeSeconds } = issued;
    const next = {
      ...{ key, now, lifetimeSeconds, owner: null, authorizedAt: now },
      from: grant.tokenVersion,
      state: nextState(grant.state, 'issued'),
      tokens: await seals.sealTokens(key, grant.tokenVersion + 1, issued),
      expiresAt: after(lifetimeSeconds),
      refreshExpiresAt: refreshLifetimeSeconds === null ? null : after(refreshLifetimeSeconds),
    };
    const isStored = await db.transaction(async (tx) => {
      if (!(await storeTokens(tx, next))) return false;
      await audit(tx, {
        org: key.org,
        actor: signIn.actor,
        action: 'authorize',
        entity: { type: 'connection', id: key.connection, name },
        changes: { state: { from: grant.state, to: next.state } },
      });
      return true;
    });
    if (isStored) return true;
  }
  return false;
};

const exchange = async (
  { seals, oauth }: ConnectionParts,
  { seen: { connection }, signIn }: { readonly seen: SeenConnection; readonly signIn: SignIn },
  query: Readonly<Record<string, string>>,
): Promise<IssuedTokens> => {
  const { org, id, verifier, redirectUri } = signIn;
  // Built on the address that was sent: what the browser calls us is not what the provider compares.
  const answered = new URL(redirectUri);
  for (const [name, value] of Object.entries(query)) answered.searchParams.set(name, value);
  return oauth.exchange(connection, await seals.openSecret(connection, signIn.user), {
    answered,
    state: query['state'] ?? '',
    verifier: verifier && (await seals.openVerifier(org, id, verifier)),
  });
};

const clean = (text: string) => text.replaceAll(/\p{Cc}+/gu, ' ').slice(0, 300);

/**
 * Ends a sign-in: takes its state, which is good once, and exchanges the code for tokens.
 * @param browser what the cookie holds
 */
export async function finishSignIn(
  parts: ConnectionParts,
  {
    query,
    browser,
  }: { readonly query: Readonly<Record<string, string>>; readonly browser: string | null },
): Promise<SignInOutcome> {
  const signIn = query['state'] ? await takeSignIn(parts.db, hashed(query['state'])) : null;
  const isOurs = signIn && browser !== null && timingSafeEqual(hashed(browser), signIn.browserHash);
  if (!isOurs || signIn.expiresAt <= parts.clock.now()) return { kind: 'unknown' };
  const { org, connection: id, user, redirectUri } = signIn;
  const key = { org, connection: id, user };
  const seen = await readGrant(parts.db, key);
  if (!seen) return { kind: 'unknown' };
  const { name, version, enabled } = seen.connection;
  if (version !== signIn.connectionVersion || !enabled) return { kind: 'changed', name };
  if (query['error'] !== undefined) {
    const said = [query['error'], query['error_description']].filter(Boolean).join(': ');
    return { kind: 'refused', name, reason: clean(said), redirectUri };
  }
  try {
    const issued = await exchange(parts, { seen, signIn }, query);
    const isKept = await keepTokens(parts, { key, signIn, name }, issued);
    return isKept ? { kind: 'done', name } : { kind: 'changed', name };
  } catch (error) {
    const failure = toTokenFailure(error);
    if (!failure) throw error;
    return { kind: 'refused', name, reason: failure.message, redirectUri };
  }
}
