import type { AddressInfo } from 'node:net';
import type { Handler } from '@tandem/contract';
import {
  type Clock,
  createOutages,
  type Database,
  type DatabasePatience,
  dataFolderHolder,
} from '@tandem/kit';
import { loadRootKey, storedFingerprint } from '@tandem/vault';
import manifest from '../package.json' with { type: 'json' };
import type { Core, Foundation } from './compose/core.ts';
import { type DatabaseServer, openDatabaseServer } from './compose/database-server.ts';
import { type Databases, migrateSchemas, openDatabases } from './compose/databases.ts';
import { type Halves, openHalves } from './compose/halves.ts';
import { createMetrics } from './compose/metrics.ts';
import { rootKeySources } from './compose/root-key.ts';
import { ensureOrganisation, type FirstRun, type Ready, tellReady } from './first-run.ts';
import { createHttpApp } from './http/app.ts';
import { createForwardingWatch } from './http/forwarding-watch.ts';
import { requireFreePort } from './http/free-port.ts';
import { mountHealth } from './http/health.ts';
import { createRateLimiter, type RateLimiter } from './http/rate-limit.ts';
import { mountSockets } from './http/sockets.ts';
import { closeApp } from './http/stopping.ts';
import { trustedProxiesOf } from './http/trusted-proxies.ts';
import { mountWeb } from './http/web.ts';
import { openApiHandler } from './openapi/index.ts';
import { noteServedAddress } from './served-address.ts';
import type { ServerSettings } from './settings.ts';

const { version } = manifest;

export type RunningServer = {
  /** Address of this process, such as `http://127.0.0.1:8080`. */
  readonly url: string;
  readonly core: Core;
  /** Tokens of OAuth connections. */
  readonly connections: Halves['connections'];
  /** Calls through connectors. */
  readonly callThrough: Halves['callThrough'];
  /** What is mounted, as `METHOD path`. */
  readonly operations: ReadonlySet<string>;
  /** Set when this start made the organisation, or finished what one before it could not. */
  readonly firstRun: FirstRun | null;
  readonly stop: () => Promise<void>;
  readonly [Symbol.asyncDispose]: () => Promise<void>;
};

export type StartServer = Foundation & {
  readonly settings: ServerSettings;
  /** One line for each step that may take a moment. */
  readonly onProgress?: (line: string) => void;
  /** Called once, when everything serves. The one place that gets a generated password. */
  readonly onReady?: (ready: Ready) => void;
};

type Opened = {
  readonly database: DatabaseServer;
  readonly databases: Databases;
  readonly core: Core;
  readonly halves: Halves;
  readonly handlers: readonly Handler[];
  readonly firstRun: FirstRun | null;
  /** One for requests and what comes over sockets. */
  readonly rateLimiter: RateLimiter;
};

/** Undoes in the opposite order what has been opened so far. */
type Cleanup = (() => Promise<void> | void)[];
const undo = async (cleanup: Cleanup) => {
  for (const step of cleanup.splice(0).reverse()) await step();
};

const patienceOf = (settings: ServerSettings): DatabasePatience => ({
  connectMs: settings.TANDEM_DATABASE_CONNECT_TIMEOUT * 1000,
  statementMs: settings.TANDEM_DATABASE_STATEMENT_TIMEOUT * 1000,
});

/**
 * Before anything is built or created. Who holds the folder is told by its lock: a server that runs already is no other
 * program on the port.
 * @throws the system's error when the port cannot be had
 */
export const requirePort = async (settings: ServerSettings) => {
  if (settings.DATABASE_URL || !dataFolderHolder(settings.TANDEM_DATA))
    await requireFreePort(settings);
};

const open = async (start: StartServer, cleanup: Cleanup): Promise<Opened> => {
  const { settings, clock, log, ids, onProgress } = start;
  // What the operator forgot is said before a database is waited for.
  if (settings.DATABASE_URL) await loadRootKey(rootKeySources(settings, ids));
  await requirePort(settings);
  const database = await openDatabaseServer(settings, log);
  cleanup.push(database.close);
  const connection = database.connection;
  await migrateSchemas({
    connection,
    halves: settings.TANDEM_HALVES,
    onStep: ({ schema, name, index, total }) =>
      onProgress?.(`migrating ${schema} ${index}/${total}: ${name}`),
  });
  const outages = createOutages({ clock, log });
  cleanup.push(outages.stop);
  const databases = openDatabases({
    connection,
    log,
    max: settings.TANDEM_DATABASE_POOL,
    patience: patienceOf(settings),
    outages,
  });
  cleanup.push(databases.close);
  const sealedUnder = () => storedFingerprint(databases.core);
  const rootKey = await loadRootKey({ ...rootKeySources(settings, ids), sealedUnder });
  if (rootKey.generatedFile)
    onProgress?.(
      `The vault's root key was written to ${rootKey.generatedFile}: back it up, secrets cannot be read without it.`,
    );
  const rateLimiter = createRateLimiter({ perMinute: settings.TANDEM_RATE_LIMIT, clock });
  const takeRequest = rateLimiter.take;
  const options = { databases, rootKey, settings, takeRequest };
  const { core, halves } = await openHalves(start, options, cleanup);
  const firstRun = await ensureOrganisation(core.identity, settings);
  const handlers = handlersOf({ core, halves, settings });
  return { database, databases, core, halves, handlers, firstRun, rateLimiter };
};

