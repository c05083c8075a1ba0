import { challengeOf, randomToken } from './pkce.ts';

const TOKEN = 'tandem.token';
const PENDING = 'tandem.signin';
const SIGNED_OUT = 'tandem.signedOut';
const CALLBACK_PATHS = ['/console/callback', '/desk/callback'] as const;

/** Whether the authorization server comes back to this path. */
export const isCallback = (path: string): boolean => CALLBACK_PATHS.some((one) => path === one);

/** Where to come back to: the sign-in page tells by it which part of Tandem one is on the way to. */
const callbackOf = (returnTo: string): string =>
  returnTo.startsWith('/desk') ? '/desk/callback' : '/console/callback';

export type AuthDeps = {
  readonly apiBase: string;
  readonly clientId: string;
  readonly origin: string;
  readonly storage: Storage;
  readonly fetch: typeof globalThis.fetch;
};

type Pending = { readonly state: string; readonly verifier: string; readonly returnTo: string };

/** Why a sign-in did not complete: a part of a translation key, and the server's own words where it has some. */
export type SignInFailure = {
  readonly reason: 'refused' | 'mismatch' | 'exchange';
  readonly detail: string;
};

export class SignInError extends Error {
  readonly failure: SignInFailure;
  constructor(failure: SignInFailure) {
    super(failure.detail);
    this.failure = failure;
  }
}

export const readToken = (storage: Storage): string | null => storage.getItem(TOKEN);
export const forgetToken = (storage: Storage): void => storage.removeItem(TOKEN);
export const wasSignedOut = (storage: Storage): boolean => storage.getItem(SIGNED_OUT) === '1';

/** Remembers that the person left on purpose, so that the next page does not sign in again by itself. */
export function markSignedOut(storage: Storage): void {
  // Drafts and whatever else the tab kept belong to the person who leaves.
  storage.clear();
  storage.setItem(SIGNED_OUT, '1');
}

/** Only pages of this application are returned to; anything else would be an open redirect. */
export const safeReturn = (path: string | undefined): string =>
  path &&
  /^\/(console|desk)(\/|$|\?)/.test(path) &&
  !CALLBACK_PATHS.some((one) => path.startsWith(one))
    ? path
    : '/console/';

/** The address of the sign-in page; remembers verifier and the page to come back to. */
export async function beginSignIn(deps: AuthDeps, returnTo: string): Promise<string> {
  const pending: Pending = { state: randomToken(), verifier: randomToken(), returnTo };
  deps.storage.setItem(PENDING, JSON.stringify(pending));
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: deps.clientId,
    redirect_uri: deps.origin + callbackOf(returnTo),
    state: pending.state,
    code_challenge: await challengeOf(pending.verifier),
    code_challenge_method: 'S256',
  });
  if (wasSignedOut(deps.storage)) query.set('prompt', 'login');
  return `${deps.apiBase}/oauth/authorize?${query}`;
}

function takePending(storage: Storage): Pending | null {
  const text = storage.getItem(PENDING);
  storage.removeItem(PENDING);
  return text ? (JSON.parse(text) as Pending) : null;
}

async function exchange(deps: AuthDeps, code: string, pending: Pending): Promise<string> {
  const response = await deps.fetch(`${deps.apiBase}/oauth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      code_verifier: pending.verifier,
      client_id: deps.clientId,
      redirect_uri: deps.origin + callbackOf(pending.returnTo),
    }).toString(),
  });
  const body = (await response.json().catch(() => ({}))) as Record<string, unknown>;
  const token = body['access_token'];
  if (response.ok && typeof token === 'string') return token;
  const detail = String(body['error_description'] ?? body['message'] ?? response.status);
  throw new SignInError({ reason: 'exchange', detail });
}

/**
 * Completes a sign-in from the query the authorization server came back with; keeps the token and tells the page to show.
 * @throws SignInError when it was refused, belongs to another attempt, or the code is not accepted.
 */
export async function completeSignIn(deps: AuthDeps, query: URLSearchParams): Promise<string> {
  const pending = takePending(deps.storage);
  const refused = query.get('error');
  if (refused) {
    const detail = query.get('error_description') ?? refused;
    throw new SignInError({ reason: 'refused', detail });
  }
  const code = query.get('code');
  if (!pending || !code || query.get('state') !== pending.state) {
    throw new SignInError({ reason: 'mismatch', detail: '' });
  }
  deps.storage.setItem(TOKEN, await exchange(deps, code, pending));
  deps.storage.removeItem(SIGNED_OUT);
  return safeReturn(pending.returnTo);
}
