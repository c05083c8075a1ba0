import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

type Version = { readonly data: Record<string, string> | null; readonly deleted: boolean };

/** A stand-in for the HTTP API of Vault and OpenBao: KV version 2 under `secret`, AppRole, as strict as the real one. */
export type FakeKv = {
  readonly url: string;
  readonly rootToken: string;
  readonly leaseSeconds: number;
  readonly put: (path: string, data: Record<string, string>) => void;
  /** Soft deletion: the version stays, without its data. */
  readonly remove: (path: string) => void;
  readonly seal: (sealed: boolean) => void;
  /** Ends every token but the root's. */
  readonly revokeAll: () => void;
  readonly logins: () => number;
  readonly close: () => Promise<void>;
};

type State = {
  readonly secrets: Map<string, Version[]>;
  readonly tokens: Set<string>;
  sealed: boolean;
  logins: number;
};

type Answer = readonly [status: number, body: unknown];
const denied: Answer = [403, { errors: ['permission denied'] }];
const notFound: Answer = [404, { errors: [] }];
const leaseSeconds = 600;

const envelope = (more: object) => ({
  request_id: 'request',
  lease_id: '',
  renewable: false,
  lease_duration: 0,
  data: null,
  wrap_info: null,
  warnings: null,
  auth: null,
  ...more,
});

const readSecret = ({ secrets }: State, path: string): Answer => {
  const versions = secrets.get(path);
  const last = versions?.at(-1);
  if (!versions || !last) return notFound;
  const metadata = {
    created_time: '2026-01-01T00:00:00.000000000Z',
    custom_metadata: null,
    deletion_time: last.deleted ? '2026-01-01T00:00:00.000000000Z' : '',
    destroyed: false,
    version: versions.length,
  };
  return [last.deleted ? 404 : 200, envelope({ data: { data: last.data, metadata } })];
};

const signIn = (
  state: State,
  login: { roleId: string; secretId: string },
  body: Record<string, unknown>,
): Answer => {
  if (body['role_id'] !== login.roleId || body['secret_id'] !== login.secretId)
    return [400, { errors: ['invalid role or secret ID'] }];
  state.logins += 1;
  const token = `token-${state.logins}`;
  state.tokens.add(token);
  const auth = { client_token: token, lease_duration: leaseSeconds, renewable: true };
  return [200, envelope({ auth })];
};

const answerTo = async (
  request: IncomingMessage,
  state: State,
  login: { roleId: string; secretId: string },
): Promise<Answer> => {
  if (state.sealed) return [503, { errors: ['Vault is sealed'] }];
  if (request.headers['x-vault-request'] !== 'true')
    return [412, { errors: ['no request header'] }];
  const path = decodeURIComponent((request.url ?? '').replace(/^\/v1\//, ''));
  if (path === 'auth/approle/login') {
    if (request.method !== 'POST') return [405, { errors: ['unsupported operation'] }];
    return signIn(state, login, JSON.parse(await text(request)));
  }
  const token = request.headers['x-vault-token'];
  // The token is of the root namespace and means nothing in another.
  if (request.headers['x-vault-namespace']) return denied;
  if (typeof token !== 'string' || !state.tokens.has(token)) return denied;
  if (request.method !== 'GET') return [405, { errors: ['unsupported operation'] }];
  if (path.startsWith('secret/data/')) return readSecret(state, path.slice('secret/data/'.length));
  // Version 1 of the engine knows no `data/` and answers the values bare.
  if (path.startsWith('old/')) return [200, envelope({ data: { a: '1' } })];
  return notFound;
};

export const startFakeKv = async (login: { roleId: string; secretId: string }): Promise<FakeKv> => {
  const rootToken = 'root-token';
  const state: State = {
    secrets: new Map(),
    tokens: new Set([rootToken]),
    sealed: false,
    logins: 0,
  };
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const [status, body] = await answerTo(request, state, login);
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  };
  const server = createServer((request, response) => void serve(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const add = (path: string, version: Version) =>
    state.secrets.set(path, [...(state.secrets.get(path) ?? []), version]);
  return {
    url: `http://127.0.0.1:${port}`,
    rootToken,
    leaseSeconds,
    put: (path, data) => void add(path, { data, deleted: false }),
    remove: (path) => {
      const versions = state.secrets.get(path) ?? [];
      state.secrets.set(path, [...versions.slice(0, -1), { data: null, deleted: true }]);
    },
    seal: (sealed) => {
      state.sealed = sealed;
    },
    revokeAll: () => {
      state.tokens.clear();
      state.tokens.add(rootToken);
    },
    logins: () => state.logins,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
};
