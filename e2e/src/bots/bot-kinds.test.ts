import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openChat } from '../halves/chat.ts';
import {
  addGatewayClient,
  type Desk,
  setUpContactCentre,
  startDesk,
} from '../halves/contact-centre.ts';
import { startTandem, type TestTandem } from '../harness/tandem.ts';

const webhookSecret = 'the secret of the bots';
const modelKey = 'the key of the model';

type Asked = {
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  readonly tools: readonly { readonly function: { readonly name: string } }[];
};

/** A chat model that repeats what it is told and calls an agent when it is asked to. */
const startModel = async () => {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Asked;
    asked.push(body);
    const text = body.messages.at(-1)?.content ?? '';
    const handover = { name: 'handover', arguments: '{"reason":"asked for","queue":"Service"}' };
    const calls = { tool_calls: [{ id: '1', type: 'function', function: handover }] };
    const message = text.includes('agent')
      ? { content: 'One moment.', ...calls }
      : { content: `Model: ${text}` };
    const isKnown = request.headers.authorization === `Bearer ${modelKey}`;
    response
      .writeHead(isKnown ? 200 : 401, { 'content-type': 'application/json' })
      .end(JSON.stringify({ choices: [{ message: { role: 'assistant', ...message } }] }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    asked,
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

let tandem: TestTandem;
let model: Awaited<ReturnType<typeof startModel>>;
let desk: Desk;
let handover: object;

type Made = { readonly id: string; readonly token: string };

const addEndpoint = async (name: string, body: object) => {
  const made = await tandem.admin.ok<Made>('POST', '/tandem/gateway/endpoints', { name, ...body });
  return { id: made.id, base: `${tandem.url}/endpoints/${made.token}` };
};

beforeAll(async () => {
  model = await startModel();
  tandem = await startTandem({
    TANDEM_EGRESS_ALLOW: '127.0.0.1',
    TANDEM_WEBHOOK_PORT_RULE: 'any',
  });
  const { admin, url } = tandem;
  const webhookUrl = `${url}/handover/genesysCloudOM`;
  const centre = await setUpContactCentre(admin, { webhookUrl, webhookSecret });
  const client = await addGatewayClient(admin, { name: 'Bot side' });
  desk = await startDesk(admin, { name: 'Grace', queues: [centre.service, centre.sales] });
  handover = {
    kind: 'genesys-cloud-open-messaging',
    settings: {
      ...{ host: url, deploymentName: centre.integration.name, webhookSecret },
      ...client,
    },
  };
}, 120_000);
afterAll(async () => {
  await tandem?.[Symbol.asyncDispose]();
  await model?.[Symbol.asyncDispose]();
});

describe('bots of other makers on a whole server', () => {
  it('a chat model answers, hands over with its reason, and knows afterwards what the agent said', async () => {
    await tandem.admin.ok('POST', '/tandem/variables', {
      ...{ name: 'MODEL_KEY', type: 'String', secure: true, value: modelKey },
    });
    const apiKey = { kind: 'variable', name: 'MODEL_KEY' };
    const settings = { baseUrl: model.baseUrl, model: 'small', apiKey, greeting: 'Hello!' };
    const { base } = await addEndpoint('Model', { bot: { kind: 'openai', settings }, handover });
    const chat = await openChat(base, { id: 'dl_ada', name: 'Ada' });
    await chat.hears('Hello!');
    await chat.say('my shoes');
    await chat.hears('Model: my shoes');
    await chat.say('an agent, please');
    await chat.hears('One moment.');
    const offer = await desk.accept();
    expect(await desk.texts(offer.conversation)).toContainEqual(
      expect.stringContaining('Model: my shoes'),
    );
    await desk.say(offer, 'They are on their way');
    await chat.hears('They are on their way');
    await desk.patch(offer, { state: 'disconnected' });
    await chat.untilStates('accepted', 'completed');
    await chat.say('and now?');
    await chat.hears('Model: and now?');
    const last = model.asked.at(-1);
    expect(last?.messages[0]?.content).toContain('Agent: They are on their way');
    expect(last?.tools.map((tool) => tool.function.name)).toContain('handover');
  }, 60_000);

  it('a bot behind Direct Line is talked to, here another endpoint of this server', async () => {
    const shop = await addEndpoint('Shop', { bot: { kind: 'demo' } });
    const path = `/tandem/gateway/endpoints/${shop.id}/secret`;
    const { secret } = await tandem.admin.ok<{ secret: string }>('POST', path);
    const settings = { directLineUrl: shop.base, directLineKey: secret };
    const front = await addEndpoint('Front', { bot: { kind: 'directline', settings }, handover });
    const chat = await openChat(front.base, { id: 'dl_joan' });
    const greeting = await chat.hears(/./);
    expect(greeting.suggestedActions?.actions.length).toBeGreaterThan(0);
    await chat.say('4711');
    await chat.hears(/Order 4711: packed/);
    await chat.say('4711');
    await expect
      .poll(async () => (await chat.heard()).filter((text) => /4711/.test(text)).length, {
        timeout: 20_000,
      })
      .toBe(2);
    expect(await chat.heard()).toHaveLength(3);
  }, 60_000);
});
