import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import { call, openChat, soon, startGatewayWorld, untilCompleted } from '../testing/index.ts';
import { readBotAnswer } from './bot-answer.rules.ts';
import { demoTexts } from './demo-bot.texts.ts';
import { signBotRequest } from './webhook-bot.ts';

type Request = { body: Record<string, unknown>; text: string; headers: Record<string, unknown> };

/** A bot at the other end of the webhook. */
const startBot = async (answer: (request: Request) => { status?: number; body?: unknown }) => {
  const requests: Request[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8');
      const received = { body: JSON.parse(text), text, headers: request.headers };
      requests.push(received);
      const { status = 200, body = { messages: [] } } = answer(received);
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/bot`,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

const said = ({ body }: Request) => body['text'];

describe('webhook bot', () => {
  it('is asked with a signature, and hands over with its own wishes', async () => {
    await using world = await startGatewayWorld();
    const { fake } = world;
    fake.state.queues.push({ id: '33333333-3333-4333-8333-333333333333', name: 'VIP' });
    world.addIntegration('Tandem');
    await using bot = await startBot((request) =>
      said(request) === 'help'
        ? {
            body: {
              messages: ['One moment'],
              handover: {
                queue: 'VIP',
                language: 'de',
                skills: ['x'],
                priority: 9,
                customAttributes: { a: 1 },
              },
            },
          }
        : { body: { messages: [{ text: 'Hi', quickReplies: ['help'] }] } },
    );
    const secret = 'shared secret';
    const endpoint = await world.endpoint({
      bot: { kind: 'webhook', settings: { url: bot.url, secret } },
    });
    const chat = await openChat(endpoint.base, { user: { id: 'dl_1' }, locale: 'de-DE' });
    await vi.waitFor(async () => expect(await chat.texts()).toEqual(['Hi']), soon);
    await chat.say('help', { value: { a: 1 } });
    await vi.waitFor(() => expect(fake.state.inbound).toHaveLength(1), soon);
    expect(fake.state.inbound[0]?.customAttributes).toMatchObject({
      queueId: '33333333-3333-4333-8333-333333333333',
      ...{ myLanguage: 'de', mySkills: 'x', priority: '9', a: '1' },
    });
    const asked = bot.requests.find((request) => said(request) === 'help');
    expect(asked?.body).toMatchObject({
      ...{ userId: 'dl_1', sessionId: chat.conversationId, locale: 'de-DE', value: { a: 1 } },
    });
    expect(asked?.headers['x-tandem-signature-256']).toBe(
      signBotRequest(secret, asked?.text ?? ''),
    );
    expect(asked?.headers['idempotency-key']).toMatch(new RegExp(`^${chat.conversationId}/\\d+$`));
    await chat.say('more');
    await vi.waitFor(() => expect(fake.textsOf(chat.conversationId).at(-1)).toBe('more'), soon);
    // Silent since the handover, but told about it.
    expect(bot.requests.map(said)).not.toContain('more');
    await vi.waitFor(
      () =>
        expect(bot.requests.map(({ body }) => body['data'])).toContainEqual({
          event: 'handover',
          handover: { status: 'queue', reason: null },
        }),
      soon,
    );
    fake.finish(fake.conversationOf(chat.conversationId));
    await untilCompleted(world, chat);
    await chat.say('again');
    await vi.waitFor(() => expect(bot.requests.map(said)).toContain('again'), soon);
  });

  it('that fails is repeated with the same key, then a human takes over with a note', async () => {
    await using world = await startGatewayWorld();
    world.addIntegration('Tandem');
    await using bot = await startBot((request) => (said(request) === 'x' ? { status: 500 } : {}));
    const endpoint = await world.endpoint({ bot: { kind: 'webhook', settings: { url: bot.url } } });
    const chat = await openChat(endpoint.base);
    await chat.say('x');
    await vi.waitFor(() => expect(world.fake.state.inbound).toHaveLength(1), { timeout: 9000 });
    const keys = bot.requests
      .filter((request) => said(request) === 'x')
      .map(({ headers }) => headers['idempotency-key']);
    expect(keys).toHaveLength(3);
    expect(new Set(keys).size).toBe(1);
    expect(world.fake.state.inbound[0]?.text).toContain(
      'System: the bot could not answer (HTTP 500)',
    );
    expect(world.fake.state.inbound[0]?.text).toContain('Customer: x');
  }, 15_000);

  it('that fails without a handover to go to apologises in the language of the customer', async () => {
    await using world = await startGatewayWorld();
    await using bot = await startBot((request) => (said(request) === 'x' ? { status: 400 } : {}));
    const endpoint = await world.endpoint({
      bot: { kind: 'webhook', settings: { url: bot.url } },
      handover: false,
    });
    const chat = await openChat(endpoint.base, { locale: 'tr' });
    await chat.say('x');
    await vi.waitFor(async () => expect((await chat.texts()).at(-1)).toContain('Üzgünüm'), soon);
    await chat.say('fine');
    await vi.waitFor(() => expect(bot.requests.map(said)).toContain('fine'), soon);
  });

  it('hands nobody over who has left while it was thinking', async () => {
    await using world = await startGatewayWorld();
    world.addIntegration('Tandem');
    const asked = Promise.withResolvers<ServerResponse>();
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        if (Buffer.concat(chunks).includes('"text":"help"')) asked.resolve(response);
        else response.end('{"messages":[]}');
      });
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const { base } = await world.endpoint({ bot: { kind: 'webhook', settings: { url } } });
    const chat = await openChat(base);
    await chat.say('help');
    const response = await asked.promise;
    await chat.post({ type: 'endOfConversation' });
    response.end('{"messages":["One moment"],"handover":true}');
    await vi.waitFor(async () => expect(await chat.texts()).toContain('One moment'), soon);
    expect(await world.db.query('select id from handover')).toEqual([]);
    await chat.say('hello again');
    server.closeAllConnections();
    server.close();
  });

  it('that never answers keeps no other endpoint waiting', async () => {
    await using world = await startGatewayWorld();
    const silent = createServer(() => {}).listen(0, '127.0.0.1');
    await new Promise((resolve) => silent.once('listening', resolve));
    const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/`;
    const init = { bot: { kind: 'webhook', settings: { url } }, handover: false };
    const stuck = await world.endpoint({ ...init, name: 'Stuck' });
    await Promise.all(Array.from({ length: 260 }, () => openChat(stuck.base)));
    const chat = await openChat((await world.endpoint({ handover: false, name: 'Fine' })).base);
    await vi.waitFor(async () => expect(await chat.texts()).toHaveLength(1), soon);
    silent.closeAllConnections();
    silent.close();
  }, 30_000);

  it('may answer anything: what is not understood is left out', () => {
    expect(
      readBotAnswer({
        messages: ['a', null, 7, {}, { text: 'b', quickReplies: [1, { title: 't' }] }],
      }),
    ).toEqual({
      messages: [
        { text: 'a', quickReplies: [], attachments: [] },
        { text: 'b', quickReplies: [{ title: 't', value: 't' }], attachments: [] },
      ],
      handover: null,
    });
    expect(readBotAnswer({ handover: true }).handover).toMatchObject({ queue: null });
    expect(() => readBotAnswer([])).toThrow('not a JSON object');
  });
});

