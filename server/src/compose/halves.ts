import type { Handler } from '@tandem/contract';
import { type FindFrames, findDemoPage } from '@tandem/gateway';
import { freeDeadNodes } from '@tandem/lanes';
import type { CallThrough, ConnectionTokens, RootKey } from '@tandem/vault';
import { completeDemo, moveDemo } from '../demo/demo.ts';
import { demoNames } from '../demo/demo-content.ts';
import type { FirstRun } from '../first-run.ts';
import type { RateLimiter } from '../http/rate-limit.ts';
import type { SocketHandler } from '../http/sockets.ts';
import type { ServerSettings } from '../settings.ts';
import { createAutomationFlows } from './automation-flows.ts';
import { openConnections } from './connections.ts';
import { openConnectors } from './connectors.ts';
import { type Core, type Foundation, openCore } from './core.ts';
import type { Databases } from './databases.ts';
import { openFlowCalls } from './flow-calls.ts';
import { flowServicesOf, flowsNamingOne } from './flows.ts';
import { type OpenedGateway, openGateway } from './gateway.ts';
import type { MountedHalf } from './half.ts';
import type { Figure } from './metrics.ts';
import { type Outbound, openOutbound } from './outbound.ts';
import { openPlatform, platformExpanders } from './platform.ts';
import { kvStoreOf } from './root-key.ts';

/** The halves of this process, as one thing to mount, start and stop. */
export type Halves = {
  /** Tokens of OAuth connections. */
  readonly connections: ConnectionTokens;
  /** Calls through connectors. */
  readonly callThrough: CallThrough;
  readonly handlers: readonly Handler[];
  readonly sockets: readonly SocketHandler[];
  readonly figures: readonly Figure[];
  /** Path of the demo web chat; null without demo content. */
  readonly demoChat: () => Promise<string | null>;
  /** Origins of other sites that may show the page of a copilot's link in a frame. */
  readonly copilotFrames: FindFrames;
  /** Whether the other end of a connection to this server is this process. */
  readonly isOwnCall: Outbound['isOwnCall'];
  readonly start: (listening: {
    readonly url: string;
    readonly firstRun: FirstRun | null;
  }) => Promise<void>;
  readonly stop: () => Promise<void>;
};

type Options = {
  readonly databases: Databases;
  readonly rootKey: RootKey;
  readonly settings: ServerSettings;
  /** Counts a request of a client that comes over a socket. */
  readonly takeRequest: RateLimiter['take'];
};
type Cleanup = (() => Promise<void> | void)[];

const demoChatOf = async (core: Core, databases: Databases): Promise<string | null> => {
  const [org] = await core.identity.directory.organisations();
  return org ? findDemoPage(databases.gateway, { org: org.id, name: demoNames.endpoint }) : null;
};

/** What pages of the gateway ask for. */
const pagesOf = (
  gateway: OpenedGateway | null,
  { core, databases }: { readonly core: Core; readonly databases: Databases },
): Pick<Halves, 'copilotFrames' | 'demoChat'> => ({
  copilotFrames: gateway?.copilotFrames ?? (async () => []),
  demoChat: async () => (gateway ? demoChatOf(core, databases) : null),
});

/** Builds core services and the halves that the settings ask for; nothing runs before `start`. */
export const openHalves = async (
  foundation: Foundation,
  options: Options,
  cleanup: Cleanup,
): Promise<{ core: Core; halves: Halves }> => {
  const { databases, rootKey, settings, takeRequest } = options;
  const outbound = openOutbound(settings, foundation.clock);
  cleanup.push(outbound.close);
  const own = { url: '' };
  const ownOrigin = () => own.url;
  const nodeId = foundation.ids.uuid();
  const wanted = new Set(settings.TANDEM_HALVES);
  const core = await openCore(foundation, {
    db: databases.core,
    rootKey,
    serve: true,
    auditRetentionDays: settings.TANDEM_AUDIT_RETENTION_DAYS,
    environment: settings.variables,
    external: {
      store: kvStoreOf(settings, { http: outbound.http, clock: foundation.clock }),
      prefix: settings.TANDEM_KV_PREFIX,
    },
    ...(wanted.has('platform') ? { expanders: platformExpanders(databases.platform) } : {}),
  });
  cleanup.push(core.close);
  const halves = settings.TANDEM_HALVES.map((half) => databases[half]);
  const connections = openConnections(foundation, {
    ...{ db: databases.core, core, outbound },
    webexUrl: settings.TANDEM_WEBEX_URL,
    usesOf: flowsNamingOne('connection', halves),
  });
  const connectors = openConnectors(foundation, {
    ...{ db: databases.core, core, outbound, connections },
    contactCentre: wanted.has('platform') ? ownOrigin : null,
    usesOf: flowsNamingOne('connector', halves),
    webexUrl: settings.TANDEM_WEBEX_API_URL,
  });
  const flows = flowServicesOf({ core, connections, connectors });
  const calls = openFlowCalls(foundation, { core, outbound, connections, connectors });
  const shared = { calls, core, connections, flows, outbound, nodeId, ownOrigin, settings };
  const automationDb = wanted.has('gateway') ? databases.gateway : null;
  const { automationFlows, serve } = createAutomationFlows(automationDb, foundation.ids);
  const platform = wanted.has('platform')
    ? await openPlatform(foundation, {
        ...{ ...shared, takeRequest, db: databases.platform, automationFlows },
      })
    : null;
  const gateway = wanted.has('gateway')
    ? await openGateway(foundation, { ...shared, db: databases.gateway })
    : null;
  serve(gateway?.handlers ?? []);
  const mounted: readonly MountedHalf[] = [platform, gateway].filter((half) => half !== null);
  return {
    core,
    halves: {
      connections: connections.tokens,
      handlers: [
        ...connections.handlers,
        ...connectors.handlers,
        ...mounted.flatMap(({ handlers }) => handlers),
      ],
      ...{ callThrough: connectors.callThrough, isOwnCall: outbound.isOwnCall },
      sockets: mounted.flatMap(({ sockets }) => sockets),
      figures: mounted.flatMap(({ figures }) => figures),
      ...pagesOf(gateway, { core, databases }),
      async start({ url, firstRun }) {
        own.url = url;
        outbound.allowOwn(url);
        // The embedded database belongs to this process alone: what holds leases there was killed.
        if (!settings.DATABASE_URL)
          for (const half of settings.TANDEM_HALVES) await freeDeadNodes(databases[half]);
        for (const half of mounted) await half.start();
        if (!settings.TANDEM_DEMO) return;
        const demo = {
          core,
          http: outbound.http,
          ids: foundation.ids,
          halves: settings.TANDEM_HALVES,
          moveEndpoint: gateway?.usecases.moveGatewayDemo,
        };
        if (firstRun) {
          const { org, adminId } = firstRun;
          await core.identity.usecases.firstRuns.loadDemo(org, () =>
            completeDemo(demo, { url, org, agents: [adminId] }),
          );
          return;
        }
        const [org] = await core.identity.directory.organisations();
        if (org) await moveDemo(demo, { org: org.id, url });
      },
      async stop() {
        // The gateway first: it sends to the platform, which may be this process.
        for (const half of [...mounted].reverse()) await half.stop();
      },
    },
  };
};
