import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type AuditNote,
  gatewayFlowOperations,
  type OperationSpec,
  type Principal,
  platformFlowOperations,
  type SimulationView,
} from '@tandem/contract';
import {
  createEgressGuard,
  createHttpClient,
  createSnapshots,
  type Database,
  defineErrors,
  derivedUuid,
  type MigrationSet,
  type PublicError,
  parseEgressRule,
  systemIds,
} from '@tandem/kit';
import { silentLog, type TestClock, testClock, testDatabase } from '@tandem/kit/testing';
import { createFlowCalls } from '../calls/index.ts';
import type { FlowAction, FlowDocument, FlowEdge, FlowKind } from '../flow.model.ts';
import { createPublishedFlows, type FlowServices, flowLibraryHandlers } from '../library/index.ts';
import { contextOfSecret, type SealedSecret } from '../secrets.ts';
import { createSimulator, type SimulationDeps, type Simulator } from './index.ts';

export type Half = 'platform' | 'gateway';
export const [acme, globex] = [derivedUuid('acme'), derivedUuid('globex')];
export const operationsOf = { platform: platformFlowOperations, gateway: gatewayFlowOperations };
export const kindsOf: Readonly<Record<Half, readonly FlowKind[]>> = {
  platform: ['inboundMessage'],
  gateway: ['bot', 'automation'],
};

const migrationsOf = (owner: string): MigrationSet => ({
  package: owner,
  folder: new URL(`../../../${owner}/migrations/`, import.meta.url),
});

type Settings = FlowAction['settings'];
export const act = (id: string, type: string, settings: Settings = {}): FlowAction => ({
  ...{ id, type, name: id, settings },
});

/** `a.next>b` is the edge from a's outlet `next` to b; without edges one action follows the other. */
export const draft = (
  kind: FlowKind,
  actions: readonly FlowAction[],
  more: Partial<Omit<FlowDocument, 'edges'>> & { readonly edges?: string } = {},
): FlowDocument => {
  const along = actions.slice(1).map(({ id }, at) => `${actions[at]?.id}.next>${id}`);
  const { edges = along.join(' '), ...rest } = more;
  return {
    ...{ language: 1, kind, variables: [], start: actions[0]?.id ?? null, actions, ...rest },
    edges: edges
      .split(' ')
      .filter((edge) => edge !== '')
      .map((edge): FlowEdge => {
        const [from = '', outlet = '', to = ''] = edge.split(/[.>]/);
        return { from, outlet, to };
      }),
  };
};

export const get = (id: string, url: string, more: Settings = {}): FlowAction =>
  act(id, 'httpRequest', {
    ...{ requestUrl: url, method: 'GET', useAuthenticatedEndpoint: false, idempotencyKey: true },
    ...{ responseTimeoutMs: 600_000, retries: 0, ...more },
  });

export type Seen = {
  readonly url: string;
  readonly key: string | undefined;
  readonly authorization: string | undefined;
  readonly body: string;
};

