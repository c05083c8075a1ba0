import {
  type Clock,
  type Fields,
  HttpCallError,
  type HttpClient,
  type HttpResponse,
  isFields,
} from '@tandem/kit';
import { vaultErrors } from '../vault.errors.ts';
import type { ExternalStore } from './external.types.ts';

export type KvLogin =
  | { readonly kind: 'token'; readonly token: string }
  | {
      readonly kind: 'appRole';
      readonly roleId: string;
      readonly secretId: string;
      /** Where the login method is mounted. */
      readonly mount: string;
    };

export type KvSettings = {
  /** Such as `https://bao.example:8200`. */
  readonly url: string;
  /** Mount of the KV engine, version 2. */
  readonly mount: string;
  readonly namespace?: string | undefined;
  readonly login: KvLogin;
};

type Token = { readonly token: string; readonly until: number };

const failed = (reason: string) => vaultErrors.externalFailed({ reason });

const jsonOf = ({ body }: HttpResponse): Fields => {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    if (isFields(value)) return value;
  } catch {
    // What it sent instead is not repeated: it may hold a secret.
  }
  throw failed('it sent no JSON');
};

const meaning: Readonly<Record<number, string>> = {
  400: 'it refused the request (400)',
  403: 'permission denied (403)',
  404: 'no such path or mount (404)',
  429: 'too many requests (429)',
  473: 'it is a standby node (473)',
  503: 'it is sealed or in maintenance (503)',
};
const statusText = (status: number) => meaning[status] ?? `status ${status}`;

/** A token is renewed by signing in again when this much of its life is over. */
const usedLife = 0.8;

type Deps = { readonly http: HttpClient; readonly clock: Clock; readonly settings: KvSettings };

const createSender =
  ({ http, settings: { url, namespace } }: Deps) =>
  async (request: { method: string; path: string; token?: string; body?: Fields }) => {
    try {
      return await http.request({
        method: request.method,
        url: `${url}/v1/${request.path}`,
        headers: {
          accept: 'application/json',
          'x-vault-request': 'true',
          ...(request.body ? { 'content-type': 'application/json' } : {}),
          ...(request.token ? { 'x-vault-token': request.token } : {}),
          ...(namespace ? { 'x-vault-namespace': namespace } : {}),
        },
        ...(request.body ? { body: JSON.stringify(request.body) } : {}),
      });
    } catch (error) {
      if (error instanceof HttpCallError) throw failed(`no answer (${error.reason})`);
      throw error;
    }
  };

/** Signs in once for everybody who waits, and again when the token has aged. */
const createTokens = (deps: Deps, send: ReturnType<typeof createSender>) => {
  const { clock, settings } = deps;
  let held: Promise<Token> | null = null;
  const signIn = async (): Promise<Token> => {
    const { login } = settings;
    if (login.kind === 'token') return { token: login.token, until: Number.POSITIVE_INFINITY };
    const reply = await send({
      method: 'POST',
      path: `auth/${login.mount}/login`,
      body: { role_id: login.roleId, secret_id: login.secretId },
    });
    if (reply.status !== 200) throw failed(`the AppRole sign-in: ${statusText(reply.status)}`);
    const { auth } = jsonOf(reply);
    if (!isFields(auth) || typeof auth['client_token'] !== 'string')
      throw failed('the AppRole sign-in gave no token');
    const seconds = Number(auth['lease_duration'] ?? 0);
    const lives = seconds > 0 ? seconds * 1_000 * usedLife : Number.POSITIVE_INFINITY;
    return { token: auth['client_token'], until: clock.monotonicMs() + lives };
  };
  const forget = () => {
    held = null;
  };
  return {
    async get(): Promise<string> {
      if (held && (await held).until <= clock.monotonicMs()) forget();
      if (!held) {
        const fresh = signIn();
        held = fresh;
        fresh.catch(() => {
          if (held === fresh) forget();
        });
      }
      return (await held).token;
    },
    forget,
  };
};

const valuesOf = (reply: HttpResponse): Readonly<Record<string, string>> | null => {
  const { data } = jsonOf(reply);
  if (!isFields(data) || !('data' in data)) throw failed('the mount is no KV version 2');
  // A deleted version keeps its description and has no data.
  if (!isFields(data['data'])) return null;
  return Object.fromEntries(
    Object.entries(data['data']).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value]] : [],
    ),
  );
};

/** HashiCorp Vault or OpenBao, secrets engine KV version 2. Reads only. */
export const createKvStore = (deps: Deps): ExternalStore => {
  const { url, mount, login } = deps.settings;
  const send = createSender(deps);
  const tokens = createTokens(deps, send);
  const get = async (path: string) => {
    const encoded = path.split('/').map(encodeURIComponent).join('/');
    return send({ method: 'GET', path: `${mount}/data/${encoded}`, token: await tokens.get() });
  };
  return {
    name: `KV store ${new URL(url).origin}`,
    async read(path) {
      let reply = await get(path);
      if (reply.status === 403 && login.kind === 'appRole') {
        // The token may have been revoked before its time.
        tokens.forget();
        reply = await get(path);
      }
      if (reply.status === 404) return null;
      if (reply.status !== 200) throw failed(statusText(reply.status));
      return valuesOf(reply);
    },
  };
};
