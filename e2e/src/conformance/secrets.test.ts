import { createLog } from '@tandem/kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openChat } from '../halves/chat.ts';
import { addGatewayClient, setUpContactCentre, startDesk } from '../halves/contact-centre.ts';
import { type Api, createApi } from '../harness/api.ts';
import { connectionOf, openPlatformTables } from '../harness/postgres-of.ts';
import { adminEmail, type TestTandem } from '../harness/tandem.ts';
import { until } from '../harness/waiting.ts';
import { addUser, startSite } from './site.ts';
import { callOperation, describedOf, parametersOf } from './wire-operations.ts';

const secrets: Record<string, string> = {
  adminPassword: 'planted-password-of-the-administrator',
  webhookSecret: 'planted-webhook-signature-secret',
  secondWebhookSecret: 'planted-webhook-secret-after-a-change',
  botSecret: 'planted-signing-secret-of-the-bot',
  vaultValue: 'planted-value-of-a-credential',
  wrongPassword: 'planted-password-that-was-mistyped',
  wrongClientSecret: 'planted-client-secret-that-is-wrong',
};
/** Tokens and generated secrets: shown once to who asks for them, stored nowhere. */
const once: Record<string, string> = {};

let site: TestTandem;
const lines: string[] = [];
const replies: string[] = [];

/** Records what the API answers, as a proxy in front of it would see it. */
const recording = (api: Api): Api => ({
  ...api,
  async call(method, path, options) {
    const reply = await api.call(method, path, options);
    replies.push(`${method} ${path} ${JSON.stringify(reply.body)}`);
    return reply as never;
  },
});

const endpointOf = (client: object, admin: Api) => ({
  name: 'Chat',
  bot: { kind: 'demo' },
  handover: {
    kind: 'genesys-cloud-open-messaging',
    settings: {
      host: admin.url,
      deploymentName: 'Web chat',
      queue: 'Sales',
      webhookSecret: secrets['webhookSecret'],
      ...client,
    },
  },
});

const runStory = async (admin: Api) => {
  const centre = await setUpContactCentre(admin, {
    webhookUrl: `${admin.url}/handover/genesysCloudOM`,
    webhookSecret: secrets['webhookSecret'] ?? '',
  });
  const client = await addGatewayClient(admin, { name: 'Bot side' });
  once['gatewayClientSecret'] = client.clientSecret;
  const endpoint = await admin.ok<{ id: string; token: string }>(
    'POST',
    '/tandem/gateway/endpoints',
    endpointOf(client, admin),
  );
  await admin.ok('POST', '/tandem/gateway/endpoints', {
    name: 'Other bot',
    bot: {
      kind: 'webhook',
      settings: { url: 'https://example.com/bot', secret: secrets['botSecret'] },
    },
  });
  const made = await admin.ok<{ secret: string }>(
    'POST',
    `/tandem/gateway/endpoints/${endpoint.id}/secret`,
  );
  once['directLineSecret'] = made.secret;
  const desk = await startDesk(admin, { name: 'Sam', queues: [centre.sales] });
  once['agentToken'] = desk.api.token;
  const chat = await openChat(`${admin.url}/endpoints/${endpoint.token}`, { id: 'dl_secret' });
  once['chatToken'] = chat.token;
  await chat.say('agent');
  const offer = await desk.accept();
  await desk.say(offer, 'Hello from the desk');
  await chat.hears('Hello from the desk');
  await desk.patch(offer, { state: 'disconnected' });
  await chat.untilStates('accepted', 'completed');
  await admin.ok(
    'PATCH',
    `/api/v2/conversations/messaging/integrations/open/${centre.integration.id}`,
    {
      name: centre.integration.name,
      outboundNotificationWebhookUrl: `${admin.url}/handover/genesysCloudOM`,
      outboundNotificationWebhookSignatureSecretToken: secrets['secondWebhookSecret'],
    },
  );
  await admin.ok('POST', `/tandem/gateway/endpoints/${endpoint.id}/test`);
};

/** Values of credentials, of everybody and of one user; one of them is opened, as a flow would. */
const runVault = async (admin: Api) => {
  const desk = await startDesk(admin, { name: 'Val', queues: [] });
  once['consumerToken'] = desk.api.token;
  const { entities } = await admin.ok<{ entities: { id: string }[] }>(
    'GET',
    '/api/v2/authorization/roles?name=Master%20Admin',
  );
  const locker = await admin.ok<{ id: string }>('POST', '/tandem/vault/lockers', {
    name: 'Planted',
    owners: [desk.userId],
  });
  await admin.ok('PUT', `/tandem/vault/lockers/${locker.id}/consumers/${entities[0]?.id}`);
  const value = secrets['vaultValue'];
  await admin.ok('POST', '/tandem/vault/credentials', {
    name: 'Planted',
    lockerId: locker.id,
    attributes: [
      { name: 'password', value },
      { name: 'pin', input: 'userProvided' },
    ],
  });
  // A body that is refused is what gets told most.
  await admin.call('POST', '/tandem/vault/credentials', {
    body: { name: 'Planted', attributes: [{ name: 'password', value }] },
  });
  await admin.call('POST', '/tandem/vault/credentials', {
    body: { name: 7, attributes: [{ name: 'password', value }] },
  });
  const which = { credential: 'Planted', attribute: 'password' };
  expect(await site.server.core.vault.secrets.resolveSecret(site.org, which)).toBe(value);
  await site.server.core.vault.uses.flush();
};

