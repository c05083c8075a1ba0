import { flowPermissions, type Principal } from '@tandem/contract';
import { eventsMigrations, type OutgoingAudit } from '@tandem/events';
import {
  type CompiledFlow,
  compileFlow,
  createFlowCalls,
  type FlowAction,
  type FlowDocument,
  type FlowEdge,
  type PublishedFlow,
} from '@tandem/flows';
import {
  createEgressGuard,
  createHttpClient,
  createListener,
  createTestClock,
  type Database,
  derivedUuid,
  parseEgressRule,
  silentLog,
  systemIds,
  type TestClock,
} from '@tandem/kit';
import { testDatabase } from '@tandem/kit/testing';
import { createLanes, type Lanes, lanesMigrations } from '@tandem/lanes';
import { gatewayMigrations } from '../migrations.ts';
import {
  type Answer,
  type CallInit,
  call,
  endedOrDead,
  type Life,
  mortal,
  newLife,
  startTestHost,
} from '../testing/index.ts';
import { createTimersQueue, timersQueueName } from '../timers/index.ts';
import type { AutomationFlows, FlowHead } from './automation.model.ts';
import { type Automation, createAutomation } from './automation.ts';
import type { IncomingEvent, IncomingEvents } from './incoming-events.ts';

export const [orgA, orgB] = [derivedUuid('automation a'), derivedUuid('automation b')];

type Settings = FlowAction['settings'];
export const act = (id: string, type: string, settings: Settings = {}): FlowAction => ({
  ...{ id, type, name: id, settings },
});

/** `a.next>b` is the edge from a's outlet `next` to b. */
export const flow = (
  actions: readonly FlowAction[],
  more: Partial<Omit<FlowDocument, 'edges'>> & { readonly edges?: string } = {},
): FlowDocument => {
  const along = actions.slice(1).map(({ id }, at) => `${actions[at]?.id}.next>${id}`);
  const { edges = along.join(' '), ...rest } = more;
  const list = edges.split(' ').filter((edge) => edge !== '');
  return {
    ...{ language: 1, kind: 'automation', variables: [], start: actions[0]?.id ?? null, actions },
    ...rest,
    edges: list.map((edge): FlowEdge => {
      const [from = '', outlet = '', to = ''] = edge.split(/[.>]/);
      return { from, outlet, to };
    }),
  };
};

export const set = (id: string, variable: string, value: string): FlowAction =>
  act(id, 'setVariable', { assignments: [{ variable, value }] });
export const pause = (id: string, seconds = 60): FlowAction =>
  act(id, 'wait', { duration: seconds });
export const get = (id: string, url: string, more: Settings = {}): FlowAction =>
  act(id, 'httpRequest', {
    requestUrl: url,
    method: 'GET',
    useAuthenticatedEndpoint: false,
    idempotencyKey: true,
    ...more,
  });

/** Published flows of a test, in memory. */
export type TestFlows = AutomationFlows & {
  readonly publish: (
    name: string,
    document: FlowDocument,
    options?: { org?: string; label?: string; kind?: string },
  ) => string;
  readonly activate: (id: string, active: boolean) => void;
  readonly remove: (id: string) => void;
};

const createTestFlows = (): TestFlows => {
  const heads = new Map<string, FlowHead & { org: string }>();
  const versions = new Map<string, CompiledFlow[]>();
  const labels = new Map<string, number>();
  const head = (org: string, id: string) => {
    const found = heads.get(id);
    return found?.org === org ? found : null;
  };
  const version = async (
    org: string,
    id: string,
    number: number,
  ): Promise<PublishedFlow | null> => {
    const compiled = versions.get(id)?.[number - 1];
    const name = head(org, id)?.name;
    return compiled && name !== undefined ? { id, name, version: number, flow: compiled } : null;
  };
  return {
    head: async (org, id) => head(org, id),
    version,
    async find(org, id, label) {
      const number = labels.get(`${id} ${label}`);
      return number === undefined || !head(org, id)?.active ? null : version(org, id, number);
    },
    subflows: async () => ({ find: () => null, get: () => null }),
    publish(name, document, { org = orgA, label = 'Latest', kind = 'automation' } = {}) {
      const id = derivedUuid(org, name);
      const { flow: compiled, problems } = compileFlow(document);
      if (!compiled) throw new Error(JSON.stringify(problems));
      const all = [...(versions.get(id) ?? []), compiled];
      versions.set(id, all);
      heads.set(id, { id, org, name, kind, active: true });
      labels.set(`${id} ${label}`, all.length);
      return id;
    },
    activate(id, active) {
      const found = heads.get(id);
      if (found) heads.set(id, { ...found, active });
    },
    remove: (id) => void heads.delete(id),
  };
};

export { type Seen, startTarget } from '../testing/index.ts';

export type TestNode = {
  readonly automation: Automation;
  readonly lanes: Lanes;
  readonly origin: string;
  /** From now on it reaches nothing any more, in the middle of whatever it does. */
  readonly kill: () => void;
  /** Dies when that transaction of it, counted from 1, is about to commit, or has just done so. */
  readonly dieAt: (transaction: number, when?: 'before' | 'after') => void;
  readonly isDead: () => boolean;
  readonly stop: () => Promise<void>;
};

/** Seals so that what is stored shows nothing of the text. */
const testSealer = {
  seal: async ({ context, text }: { context: string; text: string }) =>
    Buffer.from(`${context}#${Buffer.from(text).toString('hex')}`).toString('base64'),
  async open({ context, sealed }: { context: string; sealed: string }) {
    const [bound, hex = ''] = Buffer.from(sealed, 'base64').toString().split('#');
    if (bound !== context) throw new Error('sealed for another place');
    return Buffer.from(hex, 'hex').toString('utf8');
  },
};