describe('demo bot', () => {
  it.each([
    ['en', 'agent', '4711 please', 'Order 4711: packed'],
    ['de-DE', 'Mit einem Menschen sprechen', '4711 bitte', 'Bestellung 4711: verpackt'],
    ['tr', 'Temsilciye bağlan', 'sipariş 4711', 'Sipariş 4711: paketlendi'],
  ])('speaks %s', async (locale, agent, order, found) => {
    await using world = await startGatewayWorld();
    world.addIntegration('Tandem');
    const chat = await openChat((await world.endpoint()).base, { locale });
    const texts = demoTexts(locale);
    await vi.waitFor(async () => expect(await chat.texts()).toEqual([texts.greeting]), soon);
    const [greeting] = await chat.activities();
    expect(greeting?.suggestedActions?.actions.map(({ title }) => title)).toEqual([
      texts.order,
      texts.hours,
      texts.agent,
    ]);
    await chat.say(order);
    await vi.waitFor(async () => expect((await chat.texts()).at(-1)).toContain(found), soon);
    await chat.say('12 345');
    await vi.waitFor(
      async () => expect((await chat.texts()).at(-1)).toBe(texts.orderUnknown('345')),
      soon,
    );
    await chat.say(agent);
    await vi.waitFor(() => expect(world.fake.state.inbound).toHaveLength(1), soon);
    expect((await chat.texts()).at(-1)).toBe(texts.handover);
  });

  it('looks orders up over HTTP', async () => {
    await using world = await startGatewayWorld();
    const url = `${world.main.origin}/demo/orders`;
    expect((await call(`${url}/4711`)).body).toMatchObject({ id: '4711', status: 'packed' });
    expect((await call(`${url}/12`)).status).toBe(404);
    expect((await call(`${url}/4711x`)).status).toBe(404);
  });
});

describe('an endpoint without handover', () => {
  it.each([
    ['en', /colleague|agent/i, 'agent'],
    ['de', /jemanden holen|Menschen|Team/i, 'Mensch'],
    ['tr', /temsilci/i, 'temsilci'],
  ])('promises nobody (%s)', async (locale, promise, word) => {
    await using world = await startGatewayWorld();
    const { base, demoUrl } = await world.endpoint({ handover: false });
    const chat = await openChat(base, { locale });
    const texts = demoTexts(locale);
    const answered = (text: string) =>
      vi.waitFor(async () => expect((await chat.texts()).at(-1)).toBe(text), soon);
    await answered(texts.greeting);
    await chat.say('???');
    await answered(texts.fallbackAlone);
    await chat.say(word);
    await answered(texts.alone);
    const answers = (await chat.activities()).filter(({ from }) => from?.role === 'bot');
    expect(JSON.stringify(answers)).not.toMatch(promise);
    expect((await call<string>(demoUrl)).body).toContain('A bot answers in this chat.');
  });

  it('tells a bot that it has nobody, and its customers when the bot asks all the same', async () => {
    await using world = await startGatewayWorld();
    await using bot = await startBot((request) =>
      said(request) === 'help'
        ? { body: { messages: [], handover: {} } }
        : { body: { messages: ['Hi'] } },
    );
    const settings = { url: bot.url };
    const made = await world.endpoint({ bot: { kind: 'webhook', settings }, handover: false });
    const chat = await openChat(made.base);
    await chat.say('help');
    await vi.waitFor(
      async () => expect((await chat.texts()).at(-1)).toContain('nobody can be called'),
      soon,
    );
    expect(bot.requests.map(({ body }) => body['canHandOver'])).toEqual([false, false]);
  });
});
