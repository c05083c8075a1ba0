import type { Activity, GatewayEndpoint, Principal } from '@tandem/contract';
import { eventsMigrations, type OutgoingAudit } from '@tandem/events';
import { contextOfSecret, createFlowCalls } from '@tandem/flows';
import {
  type Clock,
  createEgressGuard,
  createHttpClient,
  createListener,
  createWebSocketClient,
  type Database,
  derivedUuid,
  PublicError,
  parseEgressRule,
  silentLog,
  systemClock,
  systemIds,
} from '@tandem/kit';
import { testDatabase } from '@tandem/kit/testing';
import { lanesMigrations } from '@tandem/lanes';
import {
  createGateway,
  type Gateway,
  type GatewayDeps,
  gatewayMigrations,
  type Sealer,
  type SecretReference,
} from '../index.ts';
import { everyPermission } from './every-permission.ts';
import { allPermissions, type FakeIntegration } from './fake-genesys.model.ts';
import { type FakeGenesys, startFakeGenesys } from './fake-genesys.ts';
import { type Life, mortal, newLife } from './mortal.ts';
import { startTestHost } from './test-host.ts';

export const orgA = '00000000-0000-8000-8000-00000000000a';
export const orgB = '00000000-0000-8000-8000-00000000000b';

/** Seals by turning the text around: enough to see that what is stored is not the secret. */
const testSealer: Sealer = {
  seal: async ({ context, text }) => `${context}#${Buffer.from(text).toString('hex')}`,
  async open({ context, sealed }) {
    const [bound, hex] = sealed.split('#');
    if (bound !== context) throw new Error('sealed for another place');
    return Buffer.from(hex ?? '', 'hex').toString('utf8');
  },
};

/** Names nobody, and seals as the sealer does. */
const testFlowServices: GatewayDeps['flows'] = {
  keepSecret: async ({ principal: { org } }, { asked, stored, context }) => {
    if (asked.kind !== 'insecure') return { source: asked, note: null };
    if (asked.value === undefined && stored) return { source: stored, note: null };
    const sealed = await testSealer.seal({ org, context, text: asked.value ?? '' });
    return { source: { kind: 'insecure', sealed }, note: null };
  },
  openSecret: (org, secret) =>
    testSealer.open({ org, context: contextOfSecret(secret), sealed: secret.sealed }),
  async resealSecret(org, secret, context) {
    const text = await this.openSecret(org, secret);
    return testSealer.seal({ org, context, text });
  },
  names: async (_org, ids) => new Map(ids.map((id) => [id, `name of ${id}`])),
  choices: {},
};

/** Credentials and variables of a test, by organisation and name; tests change them. */
export type TestVault = Map<string, string>;

const nameIn = (org: string, source: SecretReference) =>
  source.kind === 'variable'
    ? `${org} ${source.name}`
    : `${org} ${source.credential}/${source.attribute}`;

const unknownSecret = () =>
  new PublicError({
    status: 400,
    code: 'vault.secret.unknown',
    message: 'There is no such secret.',
  });

/** The ways of the vault's secret fields, on what the test says is in it. */
const testSecrets = (vault: TestVault): GatewayDeps['secrets'] => ({
  async keep({ principal: { org } }, { asked, context, entity, field }) {
    if (asked.kind === 'credential' && !vault.has(nameIn(org, asked))) throw unknownSecret();
    if (asked.kind !== 'insecure') return { source: asked, note: null };
    if (vault.has(`${org} policy`))
      throw new PublicError({
        status: 403,
        code: 'vault.insecure.forbidden',
        message: 'Forbidden.',
      });
    const sealed = await testSealer.seal({ org, context, text: asked.value ?? '' });
    const actor = { kind: 'system', id: null } as const;
    const note = {
      org,
      actor,
      action: 'insecureString',
      entity,
      changes: { [field]: {} },
    } as const;
    return { source: { kind: 'insecure', sealed }, note };
  },
  async open(org, source) {
    const text = vault.get(nameIn(org, source));
    if (text === undefined) throw unknownSecret();
    return text;
  },
});

const principalFor = (org: string, permissions: readonly string[]): Principal => ({
  org,
  kind: 'client',
  userId: null,
  clientId: derivedUuid('client', org),
  tokenId: 'test',
  permissions: new Set(permissions),
  bundled: false,
});

