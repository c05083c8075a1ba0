import { createHash } from 'node:crypto';
import type { Clock, HttpClient, HttpResponse } from '@tandem/kit';
import { inEnglish, say } from '../../checks/index.ts';
import { ProviderFailure } from '../provider.model.ts';
import { toFailure } from '../provider-calls.ts';
import { createPacer } from './pacer.ts';
import type { GenesysSettings } from './settings.ts';

export type ApiRequest = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below the API's base, such as `/api/v2/routing/queues?name=Support`. */
  readonly path: string;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
  /** How long it may take, waiting for its turn included. Default 10 s. */
  readonly budgetMs?: number;
  /** Does not wait for its turn and leaves room to what cannot wait: messages. */
  readonly background?: boolean;
};

export type ApiAnswer = { readonly status: number; readonly body: unknown; readonly text: string };

/** One OAuth client at one contact centre: its token, its pace. */
export type GenesysClient = {
  readonly key: string;
  /** @throws ProviderFailure when there is no answer, the token is refused, or the limit leaves no turn in the budget */
  readonly request: (request: ApiRequest) => Promise<ApiAnswer>;
  /** A token, from memory while it is fresh. @throws ProviderFailure */
  readonly token: () => Promise<string>;
};

const defaultBudgetMs = 10_000;
/** A token is renewed before its end. */
const renewBeforeMs = 60_000;

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

const describeOauth = (body: unknown): string => {
  const { error, error_description } = (body ?? {}) as Record<string, unknown>;
  return [error, error_description].filter((part) => typeof part === 'string').join(': ');
};

const requestToken = async (
  http: HttpClient,
  { bases, clientId, clientSecret }: GenesysSettings,
) => {
  const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
  const response = await http
    .request({
      method: 'POST',
      url: `${bases.login}/oauth/token`,
      headers: {
        Authorization: `Basic ${basic}`,
        'Content-Type': 'application/x-www-form-urlencoded',
      },
      body: 'grant_type=client_credentials',
    })
    .catch((error) => {
      throw toFailure(error);
    });
  const body = parse(response.body.toString('utf8'));
  const { access_token: token, expires_in: seconds } = (body ?? {}) as Record<string, unknown>;
  if (response.status === 200 && typeof token === 'string')
    return { token, lifeMs: typeof seconds === 'number' ? seconds * 1000 : 3_600_000 };
  const passing = response.status === 429 || response.status >= 500;
  const words = describeOauth(body);
  const said = say('clientRefused', { status: response.status, said: words ? `, ${words}` : '' });
  throw new ProviderFailure({
    kind: passing ? 'retry' : 'refused',
    reason: inEnglish(said),
    status: response.status,
    said,
  });
};

const rateLimited = (afterMs: number): ProviderFailure => {
  const said = say('rateLimited');
  return new ProviderFailure({
    kind: 'retry',
    reason: inEnglish(said),
    afterMs,
    status: 429,
    said,
  });
};

const createTokens = (http: HttpClient, settings: GenesysSettings, clock: Clock) => {
  let held: { token: string; untilMs: number } | null = null;
  let under: Promise<string> | null = null;
  const fetchNew = async () => {
    const { token, lifeMs } = await requestToken(http, settings);
    held = { token, untilMs: clock.monotonicMs() + Math.max(lifeMs / 2, lifeMs - renewBeforeMs) };
    return token;
  };
  return {
    get(): Promise<string> {
      if (held && clock.monotonicMs() < held.untilMs) return Promise.resolve(held.token);
      // One login for all who wait.
      under ??= fetchNew().finally(() => {
        under = null;
      });
      return under;
    },
    /** Forgets a token that was refused; another may have been fetched since. */
    drop(token: string) {
      if (held?.token === token) held = null;
    },
  };
};

export const createGenesysClient = (deps: {
  http: HttpClient;
  clock: Clock;
  settings: GenesysSettings;
}): GenesysClient => {
  const { http, clock, settings } = deps;
  const tokens = createTokens(http, settings, clock);
  const pacer = createPacer({ clock });

  const waitForTurn = async (
    { signal, background = false }: Pick<ApiRequest, 'signal' | 'background'>,
    deadlineMs: number,
  ) => {
    const take = () => pacer.take(background ? 'background' : 'now');
    for (let wait = take(); wait > 0; wait = take()) {
      if (background || clock.monotonicMs() + wait > deadlineMs) throw rateLimited(wait);
      await clock.sleep(wait, signal);
    }
  };
  const once = async (
    request: ApiRequest,
    token: string,
    deadlineMs: number,
  ): Promise<HttpResponse> => {
    await waitForTurn(request, deadlineMs);
    try {
      const response = await http.request({
        method: request.method,
        url: `${settings.bases.api}${request.path}`,
        headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
        ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
        timeoutMs: Math.max(1000, Math.min(10_000, deadlineMs - clock.monotonicMs())),
        ...(request.signal ? { signal: request.signal } : {}),
      });
      pacer.learn(response.status, response.headers);
      return response;
    } catch (error) {
      pacer.learn(0, {});
      throw toFailure(error);
    }
  };
  return {
    key: clientKey(settings),
    token: () => tokens.get(),
    async request(request) {
      const deadlineMs = clock.monotonicMs() + (request.budgetMs ?? defaultBudgetMs);
      const token = await tokens.get();
      let response = await once(request, token, deadlineMs);
      if (response.status === 401) {
        tokens.drop(token);
        response = await once(request, await tokens.get(), deadlineMs);
      }
      const text = response.body.toString('utf8');
      return { status: response.status, body: parse(text), text };
    },
  };
};

/** Clients with the same key are the same; the secret itself is not in it. */
export const clientKey = ({ bases, clientId, clientSecret }: GenesysSettings): string =>
  createHash('sha256').update([bases.api, clientId, clientSecret].join('\u0000')).digest('hex');

export type GenesysClients = (settings: GenesysSettings) => GenesysClient;

const maxClients = 500;

/** The clients of this node, one for each set of credentials. */
export const createGenesysClients = (deps: { http: HttpClient; clock: Clock }): GenesysClients => {
  const clients = new Map<string, GenesysClient>();
  return (settings) => {
    const key = clientKey(settings);
    const known = clients.get(key);
    if (known) return known;
    const oldest = clients.keys().next().value;
    if (clients.size >= maxClients && oldest !== undefined) clients.delete(oldest);
    const client = createGenesysClient({ ...deps, settings });
    clients.set(key, client);
    return client;
  };
};
