import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Api, createApi } from '../harness/api.ts';
import { runCommand } from '../harness/command.ts';
import { startTandem, type TestTandem } from '../harness/tandem.ts';
import { until } from '../harness/waiting.ts';
import { startWebhookReceiver, type WebhookReceiver } from '../harness/webhook-receiver.ts';

const om = 'FEATURE_ENABLE_GENESYS_CLOUD_OM_WHITELIST';
const connector = 'FEATURE_USE_GENESYS_BOT_CONNECTOR_ENDPOINT_WHITELIST';
const token = 'a verify token of the story';
const act = (id: string, type: string, settings: object) => ({ id, type, name: id, settings });

type Named = { readonly id: string; readonly name: string };
type Providers = { readonly handover: readonly { readonly kind: string }[] };
type Types = { readonly entities: readonly { readonly id: string }[] };

let tandem: TestTandem;
let receiver: WebhookReceiver;
let stranger: Api;
/** The first organisation is named by its short name, the second by nobody. */
const listed = { [om]: 'first-org', [connector]: 'first-org' };

beforeAll(async () => {
  receiver = await startWebhookReceiver();
  tandem = await startTandem({
    ...listed,
    ...{ TANDEM_ORG_NAME: 'First Org', TANDEM_WEBHOOK_PORT_RULE: 'any' },
    TANDEM_EGRESS_ALLOW: '127.0.0.0/8',
  });
  const email = 'stranger@example.com';
  const password = 'another horse battery staple';
  const made = await runCommand(
    ['org', 'create', '--name', 'Second', '--admin-email', email, '--password-env', 'NEW_PASSWORD'],
    { TANDEM_DATA: tandem.dataFolder, NEW_PASSWORD: password },
  );
  expect(made).toMatchObject({ code: 0 });
  stranger = await createApi(tandem.url).signIn({ email, password });
}, 120_000);
afterAll(async () => {
  await tandem?.[Symbol.asyncDispose]();
  await receiver?.[Symbol.asyncDispose]();
});

/** A bot of the gateway that flows may call. */
const addBot = (api: Api) =>
  api.call('POST', '/tandem/gateway/endpoints', {
    body: {
      ...{ name: 'Orders', bot: { kind: 'demo' } },
      handover: { kind: 'genesys-bot-connector', settings: { verifyToken: token } },
    },
  });

/** The integration of the contact centre that calls the bot at an address. */
const addConnector = async (api: Api, uri: string): Promise<string> => {
  const { id } = await api.ok<Named>('POST', '/api/v2/integrations', {
    integrationType: { id: 'genesys-bot-connector' },
  });
  const credential = await api.ok<Named>('POST', '/api/v2/integrations/credentials', {
    ...{ name: 'Orders', type: { id: 'userDefined' } },
    credentialFields: { 'verify-token': token },
  });
  const path = `/api/v2/integrations/${id}/config/current`;
  await api.ok('PUT', path, {
    ...(await api.ok<object>('GET', path)),
    properties: { botConnectorHandleUtteranceUri: uri },
    credentials: { basicAuth: { id: credential.id } },
  });
  await api.ok('PUT', `/api/v2/integrations/botconnector/${id}/bots`, {
    chatBots: [
      {
        ...{ id: 'orders', name: 'Orders' },
        versions: [
          { version: '1', supportedLanguages: ['en-us'], intents: [{ name: 'handover' }] },
        ],
      },
    ],
  });
  await api.ok('PATCH', `/api/v2/integrations/${id}`, { intendedState: 'ENABLED' });
  return id;
};

/** Calls the bot until it exits: to the queue when it asks for an agent, else a word of good-bye. */
const flowWith = (integration: string, queue: string) => ({
  ...{ language: 1, kind: 'inboundMessage', start: 'bot' },
  variables: [{ name: 'why', type: 'String' }],
  actions: [
    act('bot', 'callBotConnector', {
      ...{ integration, bot: 'Orders', version: '1' },
      results: [{ variable: 'why', path: '$.attributes.reason' }],
    }),
    act('wanted', 'condition', { left: '{{ bot.intent }}', operator: 'equals', right: 'handover' }),
    act('told', 'sendResponse', { text: 'You said: {{ why }}' }),
    act('acd', 'transferToAcd', { queue }),
    act('failed', 'sendResponse', { text: 'No bot: {{ bot.result.reason }}' }),
  ],
  edges: [
    { from: 'bot', outlet: 'completed', to: 'wanted' },
    { from: 'bot', outlet: 'failure', to: 'failed' },
    { from: 'wanted', outlet: 'yes', to: 'told' },
    { from: 'told', outlet: 'next', to: 'acd' },
  ],
});

const route = async (api: Api, { name, document }: { name: string; document: object }) => {
  const path = '/api/v2/conversations/messaging/integrations/open';
  const channel = await api.ok<Named>('POST', path, {
    name,
    outboundNotificationWebhookUrl: receiver.url,
    outboundNotificationWebhookSignatureSecretToken: receiver.secret,
  });
  const base = '/tandem/platform/flows';
  const flow = await api.ok<Named>('POST', base, { name, kind: 'inboundMessage', document });
  await api.ok('POST', `${base}/${flow.id}/publish`, {});
  const recipient = `/api/v2/routing/message/recipients/${channel.id}`;
  await api.ok('PUT', recipient, { flow: { id: flow.id } });
  return channel.id;
};

