import type { GatewayEndpoint } from '@tandem/contract';
import { eventsMigrations, type OutgoingAudit } from '@tandem/events';
import { type Clock, type Database, systemClock, systemIds } from '@tandem/kit';
import { testDatabase } from '@tandem/kit/testing';
import { lanesMigrations } from '@tandem/lanes';
import { type GatewayDeps, gatewayMigrations } from '../index.ts';
import { type Answer, type CallInit, call } from './call.ts';
import { allPermissions, type FakeIntegration } from './fake-genesys.model.ts';
import { type FakeGenesys, startFakeGenesys } from './fake-genesys.ts';
import { type Node, startNode } from './gateway-node.ts';
import type { TestVault } from './test-vault.ts';

export const orgA = '00000000-0000-8000-8000-00000000000a';
export const orgB = '00000000-0000-8000-8000-00000000000b';

export const clientSecret = 'client-secret-of-the-tests';
export const webhookSecret = 'webhook-secret-of-the-tests';

export type GatewayWorld = AsyncDisposable & {
  readonly db: Database;
  readonly fake: FakeGenesys;
  /** What has reached the audit log. */
  readonly audited: readonly OutgoingAudit[];
  /** What credentials and variables hold. */
  readonly vault: TestVault;
  readonly node: (name?: string) => Promise<Node>;
  /** The first node. */
  readonly main: Node;
  readonly admin: <T = Record<string, unknown>>(
    path: string,
    init?: CallInit & { org?: string },
  ) => Promise<Answer<T>>;
  readonly addIntegration: (name: string, node?: Node) => FakeIntegration;
  /** An endpoint with the demo bot that hands over to an integration of that name. */
  readonly endpoint: (init?: {
    org?: string;
    name?: string;
    deploymentName?: string;
    settings?: Record<string, unknown>;
    bot?: { kind: string; settings?: Record<string, unknown> };
    handover?: boolean;
  }) => Promise<GatewayEndpoint & { base: string }>;
};

/** A gateway on a database of its own with a fake contact centre. */
export async function startGatewayWorld(
  options: {
    clock?: Clock;
    permissions?: ReadonlySet<string>;
    chat?: NonNullable<GatewayDeps['chat']>;
    withheld?: NonNullable<GatewayDeps['withheld']>;
    scanFile?: NonNullable<GatewayDeps['scanFile']>;
  } = {},
): Promise<GatewayWorld> {
  const { clock = systemClock, permissions = allPermissions, chat } = options;
  const { withheld, scanFile } = options;
  const db = await testDatabase({
    migrations: [lanesMigrations, eventsMigrations, gatewayMigrations],
    schema: 'gateway',
    max: 10,
  });
  const fake = await startFakeGenesys({ clock });
  fake.state.clients.push({ id: 'client', secret: clientSecret, permissions });
  const nodes: Node[] = [];
  const audited: OutgoingAudit[] = [];
  const vault: TestVault = new Map();
  const node = async (name = `node-${nodes.length + 1}`) => {
    const started = await startNode({
      ...{ db, clock, name, audited, vault },
      ...(chat ? { chat } : {}),
      ...(withheld ? { withheld } : {}),
      ...(scanFile ? { scanFile } : {}),
    });
    nodes.push(started);
    return started;
  };
  const main = await node();
  const admin: GatewayWorld['admin'] = (path, { org = orgA, ...init } = {}) =>
    call(`${main.origin}/tandem/gateway${path}`, { token: org, ...init });
  const addIntegration = (name: string, at: Node = main) => {
    const integration: FakeIntegration = {
      id: systemIds.uuid(),
      name,
      webhookUrl: `${at.origin}/handover/genesysCloudOM`,
      webhookSecret,
    };
    fake.state.integrations.push(integration);
    return integration;
  };
  return {
    db,
    fake,
    audited,
    vault,
    node,
    main,
    admin,
    addIntegration,
    async endpoint(init = {}) {
      const { org = orgA, name = 'Chat', deploymentName = 'Tandem', settings = {}, bot } = init;
      const handover = {
        kind: 'genesys-cloud-open-messaging',
        settings: {
          ...{ host: fake.origin, deploymentName, queue: 'Support', webhookSecret },
          ...{ clientId: 'client', clientSecret },
          ...settings,
        },
      };
      const body = {
        name,
        bot: bot ?? { kind: 'demo' },
        ...(init.handover === false ? {} : { handover }),
      };
      const made = await admin<GatewayEndpoint>('/endpoints', { method: 'POST', body, org });
      if (made.status !== 201) throw new Error(JSON.stringify(made.body));
      return { ...made.body, base: `${main.origin}/endpoints/${made.body.token}` };
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(nodes.map((each) => each.stop()));
      await fake[Symbol.asyncDispose]();
      await db.close();
    },
  };
}

/** The queue that endpoints of tests hand over to unless they say otherwise. */
export const supportQueue = { id: '11111111-1111-4111-8111-111111111111', name: 'Support' };

/** A gateway whose contact centre has the queue and the integration that its endpoints ask for. */
export const startServedWorld = async (
  options?: Parameters<typeof startGatewayWorld>[0],
): Promise<GatewayWorld> => {
  const world = await startGatewayWorld(options);
  world.fake.state.queues.push({ ...supportQueue });
  world.addIntegration('Tandem');
  return world;
};
