import { type Call, type Handler, handle, loginOperations, type Reply } from '@tandem/contract';
import { findBundledClient, findClientAnywhere, hashSecret } from '../clients/index.ts';
import type { AuthorizeDeps } from './authorize.operations.ts';
import { type Browser, languageOf, redirect, seenBy } from './browser.ts';
import { type Form, toForm } from './client-authentication.ts';
import { isFormSigned, makeCookie, readCookie, signForm } from './cookies.ts';
import { signedOutPage, signOutPage } from './pages/sign-out-page.ts';
import { isOwnPage, isRedirectAllowed } from './redirect.rules.ts';
import { deleteSession } from './sessions.store.ts';
import { isSignOutMeant } from './sign-out.rules.ts';

/** Where to go after signing out: only to an address that the client has registered. */
const afterSignOut = async ({ db }: AuthorizeDeps, query: Form, origin: string) => {
  const { client_id: clientId, redirect_uri: given } = query as Record<string, string | undefined>;
  if (!clientId || !given) return null;
  if (findBundledClient(clientId)) return isOwnPage(given, origin) ? given : null;
  const client = await findClientAnywhere(db, clientId);
  return client && isRedirectAllowed(given, client.redirectUris) ? given : null;
};

type Leaving = {
  readonly query: Form;
  readonly target: string | null;
  readonly session: string | null;
};

/** Ends the session and goes on to the application, or says that it is done. */
const leave = async (
  deps: AuthorizeDeps,
  browser: Browser,
  { query, target, session, status }: Leaving & { readonly status: 302 | 303 },
): Promise<Reply> => {
  if (session) await deleteSession(deps.db, hashSecret(session));
  const { origin } = browser;
  const cleared = makeCookie({ kind: 'session', origin, value: '', seconds: 0 });
  return target
    ? redirect(status, target, cleared)
    : signedOutPage(languageOf(browser, query), cleared);
};

/** Signed forms of this page are no good for signing in, and the other way round. */
const purpose = 'sign-out';
const formSeconds = 86_400;

const ask = (deps: AuthorizeDeps, browser: Browser, query: Form): Reply => {
  const { headers, origin } = browser;
  const value = readCookie(headers, 'form', origin) ?? deps.ids.token(24);
  const request = new URLSearchParams(query).toString();
  return signOutPage({
    language: languageOf(browser, query),
    request,
    formToken: signForm(deps.formKey, value, `${purpose} ${request}`),
    setCookie: makeCookie({ kind: 'form', origin, value, seconds: formSeconds }),
  });
};

const leavingOf = async (
  deps: AuthorizeDeps,
  { headers, origin }: Browser,
  query: Form,
): Promise<Leaving> => ({
  query,
  target: await afterSignOut(deps, query, origin),
  session: readCookie(headers, 'session', origin),
});

/** `GET /logout?client_id&redirect_uri`, as applications of the wire send people there: `isSignOutMeant` decides. */
const getLogout = async (deps: AuthorizeDeps, call: Browser & Pick<Call, 'query'>) => {
  const query = toForm(call.query);
  const leaving = await leavingOf(deps, call, query);
  const { session, target } = leaving;
  const goes = session === null || isSignOutMeant(call.headers, { origin: call.origin, target });
  return goes ? leave(deps, call, { ...leaving, status: 302 }) : ask(deps, call, query);
};

/** The button of the page that asks. */
const postLogout = async (deps: AuthorizeDeps, call: Browser & Pick<Call, 'body'>) => {
  const form = toForm(call.body);
  const text = form['request'] ?? '';
  const query = { ...Object.fromEntries(new URLSearchParams(text)) };
  const isOurs = isFormSigned(deps.formKey, {
    browser: readCookie(call.headers, 'form', call.origin),
    request: `${purpose} ${text}`,
    token: form['form_token'] ?? '',
  });
  if (!isOurs) return ask(deps, call, query);
  return leave(deps, call, { ...(await leavingOf(deps, call, query)), status: 303 });
};

/** Ends the sign-in of this browser. Tokens that applications got with it end by `DELETE /api/v2/tokens/me`. */
export const signOutHandlers = (deps: AuthorizeDeps): readonly Handler[] => [
  handle(loginOperations.getLogout, (call) =>
    getLogout(deps, { ...seenBy(call), query: call.query }),
  ),
  handle(loginOperations.postLogout, (call) =>
    postLogout(deps, { ...seenBy(call), body: call.body }),
  ),
];