const say = (channel: string, customer: string, text: string) =>
  tandem.admin.ok('POST', `/api/v2/conversations/messages/${channel}/inbound/open/message`, {
    channel: {
      ...{ from: { id: customer, idType: 'Opaque' }, time: new Date().toISOString() },
      messageId: `${customer} ${text}`,
    },
    text,
  });

const heardBy = (customer: string) => [
  ...new Map(
    receiver.arrivals
      .filter((one) => one.customer === customer && one.type !== 'Receipt')
      .map((one) => [one.id, one.text]),
  ).values(),
];

describe('S2 feature flags and the Bot Connector, over HTTP alone', () => {
  it('S2.2 offers Genesys Cloud Open Messaging to the organisations of the list', async () => {
    const kinds = async (api: Api) =>
      (await api.ok<Providers>('GET', '/tandem/gateway/providers')).handover.map(
        ({ kind }) => kind,
      );
    expect(await kinds(tandem.admin)).toEqual(
      expect.arrayContaining(['genesys-cloud-open-messaging', 'genesys-bot-connector']),
    );
    const offered = await kinds(stranger);
    expect(offered).not.toContain('genesys-cloud-open-messaging');
    expect(offered).not.toContain('genesys-bot-connector');
    const refused = await stranger.call('POST', '/tandem/gateway/endpoints', {
      body: {
        ...{ name: 'Chat', bot: { kind: 'demo' } },
        handover: { kind: 'genesys-cloud-open-messaging', settings: {} },
      },
    });
    expect(refused.status).toBe(403);
    expect(JSON.stringify(refused.body)).toContain(om);
  });

  it('S2.2 offers the Bot Connector of both halves to the organisations of the list', async () => {
    const types = async (api: Api) =>
      (await api.ok<Types>('GET', '/api/v2/integrations/types')).entities.map(({ id }) => id);
    expect(await types(tandem.admin)).toContain('genesys-bot-connector');
    expect(await types(stranger)).not.toContain('genesys-bot-connector');
    const install = { integrationType: { id: 'genesys-bot-connector' } };
    for (const refused of [
      await stranger.call('POST', '/api/v2/integrations', { body: install }),
      await addBot(stranger),
    ]) {
      expect(refused.status).toBe(403);
      expect(JSON.stringify(refused.body)).toContain(connector);
    }
  });

  it('S2.12 the flags are for installations of one’s own, and the operator sees whom they concern', async () => {
    const doctor = (env: Record<string, string>) =>
      runCommand(['doctor'], { TANDEM_DATA: tandem.dataFolder, PORT: '0', ...env });
    expect((await doctor(listed)).out).toContain('Bot Connector: only first-org');
    expect((await doctor({})).out).toMatch(/Open Messaging: all organisations/);
    const off = await doctor({ FEATURE_ENABLE_GENESYS_CLOUD_OM: 'false' });
    expect(off.out).toMatch(/Open Messaging: off/);
    const wrong = await doctor({ FEATURE_ENABLE_GENESYS_CLOUD_OM: 'perhaps' });
    expect(wrong.code).not.toBe(0);
    expect(wrong.err).toContain('FEATURE_ENABLE_GENESYS_CLOUD_OM');
  }, 120_000);

  it('S2.2 a bot that an inbound flow calls talks with the customer until it asks for an agent', async () => {
    const bot = await addBot(tandem.admin);
    expect(bot.status).toBe(201);
    const uri = String(bot.body['webhookUrl']);
    expect(uri).toMatch(/\/botconnector\//);
    const queue = await tandem.admin.ok<Named>('POST', '/api/v2/routing/queues', { name: 'Sales' });
    const integration = await addConnector(tandem.admin, uri);
    const document = flowWith(integration, queue.id);
    const channel = await route(tandem.admin, { name: 'Orders', document });

    await say(channel, 'ada', 'What are your opening hours?');
    await until('the first answer', () => heardBy('ada').length === 1);
    await say(channel, 'ada', 'Where is order 4711?');
    await until('the second answer', () => heardBy('ada').length === 2);
    await say(channel, 'ada', 'agent');
    await until('what the flow says', () => heardBy('ada').includes('You said: agent'));
    const waiting = async () => {
      const path = '/api/v2/analytics/queues/observations/query';
      const { results = [] } = await tandem.admin.ok<{
        results?: { data: { metric: string; stats: { count: number } }[] }[];
      }>('POST', path, {
        filter: { type: 'and', predicates: [{ dimension: 'queueId', value: queue.id }] },
        metrics: ['oWaiting'],
      });
      return results.flatMap(({ data }) => data).some(({ stats }) => stats.count === 1);
    };
    await until('the queue', waiting);
    expect(heardBy('ada')).toHaveLength(4);
    expect(receiver.badSignatures()).toBe(0);
  }, 120_000);

  it('S2.2 a bot that cannot be asked leads to the failure exit, with the reason', async () => {
    const uri = `${tandem.url}/botconnector/nobody`;
    const integration = await addConnector(tandem.admin, uri);
    const document = flowWith(integration, 'Sales');
    const channel = await route(tandem.admin, { name: 'Broken', document });
    await say(channel, 'eve', 'Hello');
    await until('the failure exit', () => heardBy('eve').includes('No bot: HTTP 404'));
  }, 120_000);
});