/** Organisation, `|` and what is allowed where it is not everything, `~` and the person on whose behalf a connector calls. */
const principalOf = (token: string): Principal => {
  const [rights = '', consenter] = token.split('~');
  const [org = '', permissions] = rights.split('|');
  return {
    ...{ org, kind: 'client', userId: null, clientId: 'test', tokenId: 'test', bundled: false },
    ...(consenter ? { kind: 'user', userId: consenter, bundled: true, delegated: true } : {}),
    permissions: new Set(permissions?.split(',') ?? flowPermissions),
  };
};

type Shared = {
  readonly db: Database;
  readonly clock: TestClock;
  readonly flows: TestFlows;
  readonly audited: Omit<OutgoingAudit, 'id' | 'at'>[];
  /** Events that wait outside; nodes take them from here. */
  readonly outside: IncomingEvent[];
};

/** What the nodes see of the outside; `forget` of a dead node reaches nothing. */
const incomingOf = (outside: IncomingEvent[], life: Life): IncomingEvents => ({
  waiting: async (limit) => outside.slice(0, limit),
  async forget(events) {
    if (life.dead) throw new Error('dead');
    const gone = new Set(events.map(({ id }) => id));
    outside.splice(0, outside.length, ...outside.filter(({ id }) => !gone.has(id)));
  },
});

const startNode = async (
  { db, clock, flows, audited, outside }: Shared,
  name: string,
): Promise<TestNode> => {
  const life: Life = newLife();
  const own = mortal(db, life);
  const listener = await createListener({
    ...{ connection: db.connection, schema: db.schema, clock, log: silentLog },
  });
  const guard = createEgressGuard({ allow: [parseEgressRule('127.0.0.0/8')] });
  const http = createHttpClient({ guard });
  const nowhere = () => Promise.reject(new Error('not in these tests'));
  const calls = createFlowCalls({
    ...{ http, guard, clock, ids: systemIds, callThrough: nowhere, openSecret: nowhere },
    connections: { accessToken: nowhere, apiBase: nowhere },
  });
  const late: { lanes?: Lanes } = {};
  const automation = createAutomation({
    ...{ db: own, clock, ids: systemIds, log: silentLog, sealer: testSealer, flows, calls },
    audit: async (_, note) => void audited.push(note),
    incoming: incomingOf(outside, life),
    lanes: () => late.lanes as Lanes,
  });
  const lanes = createLanes({
    ...{ db: own, listener, clock, ids: systemIds, log: silentLog, nodeId: name },
    queues: [automation.queue, createTimersQueue(automation.timers)],
    ...{ timerQueue: timersQueueName, leaseTime: 'node' },
  });
  late.lanes = lanes;
  await lanes.start();
  const host = await startTestHost({
    ...{ handlers: automation.handlers, streamHandlers: [], authenticate: principalOf },
  });
  let ended: Promise<void> | null = null;
  const end = async () => {
    await automation.stop();
    if (!life.dead) await lanes.stop();
    await host[Symbol.asyncDispose]();
    await http.close();
    await listener.close();
  };
  return {
    ...{ automation, lanes, origin: host.origin, isDead: () => life.dead },
    kill() {
      life.dead = true;
    },
    dieAt(transaction, when = 'before') {
      life[when === 'before' ? 'dieAt' : 'dieAfter'] = life.transactions + transaction;
    },
    stop() {
      ended ??= end();
      return ended;
    },
  };
};

export type AutomationWorld = AsyncDisposable &
  Shared & {
    readonly node: () => Promise<TestNode>;
    readonly main: TestNode;
    readonly api: <T = Record<string, unknown>>(
      path: string,
      init?: CallInit & { org?: string; key?: string; node?: TestNode },
    ) => Promise<Answer<T>>;
    /** Everything that is due is done. */
    readonly settle: () => Promise<void>;
    /** Time passes, on all nodes. */
    readonly later: (seconds: number) => Promise<void>;
  };

/** Automation on a database of its own, with flows of the test. */
export const startAutomation = async (start?: Date): Promise<AutomationWorld> => {
  const db = await testDatabase({
    migrations: [lanesMigrations, eventsMigrations, gatewayMigrations],
    ...{ schema: 'gateway', max: 10 },
  });
  const clock = createTestClock(start);
  const shared: Shared = { db, clock, flows: createTestFlows(), audited: [], outside: [] };
  const nodes: TestNode[] = [];
  const node = async () => {
    const started = await startNode(shared, `node-${nodes.length + 1}`);
    nodes.push(started);
    return started;
  };
  const main = await node();
  const settle = async () => {
    for (let round = 0; round < 3; round += 1)
      for (const { isDead, lanes, automation } of nodes) {
        if (isDead()) continue;
        await automation.round();
        await endedOrDead(lanes.drained(), isDead).catch(() => {});
      }
  };
  return {
    ...shared,
    ...{ node, main, settle },
    api: (path, { org = orgA, key, node: at = main, ...init } = {}) =>
      call(`${at.origin}/tandem/gateway/flows${path}`, {
        ...{ token: org, ...init },
        ...(key ? { headers: { 'idempotency-key': key } } : {}),
      }),
    async later(seconds) {
      await clock.advance(seconds * 1_000);
      await settle();
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(nodes.map((one) => one.stop()));
      await db.close();
    },
  };
};