export type Node = {
  readonly origin: string;
  readonly gateway: Gateway;
  /** Lets it die in one of its transactions. */
  readonly life: Life;
  readonly stop: () => Promise<void>;
};

export type Answer<T> = {
  readonly status: number;
  readonly body: T;
  readonly headers: Headers;
};

export type CallInit = {
  readonly method?: string;
  readonly token?: string;
  readonly body?: unknown;
  /** From where the request comes. */
  readonly address?: string;
  readonly headers?: Readonly<Record<string, string>>;
};

/** One request with a JSON body and answer. */
export const call = async <T = Record<string, unknown>>(
  url: string,
  { method = 'GET', token, body, address, headers }: CallInit = {},
): Promise<Answer<T>> => {
  const response = await fetch(url, {
    method,
    headers: {
      ...headers,
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(address ? { 'x-test-address': address } : {}),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const json = text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : text;
  return { status: response.status, body: json as T, headers: response.headers };
};

export type Chat = {
  readonly base: string;
  readonly conversationId: string;
  readonly token: string;
  readonly say: (text: string, extra?: Partial<Activity>) => Promise<string>;
  readonly post: (activity: Partial<Activity>) => Promise<Answer<{ id: string }>>;
  readonly activities: (watermark?: string) => Promise<Activity[]>;
  /** Texts of all messages so far. */
  readonly texts: () => Promise<(string | undefined)[]>;
  readonly events: (name: string) => Promise<Activity[]>;
};

export const openChat = async (
  base: string,
  init: { user?: { id: string; name?: string }; locale?: string; token?: string } = {},
): Promise<Chat> => {
  const { user, locale } = init;
  const started = await call<{ conversationId: string; token: string }>(
    `${base}/v3/directline/conversations`,
    { method: 'POST', body: { user, locale }, ...(init.token ? { token: init.token } : {}) },
  );
  const { conversationId, token } = started.body;
  const path = `${base}/v3/directline/conversations/${conversationId}/activities`;
  const post = (activity: Partial<Activity>) =>
    call<{ id: string }>(path, { method: 'POST', token, body: activity });
  const activities = async (watermark = '') =>
    (await call<{ activities: Activity[] }>(`${path}?watermark=${watermark}`, { token })).body
      .activities;
  return {
    base,
    conversationId,
    token,
    post,
    activities,
    async say(text, extra = {}) {
      const posted = await post({ type: 'message', text, from: { id: 'me' }, ...extra });
      if (posted.status !== 200) throw new Error(`refused: ${JSON.stringify(posted.body)}`);
      return posted.body.id;
    },
    texts: async () =>
      (await activities()).filter(({ type }) => type === 'message').map(({ text }) => text),
    events: async (name) => (await activities()).filter((activity) => activity.name === name),
  };
};

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

export const clientSecret = 'client-secret-of-the-tests';
export const webhookSecret = 'webhook-secret-of-the-tests';

type NodeInit = {
  readonly db: Database;
  readonly clock: Clock;
  readonly name: string;
  readonly chat?: GatewayDeps['chat'];
  readonly withheld?: GatewayDeps['withheld'];
  readonly audited: OutgoingAudit[];
  readonly vault: TestVault;
};

const nowhere = () => Promise.reject(new Error('not in these tests'));

const startNode = async ({
  db: shared,
  clock,
  name,
  chat,
  withheld,
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
    ...{ db, listener, clock, ids: systemIds, log, http, sockets, calls },
    sealer: testSealer,
    secrets: testSecrets(vault),
    flows: testFlowServices,
    deliverAudit: async (entry) => void audited.push(entry),
    ...(chat ? { chat } : {}),
    ...(withheld ? { withheld } : {}),
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

/** A gateway on a database of its own with a fake contact centre. */
export async function startGatewayWorld(
  options: {
    clock?: Clock;
    permissions?: ReadonlySet<string>;
    chat?: NonNullable<GatewayDeps['chat']>;
    withheld?: NonNullable<GatewayDeps['withheld']>;
  } = {},
): Promise<GatewayWorld> {
  const { clock = systemClock, permissions = allPermissions, chat, withheld } = options;
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
