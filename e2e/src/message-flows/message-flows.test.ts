import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestFolder, testFolder } from '@tandem/kit/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Api } from '../harness/api.ts';
import { launchOn, powerCut } from '../harness/lasting-process.ts';
import type { ServerProcess } from '../harness/server-process.ts';
import { until } from '../harness/waiting.ts';
import { startWebhookReceiver, type WebhookReceiver } from '../harness/webhook-receiver.ts';

const act = (id: string, type: string, settings: object) => ({ id, type, name: id, settings });

/** A system that flows ask; requests that come while it is silent stay open for ever. */
const startDirectory = async () => {
  const keys: (string | undefined)[] = [];
  const state = { silent: false };
  const server = createServer((request, response) => {
    keys.push(request.headers['idempotency-key'] as string | undefined);
    if (state.silent) return;
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"name":"Grace"}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    ...{ keys, state, url: `http://127.0.0.1:${port}/users` },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

let folder: TestFolder;
let server: ServerProcess;
let admin: Api;
let receiver: WebhookReceiver;
let directory: Awaited<ReturnType<typeof startDirectory>>;

const kill = async () => {
  ({ server, admin } = await powerCut(folder.path, server));
};

beforeAll(async () => {
  folder = await testFolder({ on: 'disk' });
  receiver = await startWebhookReceiver();
  directory = await startDirectory();
  ({ server, admin } = await launchOn(folder.path));
}, 120_000);
afterAll(async () => {
  await server?.stop();
  await receiver?.[Symbol.asyncDispose]();
  await directory?.[Symbol.asyncDispose]();
  await folder?.[Symbol.asyncDispose]();
});

const route = async (actions: readonly ReturnType<typeof act>[]): Promise<string> => {
  const integration = await admin.ok<{ id: string }>(
    'POST',
    '/api/v2/conversations/messaging/integrations/open',
    {
      name: 'Channel',
      outboundNotificationWebhookUrl: receiver.url,
      outboundNotificationWebhookSignatureSecretToken: receiver.secret,
    },
  );
  const document = {
    ...{ language: 1, kind: 'inboundMessage', start: actions[0]?.id, actions },
    variables: ['answer', 'name'].map((name) => ({ name, type: 'String' })),
    edges: actions
      .slice(1)
      .map(({ id }, at) => ({ from: actions[at]?.id, outlet: 'next', to: id })),
  };
  const base = '/tandem/platform/flows';
  const { id } = await admin.ok<{ id: string }>('POST', base, {
    ...{ name: 'Look up', kind: 'inboundMessage', document },
  });
  await admin.ok('POST', `${base}/${id}/publish`, {});
  await admin.ok('PUT', `/api/v2/routing/message/recipients/${integration.id}`, { flow: { id } });
  return integration.id;
};

const say = (integration: string, messageId: string, text: string) =>
  admin.ok('POST', `/api/v2/conversations/messages/${integration}/inbound/open/message`, {
    channel: {
      from: { id: 'ada', idType: 'Opaque' },
      time: new Date().toISOString(),
      messageId,
    },
    text,
  });

/** What came, each message once: one whose answer was lost with the process is sent again. */
const arrived = () => [...new Map(receiver.arrivals.map((one) => [one.id, one.text])).values()];

const heard = (texts: readonly string[]) =>
  until(`to hear ${texts.join(', ')}`, () => arrived().length >= texts.length).then(() =>
    expect(arrived()).toEqual(texts),
  );

describe('message flows on a running Tandem', () => {
  it('go on in place after a kill at a question, in a call and in a wait', async () => {
    const integration = await route([
      act('Hello', 'sendResponse', { text: 'Which one?' }),
      act('Ask', 'waitForInput', { variable: 'answer' }),
      act('Call', 'httpRequest', {
        ...{ useAuthenticatedEndpoint: false, requestUrl: directory.url, method: 'GET' },
        ...{ responseTimeoutMs: 60_000, idempotencyKey: true },
        parse: [{ path: '$.name', variable: 'name' }],
      }),
      act('Found', 'sendResponse', { text: '{{ answer }} is {{ name }}' }),
      act('Rest', 'wait', { duration: 4 }),
      act('Then', 'waitForInput', { variable: 'answer' }),
      act('Bye', 'sendResponse', { text: 'Bye {{ answer }}' }),
    ]);
    await say(integration, '1', 'hi');
    await heard(['Which one?']);
    await kill();

    directory.state.silent = true;
    await say(integration, '2', 'Number 7');
    await until('the call', () => directory.keys.length === 1);
    // Said while the flow is busy: kept for when it asks.
    await say(integration, '3', 'thanks');
    directory.state.silent = false;
    await kill();
    await heard(['Which one?', 'Number 7 is Grace']);
    expect(directory.keys.length).toBeGreaterThan(1);
    expect(new Set(directory.keys).size).toBe(1);
    expect(directory.keys[0]).toEqual(expect.any(String));

    await kill();
    await heard(['Which one?', 'Number 7 is Grace', 'Bye thanks']);
    expect(receiver.badSignatures()).toBe(0);
  }, 180_000);
});