const handlersOf = ({
  core,
  halves,
  settings,
}: {
  core: Core;
  halves: Halves;
  settings: ServerSettings;
}) => {
  const parts = [...core.identity.handlers, ...core.vault.handlers, ...halves.handlers];
  const openApi: Handler = openApiHandler({
    handlers: () => [...parts, openApi],
    catalogue: settings.TANDEM_HALVES.includes('platform'),
    version,
  });
  return [...parts, openApi];
};

const readinessMs = 2_000;

/** Whether the database answers within the time that whoever asks for readiness has. */
const answersSoon = (db: Database, clock: Clock): Promise<boolean> =>
  Promise.race([
    db.query('select 1').then(
      () => true,
      () => false,
    ),
    clock.sleep(readinessMs).then(() => false),
  ]);

const listen = async (start: StartServer, opened: Opened, cleanup: Cleanup) => {
  const { database, databases, core, halves, handlers, rateLimiter } = opened;
  const { settings, clock, ids, log } = start;
  const isTrustedProxy = trustedProxiesOf(settings);
  const forwarding = createForwardingWatch({ isTrustedProxy, log });
  const app = createHttpApp({
    authenticate: core.identity.authenticate,
    rateLimiter,
    noteUse: core.identity.usage.note,
    ids,
    clock,
    log,
    publicUrl: settings.TANDEM_PUBLIC_URL,
    isTrustedProxy,
    noteForwarding: forwarding.note,
    handlers,
    catalogue: settings.TANDEM_HALVES.includes('platform'),
  });
  mountHealth(app, {
    metrics: createMetrics([...halves.figures, forwarding.figure], clock),
    metricsToken: settings.TANDEM_METRICS_TOKEN,
    isOwnCall: halves.isOwnCall,
    problems: async () => {
      if (database.status() !== 'ready') return [`database is ${database.status()}`];
      return (await answersSoon(databases.core, clock)) ? [] : ['database does not answer'];
    },
  });
  const { demoChat, copilotFrames } = halves;
  await mountWeb(app, { halves: settings.TANDEM_HALVES, demoChat, copilotFrames });
  const sockets = mountSockets(app.server, halves.sockets, { log, clock });
  await app.listen({ port: settings.PORT, host: settings.HOST });
  // Both at once: whoever is sent away must not come back through a door that is still open.
  cleanup.push(async () => {
    await Promise.all([closeApp(app, clock), sockets.closeAll()]);
  });
  const { address, port, family } = app.server.address() as AddressInfo;
  const host = ['0.0.0.0', '::'].includes(address)
    ? '127.0.0.1'
    : family === 'IPv6'
      ? `[${address}]`
      : address;
  return `http://${host}:${port}`;
};

/**
 * Starts one Tandem process: database, migrations, services, halves, HTTP and sockets on one port.
 * @throws PublicError, SettingError or RootKeyError with one line for the operator; nothing is left running then.
 */
export const startServer = async (start: StartServer): Promise<RunningServer> => {
  const cleanup: Cleanup = [];
  const stop = () => undo(cleanup);
  try {
    const opened = await open(start, cleanup);
    // Registered before the listener: on the way down no request comes in while the halves finish their work.
    cleanup.push(opened.halves.stop);
    const url = await listen(start, opened, cleanup);
    const { firstRun } = opened;
    const { TANDEM_DATA, featureFlags: flags } = start.settings;
    if (opened.database.embedded) noteServedAddress(TANDEM_DATA, { url, flags });
    await opened.halves.start({ url, firstRun });
    await tellReady(opened.core.identity, start.settings, { url, firstRun, tell: start.onReady });
    const operations = new Set(
      opened.handlers.map(({ operation }) => `${operation.method} ${operation.path}`),
    );
    return {
      url,
      core: opened.core,
      connections: opened.halves.connections,
      callThrough: opened.halves.callThrough,
      operations,
      firstRun: opened.firstRun,
      stop,
      [Symbol.asyncDispose]: stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
};
