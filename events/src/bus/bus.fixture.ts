import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type Handler,
  type OperationSpec,
  eventBusOperations as operations,
  type Principal,
} from '@tandem/contract';
import {
  type Clock,
  createEgressGuard,
  createHttpClient,
  createListener,
  type Database,
  derivedUuid,
  PublicError,
  parseEgressRule,
  silentLog,
  systemIds,
  type TestClock,
} from '@tandem/kit';
import { testDatabase } from '@tandem/kit/testing';
import { createLanes, type Lanes, lanesMigrations } from '@tandem/lanes';
import type { EventSecrets } from '../event-secrets.port.ts';
import { createNoteAudit, eventsMigrations } from '../index.ts';
import type { Envelope } from './bus.model.ts';
import { createEventBuses, type EventBuses } from './bus.ts';

export const [orgA, orgB] = [derivedUuid('bus a'), derivedUuid('bus b')];
export const sourceName = (org: string, suffix = 'test') =>
  `aws.partner/genesys.com/cloud/${org}/${suffix}`;

/** Seals by writing backwards, and refuses what is not for the place it was sealed for. */
const fakeSecrets: EventSecrets = {
  async keep(_by, { asked, stored, context }) {
    if (asked.kind !== 'insecure') return { source: asked, note: null };
    if (asked.value === undefined) {
      if (stored) return { source: stored, note: null };
      throw new PublicError({ status: 400, code: 'vault.insecure.missing', message: 'missing' });
    }
    const text = `${context}|${asked.value}`;
    return {
      source: { kind: 'insecure', sealed: Buffer.from(text).toString('base64') },
      note: null,
    };
  },
  async open(_org, { source, context }) {
    if (source.kind !== 'insecure')
      throw new PublicError({ status: 400, code: 'vault.unknown', message: 'No such secret.' });
    const [place, text] = Buffer.from(source.sealed, 'base64').toString().split('|');
    if (place !== context) throw new Error('sealed for another place');
    return text ?? '';
  },
};

export type Received = {
  readonly path: string;
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
};
export type TargetAnswer = {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: string;
};

/** A receiver on loopback; `answer` decides, null leaves the call hanging. */
export const startTarget = async (
  answer: (call: Received, count: number) => TargetAnswer | null = () => ({ status: 200 }),
) => {
  const received: Received[] = [];
  const arrivals = new EventEmitter();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const call: Received = {
        ...{ path: request.url ?? '', method: request.method ?? '', headers: request.headers },
        body: Buffer.concat(chunks).toString(),
      };
      received.push(call);
      const given = answer(call, received.length);
      if (given) response.writeHead(given.status, given.headers).end(given.body ?? '');
      arrivals.emit('call');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    received,
    /** Events that arrived, as they were written. */
    events: () => received.map(({ body }) => JSON.parse(body) as Envelope),
    url: (path = '/') => `http://127.0.0.1:${port}${path}`,
    /** Resolves when something is so, which is looked at with every call that arrives; for nodes that run by themselves. */
    async arrived(holds: () => boolean) {
      while (!holds()) await once(arrivals, 'call');
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

export type BusNode<Time extends Clock = TestClock> = AsyncDisposable & {
  readonly buses: EventBuses;
  readonly lanes: Lanes;
  readonly clock: Time;
  readonly stop: () => Promise<void>;
};

const guard = createEgressGuard({ allow: [parseEgressRule('127.0.0.1')] });

type NodeOptions<Time extends Clock> = { readonly nodeId?: string; readonly clock: Time };

/** A node with lanes of its own; on a test clock leases go by it, else by the database's. */
export const startNode = async <Time extends Clock>(
  db: Database,
  { nodeId = 'node-1', clock }: NodeOptions<Time>,
): Promise<BusNode<Time>> => {
  const isTest = 'advance' in clock;
  const leaseTime = isTest ? 'node' : 'database';
  // A test's time runs far ahead of the database: a lease must not end before its renewal was answered.
  const leaseTimes = isTest ? { leaseTimes: { lifeMs: 10 * 86_400_000, renewMs: 5_000 } } : {};
  const http = createHttpClient({ guard });
  const listener = await createListener({
    ...{ connection: db.connection, schema: db.schema, clock, log: silentLog },
  });
  const late: { lanes?: Lanes } = {};
  const buses = createEventBuses({
    ...{ db, clock, ids: systemIds, log: silentLog, http, guard, secrets: fakeSecrets },
    audit: createNoteAudit({ clock, ids: systemIds }),
    committed: (work) => late.lanes?.committed(work),
  });
  const lanes = createLanes({
    ...{ db, listener, clock, ids: systemIds, log: silentLog, nodeId, leaseTime, ...leaseTimes },
    queues: buses.queues,
  });
  late.lanes = lanes;
  await lanes.start();
  let ended: Promise<void> | null = null;
  const stop = () => {
    ended ??= (async () => {
      await lanes.stop();
      await listener.close();
      await http.close();
    })();
    return ended;
  };
  return { buses, lanes, clock, stop, [Symbol.asyncDispose]: stop };
};

export const startDatabase = () =>
  testDatabase({ migrations: [lanesMigrations, eventsMigrations], max: 8 });

const principal = (org: string): Principal => ({
  ...{ org, kind: 'user', userId: derivedUuid('user', org), clientId: 'console', tokenId: 'token' },
  ...{ permissions: new Set<string>(), bundled: false },
});

type Names = keyof typeof operations;
type CallOptions = {
  readonly org?: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: object;
  readonly body?: unknown;
};

/** Calls an operation as the server does after its checks; refusals are answers. */
export const caller =
  ({ buses }: Pick<BusNode, 'buses'>) =>
  async <T = Record<string, never>>(
    name: Names,
    { org = orgA, params = {}, query = {}, body }: CallOptions = {},
  ): Promise<{ readonly status: number; readonly body: T }> => {
    const operation: OperationSpec = operations[name];
    const handler = buses.handlers.find((one: Handler) => one.operation === operation);
    if (!handler) throw new Error(`${name} is not served`);
    const call = { principal: principal(org), params, query, body, correlationId: 'c' };
    try {
      return (await handler.run(call as never)) as never;
    } catch (error) {
      if (!(error instanceof PublicError)) throw error;
      const { status, code, message, details } = error;
      return { status, body: { code, message, details } as T };
    }
  };

/** Lets time and the event loop run until something holds; the test's time limit is the limit. */
export const until = async (
  nodes: readonly Pick<BusNode, 'clock'>[],
  holds: () => boolean | Promise<boolean>,
) => {
  while (!(await holds())) {
    for (const { clock } of nodes) await clock.advance(5);
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
};
