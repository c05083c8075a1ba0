import { PublicError, type HttpResponse as Received } from '@tandem/kit';
import type { CallOrigin } from '../calls.model.ts';
import type { AuthenticateRequest } from '../effect.model.ts';
import type { HttpResponse } from '../http.model.ts';
import { callErrors } from './calls.errors.ts';
import type { FlowCallDeps } from './calls.types.ts';
import { type Environment, environmentOf } from './environment.rules.ts';
import { failureOf } from './failures.rules.ts';
import { repeatAfter } from './repeat.rules.ts';
import { readResponse } from './response.ts';
import { openReference } from './secrets.ts';

export type ClientRequest = Extract<AuthenticateRequest, { type: 'clientCredentials' }>;

/** A token in memory: never logged, stored or shown. */
export type ClientToken = { readonly token: string; readonly lifeMs: number };

const timeoutMs = 10_000;
const maxBytes = 64 * 1024;
const repeats = { retries: 2, retryAfter: true } as const;
/** Where the login does not say how long its token lives. */
const usualLifeMs = 3_600_000;
const tokenForm = /^[\x21-\x7e]{1,16384}$/;

/** @throws callErrors.sessionUrl */
export const environmentOfRequest = ({ environmentUrl }: ClientRequest): Environment => {
  const environment = environmentOf(environmentUrl);
  if (environment) return environment;
  throw callErrors.sessionUrl({
    problem: 'The environment URL is neither a region nor the address of a contact centre.',
  });
};

const basicOf = async (
  deps: FlowCallDeps,
  origin: Pick<CallOrigin, 'org' | 'userId' | 'variables'>,
  { clientId, clientSecret }: ClientRequest,
): Promise<string> => {
  try {
    const id = await openReference(deps, origin, clientId);
    const secret = await openReference(deps, origin, clientSecret);
    return `Basic ${Buffer.from(`${id}:${secret}`, 'utf8').toString('base64')}`;
  } catch (error) {
    if (!(error instanceof PublicError)) throw error;
    throw callErrors.sessionSecret({ reason: error.message });
  }
};

const askOnce = async (deps: FlowCallDeps, url: URL, basic: string): Promise<HttpResponse> => {
  const { host } = url;
  try {
    const received: Received = await deps.http.request({
      method: 'POST',
      url: url.href,
      headers: {
        accept: 'application/json',
        authorization: basic,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: 'grant_type=client_credentials',
      ...{ timeoutMs, maxBytes },
    });
    return await readResponse(received, { host, maxBytes });
  } catch (error) {
    throw failureOf(error, { host, timeoutMs, connectTimeoutMs: null, maxBytes });
  }
};

const ask = async (deps: FlowCallDeps, url: URL, basic: string): Promise<HttpResponse> => {
  const { clock, ids } = deps;
  for (let attempts = 1; ; attempts += 1) {
    const response = await askOnce(deps, url, basic);
    const context = { attempts, now: clock.now(), random: ids.random() };
    const pause = repeatAfter(repeats, response, context);
    if (pause === null) return response;
    await clock.sleep(pause);
  }
};

const parse = (text: string): Record<string, unknown> => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
};

/** The error code of RFC 6749 alone: a description may repeat what was sent. */
const reasonOf = ({ status }: HttpResponse, { error }: Record<string, unknown>): string =>
  typeof error === 'string' && /^[a-z_]{1,60}$/.test(error)
    ? `HTTP ${status}, ${error}`
    : `HTTP ${status}`;

const lifeOf = ({ expires_in: seconds }: Record<string, unknown>): number =>
  typeof seconds === 'number' && seconds > 0 ? seconds * 1000 : usualLifeMs;

/**
 * Signs a client in (RFC 6749, 4.4; name and secret in a Basic header).
 * @throws callErrors.sessionUrl, sessionSecret, sessionRefused, and those of a call
 */
export const requestClientToken = async (
  deps: FlowCallDeps,
  origin: Pick<CallOrigin, 'org' | 'userId' | 'variables'>,
  request: ClientRequest,
): Promise<ClientToken> => {
  const url = new URL(`${environmentOfRequest(request).login}/oauth/token`);
  const basic = await basicOf(deps, origin, request);
  const response = await ask(deps, url, basic);
  const answer = parse(response.body);
  const { access_token: token } = answer;
  if (response.status === 200 && typeof token === 'string' && tokenForm.test(token))
    return { token, lifeMs: lifeOf(answer) };
  throw callErrors.sessionRefused({
    session: request.session,
    host: url.host,
    reason: response.status === 200 ? 'it answers no token' : reasonOf(response, answer),
  });
};
