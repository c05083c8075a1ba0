import {
  type AuditNote,
  type Handler,
  type OperationSpec,
  type Principal,
  variablePermissions,
  vaultPermissions,
} from '@tandem/contract';
import { type Database, PublicError, systemIds } from '@tandem/kit';
import { silentLog, type TestClock, testClock, testDatabase, testIds } from '@tandem/kit/testing';
import {
  createSealer,
  createVault,
  type ExternalStore,
  type NoteAudit,
  type Sealer,
  toRootKey,
  type Vault,
  type VaultDirectory,
  vaultMigrations,
} from '../index.ts';

// biome-ignore lint/suspicious/noExplicitAny: what a reply holds is what the test checks
export type TestReply = { status: number; body: any };

type Input = {
  readonly params?: Record<string, string>;
  readonly query?: Record<string, unknown>;
  readonly body?: unknown;
};

/** Somebody who calls the operations of the vault. */
export type Person = {
  readonly id: string;
  readonly principal: Principal;
  readonly call: (operation: OperationSpec, input?: Input) => Promise<TestReply>;
};

export type TestVault = AsyncDisposable & {
  readonly db: Database;
  readonly vault: Vault;
  readonly sealer: Sealer;
  readonly clock: TestClock;
  readonly notes: readonly AuditNote[];
  readonly directory: VaultDirectory;
  readonly audit: NoteAudit;
  /** Somebody is not active any more. */
  readonly retire: (id: string) => void;
  /** A user of an organisation with roles; with every permission of the vault but that for all lockers. */
  readonly person: (org: string, options?: PersonOptions) => Person;
  readonly role: (org: string, name: string) => string;
};

type PersonOptions = {
  readonly name?: string;
  readonly roles?: readonly string[];
  readonly permissions?: readonly string[];
  readonly client?: boolean;
};

const usual = [...vaultPermissions, ...variablePermissions].filter(
  (permission) => permission !== 'vault:locker:administer',
);

type People = Map<string, { org: string; name: string; roles: readonly string[]; client: boolean }>;

/** People and roles as identity would tell of them. */
const directoryOf = (people: People, roles: Map<string, { org: string; name: string }>) => {
  const names = (org: string, ids: readonly string[], clients: boolean) =>
    new Map(
      ids.flatMap((id) => {
        const one = people.get(id);
        return one?.org === org && (clients || !one.client) ? [[id, one.name] as const] : [];
      }),
    );
  return {
    rolesOf: async (_org, subject) => people.get(subject)?.roles ?? [],
    userNames: async (org, ids) => names(org, ids, false),
    subjectNames: async (org, ids) => names(org, ids, true),
    roleNames: async (org, ids) =>
      new Map(
        ids.flatMap((id) => {
          const one = roles.get(id);
          return one?.org === org ? [[id, one.name] as const] : [];
        }),
      ),
  } satisfies VaultDirectory;
};

const run = async (
  vault: Vault,
  { operation, input, principal }: { operation: OperationSpec; input: Input; principal: Principal },
): Promise<TestReply> => {
  const handler = vault.handlers.find((one: Handler) => one.operation === operation);
  if (!handler) throw new Error(`nobody serves ${operation.path}`);
  const lacking = (operation.permission?.all ?? []).filter(
    (one) => !principal.permissions.has(one),
  );
  const any = operation.permission?.any;
  if (any && !any.some((one) => principal.permissions.has(one))) lacking.push(...any);
  if (lacking.length > 0) return { status: 403, body: { code: 'missing.permissions' } };
  try {
    const { status, body } = await handler.run({
      principal,
      params: input.params ?? {},
      query: input.query ?? {},
      body: input.body,
      headers: {},
      correlationId: 'test-correlation',
      origin: 'http://127.0.0.1',
      clientOrigin: 'http://127.0.0.1',
      address: '127.0.0.1',
      signal: new AbortController().signal,
    });
    return { status, body: JSON.parse(JSON.stringify(body ?? null)) };
  } catch (error) {
    if (!(error instanceof PublicError)) throw error;
    return { status: error.status, body: { code: error.code, message: error.message } };
  }
};

/** The vault on a database of its own; a clock that stands still. */
export async function startTestVault(
  options: {
    readonly external?: ExternalStore;
    readonly environment?: ReadonlyMap<string, string>;
  } = {},
): Promise<TestVault> {
  const db = await testDatabase({ migrations: [vaultMigrations], schema: 'core' });
  const clock = testClock();
  const ids = testIds('people');
  const [people, roles]: [People, Map<string, { org: string; name: string }>] = [
    new Map(),
    new Map(),
  ];
  const notes: AuditNote[] = [];
  const sealer = createSealer({
    db,
    rootKey: toRootKey(Buffer.alloc(32, 5)),
    ids: systemIds,
    clock,
  });
  const directory = directoryOf(people, roles);
  const audit: NoteAudit = async (_tx, note) => void notes.push(note);
  const vault = createVault({
    ...{ db, clock, sealer, ids: systemIds, log: silentLog },
    external: options.external ?? null,
    environment: options.environment ?? new Map(),
    ...{ directory, audit },
  });
  return {
    ...{ db, vault, sealer, clock, notes, directory, audit },
    retire: (id) => void people.delete(id),
    role(org, name) {
      const id = ids.uuid();
      roles.set(id, { org, name });
      return id;
    },
    person(org, { name = 'Ada', roles: held = [], permissions = usual, client = false } = {}) {
      const id = ids.uuid();
      people.set(id, { org, name, roles: held, client });
      const principal: Principal = {
        org,
        kind: client ? 'client' : 'user',
        userId: client ? null : id,
        clientId: client ? id : 'console',
        tokenId: id,
        permissions: new Set(permissions),
        bundled: false,
      };
      return {
        id,
        principal,
        call: (operation, input = {}) => run(vault, { operation, input, principal }),
      };
    },
    async [Symbol.asyncDispose]() {
      vault.stop();
      await db.close();
    },
  };
}