/** A server that flows call. What it holds back is answered by `release`. */
export const startTarget = async () => {
  const seen: Seen[] = [];
  const held: ServerResponse[] = [];
  const state = { holds: false };
  const waiting: (() => void)[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const key = request.headers['idempotency-key'] as string | undefined;
    const { url = '', headers } = request;
    seen.push({ url, key, authorization: headers.authorization, body });
    if (state.holds) held.push(response);
    else response.end('{"name":"Ada","access_token":"t0ken","expires_in":3600}');
    for (const tell of waiting.splice(0)) tell();
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    ...{ seen, state, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` },
    release() {
      for (const response of held.splice(0)) response.end('{"name":"Late"}');
    },
    /** Resolves when it was asked that often. */
    async asked(times: number) {
      while (seen.length < times) await new Promise<void>((resolve) => waiting.push(resolve));
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
export type Target = Awaited<ReturnType<typeof startTarget>>;

const vaultErrors = defineErrors('test vault', {
  notAConsumer: { status: 403, code: 'vault.not.a.consumer', text: 'Not a consumer.' },
});

/** Seals so that what is stored shows nothing of the text. */
export const testSealer: SimulationDeps['sealer'] = {
  seal: async ({ org, context, text }) =>
    Buffer.from(`${org} ${context}#${Buffer.from(text).toString('hex')}`).toString('base64'),
  async open({ org, context, sealed }) {
    const [bound, hex = ''] = Buffer.from(sealed, 'base64').toString().split('#');
    if (bound !== `${org} ${context}`) throw new Error('sealed for another place');
    return Buffer.from(hex, 'hex').toString('utf8');
  },
};

const services: FlowServices = {
  async keepSecret({ principal: { org } }, { asked, context: place, entity, field }) {
    if (asked.kind === 'credential') throw vaultErrors.notAConsumer();
    if (asked.kind === 'variable') return { source: asked, note: null };
    const note: AuditNote = {
      ...{ org, actor: { kind: 'system', id: null }, action: 'insecureString' },
      ...{ entity, changes: { [field]: {} } },
    } as AuditNote;
    const text = asked.value ?? '';
    return {
      source: { kind: 'insecure', sealed: await testSealer.seal({ org, context: place, text }) },
      note,
    };
  },
  openSecret: (org, secret) =>
    testSealer.open({ org, context: contextOfSecret(secret), sealed: secret.sealed }),
  async resealSecret(org, secret, context) {
    return testSealer.seal({ org, context, text: await this.openSecret(org, secret) });
  },
  names: async () => new Map(),
  globals: async () => ['shopName'],
  choices: {},
};

const deaf = { listen: async () => {}, notify: async () => {}, onGap: () => {} };

type Input = {
  readonly params?: Readonly<Record<string, string>>;
  readonly body?: unknown;
};
export type Answer = { readonly status: number; readonly body: SimulationView };

type Who = { readonly org?: string; readonly permissions?: readonly string[] };

const person = (
  name: string,
  { org = acme, permissions = ['vault:connection:use', 'integrations:connector:view'] }: Who,
): Principal => ({
  ...{ org, kind: 'user', userId: derivedUuid(name), clientId: derivedUuid('console') },
  ...{ tokenId: derivedUuid('token', name), permissions: new Set(permissions), bundled: false },
});

const callerOf =
  ({ handlers }: Pick<Simulator, 'handlers'>, principal: Principal) =>
  async (operation: OperationSpec, input: Input = {}): Promise<Answer> => {
    const handler = handlers.find((one) => one.operation === operation);
    if (!handler) throw new Error(`${operation.method} ${operation.path} is not mounted`);
    const reply = await handler.run({
      ...{ params: {}, query: {}, body: undefined, ...input, headers: {} },
      ...{ principal, correlationId: 'test' },
      ...{ origin: '', clientOrigin: '', address: '', signal: AbortSignal.timeout(30_000) },
    });
    return { status: reply.status, body: reply.body as SimulationView };
  };

/** What somebody does with the simulator of a node. */
const userOf = (half: Half, simulator: Simulator, principal: Principal) => {
  const ops = operationsOf[half];
  const call = callerOf(simulator, principal);
  const at = (simulationId: string) => ({ params: { simulationId } });
  return {
    start: async (document: unknown, more: Readonly<Record<string, unknown>> = {}) =>
      (await call(ops.startSimulation, { body: { document, ...more } })).body,
    look: async (id: string) => (await call(ops.getSimulation, at(id))).body,
    say: async (id: string, text: string, more: Readonly<Record<string, unknown>> = {}) =>
      (await call(ops.messageSimulation, { ...at(id), body: { text, ...more } })).body,
    skip: async (id: string) => (await call(ops.skipSimulation, at(id))).body,
  };
};
export type User = ReturnType<typeof userOf>;

export type TestNode = Simulator & { readonly as: (name: string, who?: Who) => User };

export type SimulationWorld = AsyncDisposable & {
  readonly db: Database;
  readonly clock: TestClock;
  readonly node: (more?: Partial<SimulationDeps>) => TestNode;
  /** Saves a flow, and publishes it; answers its id. */
  readonly save: (name: string, document: FlowDocument) => Promise<string>;
};

/** The simulator on the real tables of a half. */
export const startSimulations = async (half: Half): Promise<SimulationWorld> => {
  const db = await testDatabase({
    migrations: [migrationsOf('lanes'), migrationsOf('events'), migrationsOf(half)],
    schema: half,
  });
  const clock = testClock();
  const snapshots = createSnapshots({ db, listener: deaf, clock, log: silentLog });
  const guard = createEgressGuard({ allow: [parseEgressRule('127.0.0.0/8')] });
  const http = createHttpClient({ guard });
  const nowhere = () => Promise.reject(new Error('not in these tests'));
  const nodes: Simulator[] = [];
  const node = (more: Partial<SimulationDeps> = {}): TestNode => {
    const calls = createFlowCalls({
      ...{ http, guard, clock, ids: systemIds, callThrough: nowhere },
      connections: { accessToken: nowhere, apiBase: nowhere },
      openSecret: (org, source) => services.openSecret(org, source as SealedSecret),
    });
    const simulator = createSimulator(operationsOf[half], {
      ...{ db, clock, ids: systemIds, log: silentLog, sealer: testSealer, services, calls },
      ...{ kinds: kindsOf[half], published: createPublishedFlows({ db, snapshots, services }) },
      globals: async () => ({ shopName: 'Corner shop' }),
      ...more,
    });
    nodes.push(simulator);
    return { ...simulator, as: (name, who = {}) => userOf(half, simulator, person(name, who)) };
  };
  const library = flowLibraryHandlers(operationsOf[half], {
    ...{ db, snapshots, clock, ids: systemIds, kinds: kindsOf[half], services },
    ...{ audit: async () => {}, usesOf: async () => [] },
  });
  const save = async (name: string, document: FlowDocument) => {
    const call = callerOf({ handlers: library }, person('ada', {}));
    const ops = operationsOf[half];
    const { body } = await call(ops.createFlow, { body: { name, kind: document.kind, document } });
    await call(ops.publishFlow, { params: { flowId: body.id }, body: {} });
    return body.id;
  };
  return {
    ...{ db, clock, node, save },
    async [Symbol.asyncDispose]() {
      for (const one of nodes) await one.stop();
      await http.close();
      await db.close();
    },
  };
};

/** What a call is refused with. */
export const refusal = async (call: Promise<unknown>): Promise<PublicError> =>
  call.then(
    () => {
      throw new Error('it was not refused');
    },
    (error: PublicError) => error,
  );
