import type { Principal } from '@tandem/contract';
import type { OutgoingAudit } from '@tandem/events';
import { createFlowCalls } from '@tandem/flows';
import {
  type Clock,
  createEgressGuard,
  createHttpClient,
  createListener,
  createWebSocketClient,
  type Database,
  derivedUuid,
  parseEgressRule,
  silentLog,
  systemIds,
} from '@tandem/kit';
import { createGateway, type Gateway, type GatewayDeps } from '../index.ts';
import { everyPermission } from './every-permission.ts';
import { type Life, mortal, newLife } from './mortal.ts';
import { startTestHost } from './test-host.ts';
import { type TestVault, testFlowServices, testSealer, testSecrets } from './test-vault.ts';

export type Node = {
  readonly origin: string;
  readonly gateway: Gateway;
  /** Lets it die in one of its transactions. */
  readonly life: Life;
  readonly stop: () => Promise<void>;
};

const principalFor = (org: string, permissions: readonly string[]): Principal => ({
  org,
  kind: 'client',
  userId: null,
  clientId: derivedUuid('client', org),
  tokenId: 'test',
  permissions: new Set(permissions),
  bundled: false,
});

type NodeInit = {
  readonly db: Database;
  readonly clock: Clock;
  readonly name: string;
  readonly chat?: GatewayDeps['chat'];
  readonly withheld?: GatewayDeps['withheld'];
  readonly scanFile?: GatewayDeps['scanFile'];
  readonly audited: OutgoingAudit[];
  readonly vault: TestVault;
};

const nowhere = () => Promise.reject(new Error('not in these tests'));

/** Starts a node beside others on the same database; it calls nobody but this machine. */
export const startNode = async ({
  db: shared,
  clock,
  name,
  chat,
  withheld,
  scanFile,
  audited,
  vault,
}: NodeInit): Promise<Node> => {
  const log = silentLog;
  const life = newLife();
  const db = mortal(shared, life);
  const listener = await createListener({
    connection: db.connection,
    schema: db.schema,
    clock,
    log,
  });
  const guard = createEgressGuard({ allow: [parseEgressRule('127.0.0.0/8')] });
  const http = createHttpClient({ guard });
  const sockets = createWebSocketClient({ guard, clock });
  const own = { origin: '' };
  const calls = createFlowCalls({
    ...{ http, guard, clock, ids: systemIds, callThrough: nowhere, openSecret: nowhere },
    connections: { accessToken: nowhere, apiBase: nowhere },
  });
  const gateway = createGateway({
    ...{ db, listener, clock, ids: systemIds, log, http, fileHttp: http, sockets, calls },
    sealer: testSealer,
    secrets: testSecrets(vault),
    flows: testFlowServices,
    deliverAudit: async (entry) => void audited.push(entry),
    ...(chat ? { chat } : {}),
    ...(withheld ? { withheld } : {}),
    ...(scanFile ? { scanFile } : {}),
    signingKey: Buffer.alloc(32, 7),
    nodeId: name,
    ownOrigin: () => own.origin,
    leaseTime: 'node',
  });
  const host = await startTestHost({
    ...gateway,
    addressOf: ({ headers }) => headers['x-test-address']?.toString(),
    authenticate: (token) => {
      const [org, permissions] = token.split('|');
      return org ? principalFor(org, permissions?.split(',') ?? everyPermission) : null;
    },
  });
  own.origin = host.origin;
  await gateway.start();
  let stopping: Promise<void> | null = null;
  const end = async () => {
    // A dead node cannot give anything back.
    await gateway.stop().catch((error) => {
      if (!life.dead) throw error;
    });
    await host[Symbol.asyncDispose]();
    await http.close();
    await sockets.close();
    await listener.close();
  };
  return {
    origin: host.origin,
    gateway,
    life,
    stop: () => {
      stopping ??= end();
      return stopping;
    },
  };
};
