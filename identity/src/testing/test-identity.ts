import {
  type Handler,
  loginOperations,
  type OperationSpec,
  type Principal,
  type Reply,
} from '@tandem/contract';
import { PublicError, systemIds } from '@tandem/kit';
import { silentLog, type TestClock, testClock, testDatabase } from '@tandem/kit/testing';
import { toRootKey } from '@tandem/vault';
import { createIdentity, type Identity, type IdentityDeps, identityMigrations } from '../index.ts';
import { signInToConsole } from './sign-in.ts';
import { type TrackedDatabase, trackDatabase } from './tracked-database.ts';

export type CallInput = {
  readonly params?: Record<string, string>;
  readonly query?: Record<string, unknown>;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  /** Network address of the caller. */
  readonly address?: string;
};

// biome-ignore lint/suspicious/noExplicitAny: what a reply holds is what the test checks
export type TestReply = { status: number; body: any; headers: Readonly<Record<string, string>> };

export const origin = 'http://127.0.0.1:8080';

const lacks = (principal: Principal, { permission }: OperationSpec): boolean =>
  (permission?.all ?? []).some((name) => !principal.permissions.has(name)) ||
  (permission?.any !== undefined &&
    !permission.any.some((name) => principal.permissions.has(name)));

const shown = (reply: Reply): TestReply => ({
  status: reply.status,
  // Through JSON, as on the wire: a test sees what a client sees.
  body:
    typeof reply.body === 'string' ? reply.body : JSON.parse(JSON.stringify(reply.body ?? null)),
  headers: reply.headers ?? {},
});

const refused = ({ status, code, message }: PublicError): TestReply => ({
  status,
  body: { status, code, message },
  headers: {},
});

/** Calls an operation as the server does: token, permission, handler, errors as replies. */
const createCaller =
  (identity: () => Identity, record: (reply: TestReply) => TestReply) =>
  async (operation: OperationSpec, input: CallInput, token: string | null): Promise<TestReply> => {
    const handler = identity().handlers.find((one: Handler) => one.operation === operation);
    if (!handler) throw new Error(`nobody serves ${operation.method} ${operation.path}`);
    const principal = token === null ? null : await identity().authenticate(token);
    if (operation.access !== 'public') {
      if (!principal) return record({ status: 401, body: {}, headers: {} });
      if (lacks(principal, operation)) return record({ status: 403, body: {}, headers: {} });
    }
    try {
      const reply = await handler.run({
        principal: principal as Principal,
        params: input.params ?? {},
        query: input.query ?? {},
        body: input.body,
        headers: input.headers ?? {},
        correlationId: 'test-correlation',
        origin,
        clientOrigin: origin,
        address: input.address ?? '127.0.0.1',
        signal: new AbortController().signal,
      });
      return record(shown(reply));
    } catch (error) {
      if (error instanceof PublicError) return record(refused(error));
      if ((error as { code?: string }).code === '22P02')
        return record({ status: 404, body: { code: 'not.found' }, headers: {} });
      throw error;
    }
  };

export type TestIdentity = AsyncDisposable & {
  readonly db: TrackedDatabase;
  readonly clock: TestClock;
  readonly identity: Identity;
  /** A second node on the same database. */
  readonly anotherNode: (signals?: IdentityDeps['signals']) => Identity;
  readonly replies: readonly TestReply[];
  readonly call: (
    operation: OperationSpec,
    input?: CallInput,
    token?: string | null,
  ) => Promise<TestReply>;
  readonly organisation: (name?: string) => Promise<TestOrganisation>;
};

export type TestOrganisation = {
  readonly org: string;
  readonly adminId: string;
  readonly adminEmail: string;
  readonly adminPassword: string;
  /** Token of a client with the permissions; all of them when none are named. */
  readonly token: (...permissions: string[]) => Promise<string>;
  /** Token of a client, by its id and secret. */
  readonly tokenOf: (id: string, secret: string) => Promise<string>;
  /** Token of the administrator, signed in to the console. */
  readonly userToken: () => Promise<string>;
  /** Calls with all permissions. */
  readonly call: (operation: OperationSpec, input?: CallInput) => Promise<TestReply>;
};

/** Identity on a database of its own, with cheap passwords and a clock that stands still. */
export async function startTestIdentity(
  options: Partial<Pick<IdentityDeps, 'log' | 'permissions' | 'expanders'>> = {},
): Promise<TestIdentity> {
  const db = trackDatabase(
    await testDatabase({ migrations: [identityMigrations], schema: 'core' }),
  );
  const clock = testClock();
  const rootKey = toRootKey(Buffer.alloc(32, 9));
  const build = (signals?: IdentityDeps['signals']) =>
    createIdentity({
      db,
      ids: systemIds,
      clock,
      log: silentLog,
      rootKey,
      passwordCost: 4,
      ...(signals ? { signals } : {}),
      ...options,
    });
  const identity = build();
  const replies: TestReply[] = [];
  const record = (reply: TestReply) => {
    replies.push(reply);
    return reply;
  };
  const caller = createCaller(() => identity, record);
  const call: TestIdentity['call'] = (operation, input = {}, token = null) =>
    caller(operation, input, token);
  return {
    db,
    clock,
    identity,
    anotherNode: build,
    replies,
    call,
    organisation: (name = 'Acme') => testOrganisation({ identity, call }, name),
    async [Symbol.asyncDispose]() {
      identity.stop();
      await db.close();
    },
  };
}

const testOrganisation = async (
  { identity, call }: Pick<TestIdentity, 'identity' | 'call'>,
  name: string,
): Promise<TestOrganisation> => {
  const adminEmail = `admin@${name.toLowerCase()}.test`;
  const adminPassword = `${name}-password-1`;
  const { org, adminId } = await identity.usecases.createOrganisation({
    name,
    adminEmail,
    adminName: `${name} Admin`,
    password: adminPassword,
  });
  const tokenOf = async (id: string, secret: string) => {
    const body = { grant_type: 'client_credentials', client_id: id, client_secret: secret };
    return (await call(loginOperations.postOauthToken, { body })).body.access_token as string;
  };
  const token = async (...permissions: string[]) => {
    const { id, secret } = await identity.usecases.createClient({
      org,
      name: 'Test client',
      ...(permissions.length > 0 ? { permissions } : { role: 'Master Admin' }),
    });
    return tokenOf(id, secret);
  };
  let all: Promise<string> | undefined;
  return {
    org,
    adminId,
    adminEmail,
    adminPassword,
    token,
    tokenOf,
    userToken: () => signInToConsole(call, { email: adminEmail, password: adminPassword }),
    async call(operation, input) {
      all ??= token();
      return call(operation, input, await all);
    },
  };
};
