import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FlowExecution, FlowExecutionDetail, Listing } from '@tandem/contract';
import { type TestFolder, testFolder } from '@tandem/kit/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openChat } from '../halves/chat.ts';
import {
  addGatewayClient,
  type Desk,
  setUpContactCentre,
  startDesk,
} from '../halves/contact-centre.ts';
import type { Api } from '../harness/api.ts';
import { launchOn, powerCut } from '../harness/lasting-process.ts';
import type { ServerProcess } from '../harness/server-process.ts';

const webhookSecret = 'the secret of the bot flow';
const act = (id: string, type: string, settings: object) => ({ id, type, name: id, settings });

/** The order system that the bot asks; while it is silent its requests stay open. */
const startOrders = async () => {
  const asked: { readonly path: string; readonly key: string | undefined }[] = [];
  const state = { silent: false };
  const server = createServer((request, response) => {
    const key = request.headers['idempotency-key'] as string | undefined;
    asked.push({ path: request.url ?? '', key });
    if (state.silent) return;
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"state":"shipped"}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    ...{ asked, state, url: `http://127.0.0.1:${port}` },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

const menuBot = (orders: string) => ({
  ...{ language: 1, kind: 'bot', start: 'Menu' },
  variables: ['choice', 'order', 'state', 'rating'].map((name) => ({ name, type: 'String' })),
  actions: [
    act('Menu', 'ask', {
      ...{ text: 'What can I do for you?', variable: 'choice', content: 'quickReplies' },
      quickReplies: [
        { text: 'My order', payload: 'order' },
        { text: 'An agent', payload: 'agent' },
      ],
    }),
    act('Which', 'match', {
      text: '{{ choice }}',
      intents: [
        { name: 'order', how: 'contains', phrases: 'order' },
        { name: 'agent', how: 'contains', phrases: 'agent' },
      ],
    }),
    act('Number', 'ask', {
      ...{ text: 'Which number?', variable: 'order', pattern: '\\d{4}', retries: 1 },
      retryText: 'Four digits, please.',
    }),
    act('Look', 'httpRequest', {
      ...{ requestUrl: `${orders}/orders/{{ order }}`, method: 'GET' },
      ...{ useAuthenticatedEndpoint: false, idempotencyKey: true, responseTimeoutMs: 10_000 },
      parse: [{ path: '$.state', variable: 'state' }],
    }),
    act('Told', 'say', { text: 'Order {{ order }} is {{ state }}.' }),
    act('People', 'handOverToAgent', { queue: 'Service' }),
    act('Rate', 'ask', { text: 'Did that help?', variable: 'rating' }),
    act('Thanks', 'say', { text: 'You said {{ rating }}. Goodbye!' }),
  ],
  edges: [
    ['Menu', 'next', 'Which'],
    ['Which', 'order', 'Number'],
    ['Which', 'agent', 'People'],
    ['Which', 'noMatch', 'Menu'],
    ['Number', 'next', 'Look'],
    ['Number', 'noMatch', 'Menu'],
    ['Look', 'next', 'Told'],
    ['Told', 'next', 'Menu'],
    ['People', 'next', 'Rate'],
    ['Rate', 'next', 'Thanks'],
  ].map(([from, outlet, to]) => ({ from, outlet, to })),
});

let folder: TestFolder;
let server: ServerProcess;
let admin: Api;
let orders: Awaited<ReturnType<typeof startOrders>>;
let desk: Desk;
let flow: string;
let base: string;

const kill = async () => {
  ({ server, admin } = await powerCut(folder.path, server));
};

const publish = async () => {
  const flows = '/tandem/gateway/flows';
  const made = await admin.ok<{ id: string }>('POST', flows, {
    ...{ name: 'Menu bot', kind: 'bot', document: menuBot(orders.url) },
  });
  await admin.ok('POST', `${flows}/${made.id}/publish`, { labels: ['Live'] });
  return made.id;
};

const addEndpoint = async () => {
  const webhookUrl = `${server.url}/handover/genesysCloudOM`;
  const centre = await setUpContactCentre(admin, { webhookUrl, webhookSecret });
  const client = await addGatewayClient(admin, { name: 'Bot side' });
  desk = await startDesk(admin, { name: 'Grace', queues: [centre.service] });
  const { token } = await admin.ok<{ token: string }>('POST', '/tandem/gateway/endpoints', {
    name: 'Shop',
    bot: { kind: 'flow', settings: { flow, label: 'Live' } },
    handover: {
      kind: 'genesys-cloud-open-messaging',
      settings: {
        ...{ host: server.url, deploymentName: centre.integration.name, webhookSecret },
        ...client,
      },
    },
  });
  return `${server.url}/endpoints/${token}`;
};

beforeAll(async () => {
  folder = await testFolder({ on: 'disk' });
  orders = await startOrders();
  ({ server, admin } = await launchOn(folder.path));
  flow = await publish();
  base = await addEndpoint();
}, 120_000);
afterAll(async () => {
  await server?.stop();
  await orders?.[Symbol.asyncDispose]();
  await folder?.[Symbol.asyncDispose]();
});

const executionOf = async (conversationId: string) => {
  const { entities } = await admin.ok<Listing<FlowExecution>>(
    'GET',
    `/tandem/gateway/flows/${flow}/executions`,
  );
  const found = entities?.find((one) => one.conversationId === conversationId);
  return admin.ok<FlowExecutionDetail>(
    'GET',
    `/tandem/gateway/flows/${flow}/executions/${found?.id}`,
  );
};

describe('a bot flow on a running Tandem', () => {
  it('asks, looks up, hands over to the contact centre and goes on when the agent ends', async () => {
    const chat = await openChat(base, { id: 'dl_ada', name: 'Ada' });
    const menu = await chat.hears('What can I do for you?');
    expect(menu.suggestedActions?.actions.map(({ title }) => title)).toEqual([
      'My order',
      'An agent',
    ]);
    await chat.post({ type: 'message', text: 'My order', value: 'order' });
    await chat.hears('Which number?');
    await chat.say('many');
    await chat.hears('Four digits, please.');
    await chat.say('4711');
    await chat.hears('Order 4711 is shipped.');
    await chat.say('I want an agent');
    const offer = await desk.accept();
    expect(await desk.texts(offer.conversation)).toContainEqual(
      expect.stringContaining('Order 4711 is shipped.'),
    );
    await desk.say(offer, 'Hello Ada');
    await chat.hears('Hello Ada');
    await desk.patch(offer, { state: 'disconnected' });
    await chat.hears('Did that help?');
    await chat.say('yes');
    await chat.hears('You said yes. Goodbye!');
    const { execution, trace } = await executionOf(chat.conversationId);
    expect(execution).toMatchObject({ status: 'ended', origin: 'conversation', label: 'Live' });
    expect(trace.map(({ action }) => action)).toContain('People');
  }, 60_000);

  it('goes on in place after a kill in the middle of a call and at a question', async () => {
    const chat = await openChat(base, { id: 'dl_joan' });
    await chat.hears('What can I do for you?');
    await chat.say('order');
    await chat.hears('Which number?');
    const before = orders.asked.length;
    orders.state.silent = true;
    await chat.say('0815');
    await expect.poll(() => orders.asked.length, { timeout: 15_000 }).toBe(before + 1);
    orders.state.silent = false;
    await kill();
    await chat.hears('Order 0815 is shipped.');
    const keys = new Set(orders.asked.slice(before).map(({ key }) => key));
    expect(keys.size).toBe(1);
    await kill();
    await chat.say('order');
    await expect
      .poll(async () => (await chat.heard()).at(-1), { timeout: 20_000 })
      .toBe('Which number?');
    expect((await chat.heard()).filter((text) => text === 'Order 0815 is shipped.')).toHaveLength(
      1,
    );
  }, 90_000);
});