/** What goes wrong is logged and told most: secrets among it would show. */
const runMistakes = async (admin: Api) => {
  const { url } = admin;
  const signIn = createApi(url).signIn({
    email: adminEmail,
    password: secrets['wrongPassword'] ?? '',
  });
  await expect(signIn).rejects.toThrow();
  const client = await admin.ok<{ id: string; secret: string }>('POST', '/api/v2/oauth/clients', {
    name: 'Rotated',
    authorizedGrantType: 'CLIENT-CREDENTIALS',
  });
  once['firstSecret'] = client.secret;
  const wrong = createApi(url).clientCredentials({
    id: client.id,
    secret: secrets['wrongClientSecret'] ?? '',
  });
  await expect(wrong).rejects.toThrow();
  once['clientToken'] = (await createApi(url).clientCredentials(client)).token;
  const rotated = await admin.ok<{ secret: string }>(
    'POST',
    `/api/v2/oauth/clients/${client.id}/secret`,
  );
  once['rotatedSecret'] = rotated.secret;
  const person = await addUser(admin, { name: 'Pat', roles: ['Agent'] });
  once['personPassword'] = person.password;
  await admin.call('POST', '/api/v2/conversations/messaging/integrations/open', {
    body: {
      name: '',
      outboundNotificationWebhookUrl: 'not a url',
      outboundNotificationWebhookSignatureSecretToken: secrets['webhookSecret'],
    },
  });
};

/** Reads whatever the wire lists, and each thing of it. */
const readEverything = async (admin: Api) => {
  for (const operation of describedOf(site.server.operations)) {
    if (operation.method !== 'GET' || operation.access === 'public') continue;
    if (parametersOf(operation.path).length > 0) continue;
    const { body } = await callOperation(admin, operation);
    const { entities = [] } = body as { entities?: { selfUri?: string }[] };
    for (const { selfUri } of entities.slice(0, 10))
      if (selfUri?.startsWith('/')) await admin.call('GET', selfUri);
  }
  const { entities } = await admin.ok<{ entities: { id: string }[] }>(
    'GET',
    '/tandem/monitor/deliveries',
  );
  for (const { id } of entities) await admin.call('GET', `/tandem/monitor/deliveries/${id}`);
  for (const half of ['gateway', 'monitor']) {
    const listed = await admin.ok<{ entities: { id: string }[] }>(
      'GET',
      `/tandem/${half}/conversations`,
    );
    for (const { id } of listed.entities)
      await admin.call('GET', `/tandem/${half}/conversations/${id}/timeline`);
  }
};

beforeAll(async () => {
  const log = createLog({
    level: 'debug',
    destination: { write: (line: string) => void lines.push(line) },
  });
  site = await startSite({ TANDEM_ADMIN_PASSWORD: secrets['adminPassword'] ?? '' }, { log });
  const admin = recording(site.admin);
  once['adminToken'] = admin.token;
  await runStory(site.admin);
  await runMistakes(site.admin);
  await runVault(recording(site.admin));
  await readEverything(admin);
});
afterAll(() => site[Symbol.asyncDispose]());

/** A secret may also lie about as base64, hex or percent-encoded text. */
const spellings = (secret: string) => {
  const bytes = Buffer.from(secret);
  return [
    secret,
    bytes.toString('hex'),
    bytes.toString('base64').replace(/=+$/, ''),
    encodeURIComponent(secret),
  ];
};

const leaksIn = (text: string, planted: Readonly<Record<string, string>>) =>
  Object.entries(planted)
    .filter(([, secret]) => spellings(secret).some((each) => text.includes(each)))
    .map(([name]) => name);

type Table = { schema: string; name: string };

describe('planted secrets', () => {
  it('are long enough to be found, and the story ran', () => {
    const all = { ...secrets, ...once };
    expect(Object.values(all).filter((secret) => secret.length < 16)).toEqual([]);
    expect(Object.keys(once)).toHaveLength(10);
    expect(replies.length).toBeGreaterThan(80);
  });

  it('are in no table of any schema', async () => {
    const db = openPlatformTables(await connectionOf(site.dataFolder));
    try {
      const found = await db.query<Table>(
        `select table_schema as schema, table_name as name from information_schema.tables
         where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`,
      );
      expect(new Set(found.map(({ schema }) => schema))).toEqual(
        new Set(['core', 'gateway', 'platform']),
      );
      const leaks: string[] = [];
      const controls = new Set<string>();
      for (const { schema, name } of found) {
        const content = await db.query<{ row: string }>(
          `select t::text as row from "${schema}"."${name}" t`,
        );
        // Binary columns are written as hex, which the spellings cover.
        const text = content.map(({ row }) => row).join('\n');
        if (leaksIn(text, { said: 'Hello from the desk' }).length > 0) controls.add(schema);
        for (const leak of leaksIn(text, { ...secrets, ...once }))
          leaks.push(`${schema}.${name}: ${leak}`);
      }
      expect(leaks).toEqual([]);
      // What is no secret is found the same way.
      expect(controls).toEqual(new Set(['gateway', 'platform']));
    } finally {
      await db.close();
    }
  });

  it('are in no line of the log, not even at level debug', async () => {
    await until('log lines', () => lines.length > 0);
    const leaks = lines.flatMap((line) =>
      leaksIn(line, { ...secrets, ...once }).map((leak) => `${leak}: ${line.slice(0, 300)}`),
    );
    expect(leaks).toEqual([]);
  });

  it('are in no answer but the one that hands them out', () => {
    const leaks = replies.flatMap((reply) =>
      leaksIn(reply, { ...secrets, ...once }).map((leak) => `${leak}: ${reply.slice(0, 300)}`),
    );
    expect(leaks).toEqual([]);
    expect(leaksIn(replies.join('\n'), { said: 'Hello from the desk' })).toEqual(['said']);
  });
});
