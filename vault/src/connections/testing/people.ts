import {
  type AuditNote,
  connectionPermissions,
  type Handler,
  type OperationSpec,
  type Principal,
} from '@tandem/contract';
import { type Database, PublicError, systemClock, systemIds } from '@tandem/kit';
import { silentLog, type TestClock, testClock, testDatabase } from '@tandem/kit/testing';
import {
  createConnections,
  createSealer,
  createVault,
  type NoteAudit,
  type VaultDirectory,
  vaultMigrations,
} from '../../index.ts';
import { testOrigin } from './authorization-server.ts';
import { loopbackPorts, testRootKey } from './engine.ts';

export type TestReply = {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: what a reply holds is what the test checks
  readonly body: any;
  readonly headers: Readonly<Record<string, string>>;
};

type Input = {
  readonly params?: Record<string, string>;
  readonly query?: Record<string, unknown>;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
};

const lacks = (principal: Principal | null, { permission }: OperationSpec): boolean =>
  permission?.any !== undefined && !permission.any.some((one) => principal?.permissions.has(one));

const serve = async (
  handlers: readonly Handler[],
  {
    operation,
    input,
    principal,
  }: { operation: OperationSpec; input: Input; principal: Principal | null },
): Promise<TestReply> => {
  const handler = handlers.find((one) => one.operation === operation);
  if (!handler) throw new Error(`nobody serves ${operation.path}`);
  if (lacks(principal, operation)) return { status: 403, body: {}, headers: {} };
  try {
    const {
      status,
      body,
      headers = {},
    } = await handler.run({
      principal: principal as Principal,
      params: input.params ?? {},
      query: input.query ?? {},
      body: input.body,
      headers: input.headers ?? {},
      correlationId: 'test-correlation',
      origin: testOrigin,
      clientOrigin: testOrigin,
      address: '127.0.0.1',
      signal: new AbortController().signal,
    });
    const isText = typeof body === 'string';
    return { status, headers, body: isText ? body : JSON.parse(JSON.stringify(body ?? null)) };
  } catch (error) {
    if (!(error instanceof PublicError)) throw error;
    const { status, code, message } = error;
    return { status, body: { code, message }, headers: {} };
  }
};

const nobody: VaultDirectory = {
  rolesOf: async () => [],
  userNames: async () => new Map(),
  subjectNames: async () => new Map(),
  roleNames: async () => new Map(),
};

/** Connections on a database of their own, with people who call their operations; the clock begins at the real time. */
export const startTestConnections = async () => {
  const db: Database = await testDatabase({ migrations: [vaultMigrations], schema: 'core' });
  const clock: TestClock = testClock(systemClock.now());
  const { guard, http } = loopbackPorts();
  const notes: AuditNote[] = [];
  const uses = new Map<string, readonly { id: string; name: string }[]>();
  const replies: TestReply[] = [];
  const sealer = createSealer({ db, rootKey: testRootKey, ids: systemIds, clock });
  const audit: NoteAudit = async (_tx, note) => void notes.push(note);
  const vault = createVault({
    ...{ db, clock, ids: systemIds, log: silentLog, sealer, audit, external: null },
    directory: nobody,
  });
  const connections = createConnections({
    ...{ db, clock, guard, http, ids: systemIds, log: silentLog, sealer, audit },
    ...{ secrets: vault.secrets, variable: vault.variables.lookup },
    usesOf: async (org, { id }) => uses.get(`${org} ${id}`) ?? [],
  });
  const run = async (operation: OperationSpec, input: Input, principal: Principal | null) => {
    const reply = await serve(connections.handlers, { operation, input, principal });
    replies.push(reply);
    return reply;
  };
  return {
    ...{ db, clock, connections, notes, replies },
    /** Flows that name a connection, by organisation and id of the connection. */
    uses,
    /** A browser without a token. */
    browse: (operation: OperationSpec, input: Input = {}) => run(operation, input, null),
    person(org: string, permissions: readonly string[] = connectionPermissions) {
      const id = systemIds.uuid();
      const principal: Principal = {
        ...{ org, userId: id, tokenId: id, kind: 'user', clientId: 'console', bundled: false },
        permissions: new Set(permissions),
      };
      return {
        id,
        call: (operation: OperationSpec, input: Input = {}) => run(operation, input, principal),
      };
    },
    async [Symbol.asyncDispose]() {
      await http.close();
      await db.close();
    },
  };
};
