import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type TestFolder, testFolder } from '@tandem/kit/testing';
import { greeting } from './flows.ts';
import type { LoadTarget } from './load.ts';

const main = fileURLToPath(new URL('../../server/src/main.ts', import.meta.url));

/**
 * As `npm start` does: what is under way is over before the young generation is full, so little of it grows old, and
 * V8 has no more helpers than the machine has processors beside the one that serves.
 */
const asStarted = ['--min-semi-space-size=64', '--max-semi-space-size=64', '--v8-pool-size=0'];

/** A Tandem process of its own on a data folder of its own, as an operator starts it. */
export type TandemProcess = {
  readonly port: number;
  readonly pid: number;
  /** Where its data is, which goes with the last process on it. */
  readonly folder: TestFolder;
  readonly env: NodeJS.ProcessEnv;
  /** From the start of the process until it said that it is ready. */
  readonly startMs: number;
  readonly stop: () => Promise<void>;
  /** Ends the process and keeps the data, for another start. */
  readonly halt: () => Promise<void>;
};

export const startTandem = async ({
  folder: given,
  nodeArgs = [],
  env: extra = {},
}: {
  folder?: TestFolder;
  nodeArgs?: readonly string[];
  env?: NodeJS.ProcessEnv;
} = {}): Promise<TandemProcess> => {
  const folder = given ?? (await testFolder({ on: 'disk' }));
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    PORT: '0',
    TANDEM_DATA: folder.path,
    TANDEM_DEMO: 'off',
    TANDEM_RATE_LIMIT: '0',
    TANDEM_WEBHOOK_PORT_RULE: 'any',
    TANDEM_EGRESS_ALLOW: '127.0.0.1',
    TANDEM_LOG_LEVEL: 'warn',
    ...extra,
  };
  const started = performance.now();
  const child = spawn(
    process.execPath,
    [...asStarted, ...nodeArgs, main, 'start', '--skip-build'],
    {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const port = await new Promise<number>((resolve, reject) => {
    child.once('exit', (code) =>
      reject(new Error(`Tandem ended with ${code} before it was ready`)),
    );
    createInterface({ input: child.stdout }).on('line', (line) => {
      const found = /ready at http:\/\/[^:]+:(\d+)/.exec(line);
      if (found) resolve(Number(found[1]));
    });
  });
  const halt = async () => {
    child.kill('SIGTERM');
    await exited;
  };
  return {
    port,
    pid: child.pid ?? 0,
    folder,
    env,
    startMs: performance.now() - started,
    halt,
    async stop() {
      await halt();
      await folder[Symbol.asyncDispose]();
    },
  };
};

const createClient = (env: NodeJS.ProcessEnv): { id: string; secret: string } => {
  const { stdout } = spawnSync(
    process.execPath,
    [main, 'client', 'create', '--name', 'bench', '--role', 'Master Admin', '--json'],
    { env, encoding: 'utf8' },
  );
  return JSON.parse(stdout);
};

/** Calls the API as a client that may do everything. */
export type BenchApi = {
  readonly token: string;
  readonly call: <T>(method: string, path: string, body?: unknown) => Promise<T>;
};

const apiOf = (port: number, token: string): BenchApi => ({
  token,
  async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const reply = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await reply.text();
    if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${text}`);
    return (text ? JSON.parse(text) : undefined) as T;
  },
});

const signIn = async (port: number, client: { id: string; secret: string }): Promise<BenchApi> => {
  const granted = await fetch(`http://127.0.0.1:${port}/oauth/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${client.id}:${client.secret}`)}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  const { access_token: token } = (await granted.json()) as { access_token: string };
  return apiOf(port, token);
};

/** A client that may do everything, made by the operator. */
export const openApi = ({ port, env }: Pick<TandemProcess, 'port' | 'env'>): Promise<BenchApi> =>
  signIn(port, createClient(env));

/** Further clients that may do everything, made over the API. */
export const addClients = async (
  api: BenchApi,
  { port, count }: { port: number; count: number },
): Promise<BenchApi[]> => {
  const roles = await api.call<{ entities: { id: string; name: string }[] }>(
    'GET',
    '/api/v2/authorization/roles?pageSize=100',
  );
  const admin = roles.entities.find(({ name }) => name === 'Master Admin')?.id ?? '';
  const clients: BenchApi[] = [];
  for (let number = 0; number < count; number += 1) {
    const body = {
      name: `Bench ${number}`,
      authorizedGrantType: 'CLIENT-CREDENTIALS',
      roleIds: [admin],
    };
    const made = await api.call<{ id: string; secret: string }>(
      'POST',
      '/api/v2/oauth/clients',
      body,
    );
    clients.push(await signIn(port, made));
  }
  return clients;
};

/** Sets up client, token, integration, flow and routing over the API; answers where messages go. */
export const setUpHop = async ({
  tandem,
  webhookPort,
  secret,
  flow: { name, document } = { name: 'Greeting', document: greeting },
}: {
  tandem: TandemProcess;
  webhookPort: number;
  secret: string;
  flow?: { readonly name: string; readonly document: unknown };
}): Promise<LoadTarget & { readonly integrationId: string }> => {
  const { port } = tandem;
  const { token, call } = await openApi(tandem);
  const integration = await call<{ id: string }>(
    'POST',
    '/api/v2/conversations/messaging/integrations/open',
    {
      name: `Bench ${name}`,
      outboundNotificationWebhookUrl: `http://127.0.0.1:${webhookPort}/`,
      outboundNotificationWebhookSignatureSecretToken: secret,
    },
  );
  const flow = await call<{ id: string }>('POST', '/api/v2/flows', {
    name,
    type: 'INBOUNDSHORTMESSAGE',
  });
  await call('POST', `/api/v2/flows/${flow.id}/versions`, document);
  await call('POST', `/api/v2/flows/actions/publish?flow=${flow.id}&version=1`);
  await call('PUT', `/api/v2/routing/message/recipients/${integration.id}`, {
    flow: { id: flow.id },
  });
  return {
    port,
    token,
    path: `/api/v2/conversations/messages/${integration.id}/inbound/open/message`,
    integrationId: integration.id,
  };
};
