import {
  type AuditNote,
  gatewayFlowOperations,
  type OperationSpec,
  type Principal,
  platformFlowOperations,
  type Reply,
} from '@tandem/contract';
import {
  createSnapshots,
  type Database,
  derivedUuid,
  type MigrationSet,
  type PublicError,
  systemIds,
} from '@tandem/kit';
import { silentLog, type TestClock, testClock, testDatabase } from '@tandem/kit/testing';
import type { FlowDocument, FlowKind } from '../flow.model.ts';
import { contextOfSecret } from '../secrets.ts';
import {
  createPublishedFlows,
  type FlowServices,
  flowLibraryHandlers,
  type LibraryDeps,
  type PublishedFlows,
} from './index.ts';

export const [acme, globex] = [derivedUuid('acme'), derivedUuid('globex')];

export type Half = 'platform' | 'gateway';

const migrationsOf = (owner: string): MigrationSet => ({
  package: owner,
  folder: new URL(`../../../${owner}/migrations/`, import.meta.url),
});

const kindsOf: Readonly<Record<Half, readonly FlowKind[]>> = {
  platform: ['inboundMessage'],
  gateway: ['bot', 'automation'],
};

export const operationsOf = { platform: platformFlowOperations, gateway: gatewayFlowOperations };

const deaf = { listen: async () => {}, notify: async () => {}, onGap: () => {} };

type Input = {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
};

type Answer<Body> = { readonly status: number; readonly body: Body };

export type Caller = <Body = Record<string, unknown>>(
  operation: OperationSpec,
  input?: Input,
) => Promise<Answer<Body>>;

const usual = ['vault:connection:use', 'integrations:connector:view'];

const person = (org: string, name: string, permissions: readonly string[]): Principal => ({
  ...{ org, kind: 'user', userId: derivedUuid(name), clientId: derivedUuid('console') },
  ...{ tokenId: derivedUuid('token', name), permissions: new Set(permissions), bundled: false },
});

/** Seals by turning around, so that a stored text can be told from a typed one. */
const turned = (text: string) => text.split('').reverse().join('');

type Setup = {
  readonly policy: { insecure: 'allowed' | 'forbidden' };
  readonly credentials: Map<string, readonly [credential: string, attribute: string]>;
};

const forbidden = (code: string): PublicError =>
  Object.assign(new Error(code), { status: 400, code }) as never;

const servicesOf = ({ policy, credentials }: Setup): FlowServices => ({
  async keepSecret(by, { asked, entity, field, context }) {
    if (asked.kind === 'credential') {
      if (!credentials.has(`${asked.credential} ${asked.attribute}`))
        throw forbidden('vault.secret.unknown');
      return { source: asked, note: null };
    }
    if (asked.kind === 'variable') return { source: asked, note: null };
    if (policy.insecure === 'forbidden') throw forbidden('vault.insecure.forbidden');
    const note: AuditNote = {
      ...{ org: by.principal.org, actor: { kind: 'user', id: by.principal.userId } },
      ...{ action: 'insecureString', entity, changes: { [field]: {} } },
    };
    const sealed = Buffer.from(`${context} ${turned(asked.value ?? '')}`).toString('base64');
    return { source: { kind: 'insecure', sealed }, note };
  },
  async openSecret(_org, secret) {
    const text = Buffer.from(secret.sealed, 'base64').toString();
    const context = contextOfSecret(secret);
    if (!text.startsWith(`${context} `)) throw forbidden('vault.cannot.open');
    return turned(text.slice(context.length + 1));
  },
  async resealSecret(org, secret, context) {
    const text = await this.openSecret(org, secret);
    return Buffer.from(`${context} ${turned(text)}`).toString('base64');
  },
  names: async (_org, ids) => new Map(ids.map((id) => [id, `name of ${id}`])),
  async credentialNames(_org, { credential, attribute }) {
    const found = credentials.get(`${credential} ${attribute}`);
    return found ? { credential: found[0], attribute: found[1] } : null;
  },
  globals: async () => ['shopName'],
  choices: {
    connector: async (org) => [{ id: derivedUuid('crm', org), name: 'CRM' }],
    connection: async (org) => [{ id: derivedUuid('shop', org), name: 'Shop' }],
  },
});

export type TestLibrary = AsyncDisposable & {
  readonly db: Database;
  readonly clock: TestClock;
  readonly published: PublishedFlows;
  readonly notes: AuditNote[];
  readonly uses: Map<string, readonly string[]>;
  readonly setup: Setup;
  readonly services: FlowServices;
  readonly as: (
    name: string,
    options?: { org?: string; permissions?: readonly string[] },
  ) => Caller;
};

/** The library on the real tables of a half. */
export const startLibrary = async (half: Half): Promise<TestLibrary> => {
  const db = await testDatabase({
    migrations: [migrationsOf('lanes'), migrationsOf('events'), migrationsOf(half)],
    schema: half,
  });
  const clock = testClock();
  const snapshots = createSnapshots({ db, listener: deaf, clock, log: silentLog });
  const notes: AuditNote[] = [];
  const uses = new Map<string, readonly string[]>();
  const setup: Setup = { policy: { insecure: 'allowed' }, credentials: new Map() };
  const services = servicesOf(setup);
  const deps: LibraryDeps = {
    ...{ db, snapshots, clock, ids: systemIds, kinds: kindsOf[half] },
    services,
    audit: async (_tx, note) => void notes.push(note),
    usesOf: async (_org, { id }) =>
      (uses.get(id) ?? []).map((name) => ({ kind: 'address', id: name, name })),
  };
  const handlers = flowLibraryHandlers(operationsOf[half], deps);
  const as: TestLibrary['as'] = (name, { org = acme, permissions = usual } = {}) =>
    (async (operation: OperationSpec, input: Input = {}) => {
      const handler = handlers.find((one) => one.operation === operation);
      if (!handler) throw new Error(`${operation.method} ${operation.path} is not mounted`);
      const reply: Reply = await handler.run({
        ...{ params: {}, query: {}, body: undefined, ...input, headers: {} },
        ...{ principal: person(org, name, permissions), correlationId: 'test' },
        ...{ origin: '', clientOrigin: '', address: '', signal: AbortSignal.timeout(10_000) },
      });
      return { status: reply.status, body: reply.body };
    }) as Caller;
  return {
    ...{ db, clock, notes, uses, setup, services, as },
    published: createPublishedFlows({ db, snapshots, services }),
    [Symbol.asyncDispose]: () => db.close(),
  };
};

/** A flow that logs a text and ends; every kind can. */
export const logging = (kind: FlowKind, message = 'hello'): FlowDocument => ({
  ...{ language: 1, kind, variables: [], start: 'a', edges: [] },
  actions: [{ id: 'a', type: 'log', name: 'Note', settings: { message } }],
});

/** A flow that calls another one. */
export const calling = (kind: FlowKind, flow: string): FlowDocument => ({
  ...{ language: 1, kind, variables: [], start: 'call', edges: [] },
  actions: [{ id: 'call', type: 'subflow', name: 'Call', settings: { flow } }],
});

/** A flow that signs in with a secret given in some way. */
export const signingIn = (kind: FlowKind, clientSecret: unknown): FlowDocument =>
  ({
    ...{ language: 1, kind, variables: [], start: 'in', edges: [] },
    actions: [
      {
        ...{ id: 'in', type: 'oauthAuthentication', name: 'Sign in', description: 'x' },
        settings: {
          environmentUrl: 'https://api.example.org',
          clientId: { kind: 'insecure', value: 'client id' },
          clientSecret,
          session: 'Default',
        },
      },
    ],
  }) as FlowDocument;
