import { type Handler, handle, loginOperations, type Reply } from '@tandem/contract';
import { hashSecret } from '../clients/index.ts';
import { findOrganisationByText } from '../organisations/index.ts';
import {
  type AuthorizeRequest,
  type Resolved,
  resolveAuthorizeRequest,
} from './authorize-request.ts';
import { type Browser, languageOf, redirect, seenBy } from './browser.ts';
import { type Form, toForm } from './client-authentication.ts';
import { isFormSigned, makeCookie, readCookie, signForm } from './cookies.ts';
import { problemPage } from './pages/problem-page.ts';
import { type SignInNotice, signInPage } from './pages/sign-in-page.ts';
import type { Language } from './pages/texts.ts';
import { withParameters } from './redirect.rules.ts';
import { findSessionUser, type SessionUser } from './sessions.store.ts';
import { issueCode, type SignInDeps, sessionSeconds, signIn } from './sign-in.usecases.ts';

export type AuthorizeDeps = SignInDeps & {
  /** Signs forms; derived from the root key, so that any node takes the form of any other. */
  readonly formKey: Buffer;
};

/** The cookie also tells a browser in which its user has signed in before from a stranger's: half a year. */
const formSeconds = 180 * 86_400;

/** The sign-in form, tied to this browser by a cookie. */
const showForm = (
  deps: AuthorizeDeps,
  browser: Browser,
  page: {
    readonly request: AuthorizeRequest;
    readonly query: Form;
    readonly email: string;
    readonly notice?: SignInNotice;
  },
): Reply => {
  const { notice, email, query } = page;
  const known = readCookie(browser.headers, 'form', browser.origin);
  const value = known ?? deps.ids.token(24);
  const request = new URLSearchParams(query).toString();
  return signInPage({
    language: languageOf(browser, query),
    clientName: page.request.clientName,
    email,
    request,
    formToken: signForm(deps.formKey, value, request),
    ...(notice ? { notice } : {}),
    setCookie: makeCookie({ kind: 'form', origin: browser.origin, value, seconds: formSeconds }),
  });
};

/** A request that cannot go on: told on a page or, where that is safe, to the application. */
const refuse = (resolved: Exclude<Resolved, { request: unknown }>, language: Language): Reply => {
  if ('page' in resolved) return problemPage(resolved.page, language);
  const { redirectUri, state, error, description } = resolved;
  return redirect(
    302,
    withParameters(redirectUri, { error, error_description: description, state }),
  );
};

type Standing = { readonly user: SessionUser; readonly session: string };

/** Address of the application with a code; null when the session has ended meanwhile. */
const sendBack = async (
  deps: AuthorizeDeps,
  request: AuthorizeRequest,
  standing: Standing,
): Promise<string | null> => {
  const code = await issueCode(deps, request, standing);
  return code && withParameters(request.redirectUri, { code, state: request.state });
};

/** The user that the browser's session stands for, if the request may use it. */
const standingOf = async (
  deps: AuthorizeDeps,
  browser: Browser,
  request: AuthorizeRequest,
): Promise<Standing | null> => {
  const session = readCookie(browser.headers, 'session', browser.origin);
  if (!session || request.forceSignIn) return null;
  const user = await findSessionUser(deps.db, hashSecret(session), deps.clock.now());
  return user && (request.org === null || request.org === user.org) ? { user, session } : null;
};

/** Somebody signed in here before, and that sign-in is no more: cookies of one that ran out go by themselves. */
const wasEnded = async (deps: AuthorizeDeps, browser: Browser, request: AuthorizeRequest) => {
  const session = readCookie(browser.headers, 'session', browser.origin);
  if (!session || request.forceSignIn) return false;
  return (await findSessionUser(deps.db, hashSecret(session), deps.clock.now())) === null;
};

const authorize = async (deps: AuthorizeDeps, call: Browser & { query: unknown }) => {
  const query = toForm(call.query);
  const resolved = await resolveAuthorizeRequest({ ...deps, query, origin: call.origin });
  if (!('request' in resolved)) return refuse(resolved, languageOf(call, query));
  const { request } = resolved;
  const standing = await standingOf(deps, call, request);
  const back = standing && (await sendBack(deps, request, standing));
  if (back) return redirect(302, back);
  const shown = { request, query, email: request.loginHint ?? '' };
  const ended = await wasEnded(deps, call, request);
  return showForm(deps, call, ended ? { ...shown, notice: { kind: 'ended' } } : shown);
};

const orgOf = async ({ db }: AuthorizeDeps, request: AuthorizeRequest, form: Form) => {
  if (request.org !== null || !form['org']) return request.org;
  return (await findOrganisationByText(db, form['org']))?.id ?? null;
};

const postSignIn = async (deps: AuthorizeDeps, call: Browser & { body: unknown }) => {
  const form = toForm(call.body);
  const text = form['request'] ?? '';
  const query = { ...Object.fromEntries(new URLSearchParams(text)) };
  const browser = readCookie(call.headers, 'form', call.origin);
  const resolved = await resolveAuthorizeRequest({ ...deps, query, origin: call.origin });
  if (!('request' in resolved)) return refuse(resolved, languageOf(call, query));
  const { request } = resolved;
  const email = form['email'] ?? '';
  const shown = { request, query, email };
  const token = form['form_token'] ?? '';
  if (!browser || !isFormSigned(deps.formKey, { browser, request: text, token }))
    return showForm(deps, call, { ...shown, notice: { kind: 'stale' } });
  const outcome = await signIn(deps, {
    email,
    password: form['password'] ?? '',
    org: await orgOf(deps, request, form),
    address: call.address,
    browser,
  });
  if (outcome.kind !== 'signedIn') return showForm(deps, call, { ...shown, notice: outcome });
  const back = await sendBack(deps, request, outcome);
  if (!back) return showForm(deps, call, { ...shown, notice: { kind: 'wrong' } });
  const { origin } = call;
  const value = outcome.session;
  const cookie = makeCookie({ kind: 'session', origin, value, seconds: sessionSeconds });
  return redirect(303, back, cookie);
};

/** Authorization endpoint and sign-in form. */
export const authorizeHandlers = (deps: AuthorizeDeps): readonly Handler[] => [
  handle(loginOperations.getOauthAuthorize, (call) =>
    authorize(deps, { ...seenBy(call), query: call.query }),
  ),
  handle(loginOperations.postOauthSignIn, (call) =>
    postSignIn(deps, { ...seenBy(call), body: call.body }),
  ),
];
