import { ApiError } from '../api/api-error.ts';
import { type Api, createApi } from '../api/client.ts';
import { satisfies } from '../api/permissions.ts';
import {
  type AuthDeps,
  beginSignIn,
  completeSignIn,
  forgetToken,
  isCallback,
  markSignedOut,
  readToken,
  SignInError,
  type SignInFailure,
  safeReturn,
  wasSignedOut,
} from '../auth/sign-in.ts';
import { type ConsoleConfig, loadConfig } from '../session/config.ts';
import type { Me, Session } from '../session/session.ts';

/** What became of opening the session; `leaving` means that the browser is on its way to the sign-in page. */
export type Opening =
  | { readonly kind: 'open'; readonly session: Session }
  | { readonly kind: 'leaving' }
  | { readonly kind: 'signedOut' }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'refused'; readonly failure: SignInFailure };

const browserFetch: typeof globalThis.fetch = (input, init) => globalThis.fetch(input, init);
const here = (): string => location.pathname + location.search;

const authDeps = (config: ConsoleConfig): AuthDeps => ({
  apiBase: config.apiBase,
  clientId: config.clientId,
  origin: location.origin,
  storage: sessionStorage,
  fetch: browserFetch,
});

async function leaveForSignIn(config: ConsoleConfig): Promise<Opening> {
  location.assign(await beginSignIn(authDeps(config), safeReturn(here())));
  return { kind: 'leaving' };
}

/** @param open whether the session has opened; before that the opening itself decides what a refusal means. */
function makeApi(config: ConsoleConfig, open: () => boolean): Api {
  return createApi({
    base: config.apiBase,
    pageOrigin: location.origin,
    token: () => readToken(sessionStorage),
    onUnauthorised: () => {
      // Several calls fail at once when a token ends; only the first one leaves.
      if (!readToken(sessionStorage)) return;
      forgetToken(sessionStorage);
      if (open()) void leaveForSignIn(config);
    },
    fetch: browserFetch,
    wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  });
}

async function readMe(api: Api): Promise<Me> {
  const me = await api.call('GET /api/v2/users/me', {
    query: { expand: ['authorization', 'presence', 'routingStatus'] },
  });
  if (!me.id) throw new Error('The API names no user for this token.');
  return { ...me, id: me.id };
}

/** Ends the token, then the sign-in of this browser, so that another tab does not come in without the password. */
async function signOut(api: Api, { apiBase, clientId }: ConsoleConfig): Promise<void> {
  await api.call('DELETE /api/v2/tokens/me').catch(() => undefined);
  markSignedOut(sessionStorage);
  const query = new URLSearchParams({
    client_id: clientId,
    redirect_uri: `${location.origin}/console/`,
  });
  location.assign(`${apiBase}/logout?${query}`);
}

/** Reads who this is; a token that is refused right after sign-in would be refused again and again. */
async function openWith(config: ConsoleConfig, fresh: boolean): Promise<Opening> {
  let open = false;
  const api = makeApi(config, () => open);
  try {
    const me = await readMe(api);
    const permissions = me.authorization?.permissions ?? [];
    const can: Session['can'] = (need) => satisfies(permissions, need);
    open = true;
    return { kind: 'open', session: { api, config, me, can, signOut: () => signOut(api, config) } };
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 401) throw error;
    if (!fresh) return leaveForSignIn(config);
    return { kind: 'refused', failure: { reason: 'exchange', detail: error.message } };
  }
}

async function tryOpen(): Promise<Opening> {
  const config = await loadConfig(browserFetch);
  const fresh = isCallback(location.pathname);
  if (fresh) {
    const query = new URLSearchParams(location.search);
    history.replaceState(null, '', await completeSignIn(authDeps(config), query));
  }
  if (readToken(sessionStorage)) return openWith(config, fresh);
  return wasSignedOut(sessionStorage) ? { kind: 'signedOut' } : leaveForSignIn(config);
}

/** Opens the session of this tab: completes a sign-in under way, uses the token at hand, or leaves for the sign-in page. */
export async function openSession(): Promise<Opening> {
  try {
    return await tryOpen();
  } catch (error) {
    if (error instanceof SignInError) return { kind: 'refused', failure: error.failure };
    return { kind: 'failed', error };
  }
}

/** Leaves for the sign-in page on request. */
export async function restartSignIn(): Promise<void> {
  await leaveForSignIn(await loadConfig(browserFetch));
}
