import { flowPermissions, type GatewayEndpoint, type UtteranceReply } from '@tandem/contract';
import { describe, expect, it } from 'vitest';
import { botConnectorKind } from '../handover/index.ts';
import { parseWebhookLimits } from '../limits/index.ts';
import {
  call,
  type GatewayWorld,
  openChat,
  orgA,
  orgB,
  startFakeServer,
  startGatewayWorld,
} from '../testing/index.ts';

const verifyToken = 'verify-token-of-the-tests';

type Bot = { kind: string; settings?: Record<string, unknown> };

const connect = async (world: GatewayWorld, bot: Bot = { kind: 'demo' }, org = orgA) => {
  const handover = { kind: botConnectorKind, settings: { verifyToken } };
  const body = { name: `Bot ${bot.kind}`, bot, handover };
  const made = await world.admin<GatewayEndpoint>('/endpoints', { method: 'POST', body, org });
  expect(made.status).toBe(201);
  const url = String(made.body.webhookUrl);
  return {
    endpoint: made.body,
    url,
    say: async (text: string, more: object = {}, token: string | null = verifyToken) =>
      call<UtteranceReply & { code: string }>(url, {
        method: 'POST',
        headers: token === null ? {} : { 'verify-token': token },
        body: {
          ...{ botId: 'demo', botVersion: '1', botSessionId: 'session-1' },
          ...{ genesysConversationId: 'conversation-1', languageCode: 'en-us' },
          inputMessage: { type: 'Text', text },
          ...more,
        },
      }),
  };
};

const textsOf = ({ replymessages }: UtteranceReply) => replymessages.map(({ text }) => text);

describe('a bot that flows of a contact centre call', () => {
  it('answers in the answer to the call and waits for more', async () => {
    await using world = await startGatewayWorld();
    const { say } = await connect(world);
    const { status, body } = await say('What are your opening hours?');
    expect(status).toBe(200);
    expect(body.botState).toBe('MOREDATA');
    expect(textsOf(body)).toHaveLength(1);
    expect(body.replymessages[0]).toMatchObject({
      type: 'Structured',
      content: expect.arrayContaining([expect.objectContaining({ contentType: 'QuickReply' })]),
    });
  });

  it('tells the flow when it asks for an agent, and begins anew when it is called again', async () => {
    await using world = await startGatewayWorld();
    const { say } = await connect(world);
    await say('Hello');
    const asked = await say('agent', { messageId: 'm-2' });
    expect(asked.body).toMatchObject({
      ...{ botState: 'COMPLETE', intent: 'handover' },
      parameters: { reason: 'agent' },
    });
    expect(textsOf(asked.body)).toHaveLength(1);
    const again = await say('agent', { messageId: 'm-2' });
    expect(again.body).toEqual(asked.body);
    const next = await say('What are your opening hours?', { messageId: 'm-3' });
    expect(next.body.botState).toBe('MOREDATA');
    expect(world.fake.state.inbound).toEqual([]);
  });

  it('hands on intent, slots, attributes and the end that a webhook bot tells, and asks a repeat of nobody', async () => {
    await using world = await startGatewayWorld();
    await using bot = await startFakeServer({
      check: () => null,
      answer: () => ({
        body: {
          messages: ['Two large ones are on their way.'],
          intent: { name: 'orderPizza', confidence: 0.75 },
          slots: { size: 'large', count: 2 },
          attributes: { loyal: true },
          end: true,
        },
      }),
    });
    const { say } = await connect(world, { kind: 'webhook', settings: { url: bot.origin } });
    const said = { messageId: 'one', parameters: { customer: 'gold' } };
    const { body } = await say('Two large ones', said);
    expect(body).toEqual({
      replymessages: [{ type: 'Text', text: 'Two large ones are on their way.' }],
      ...{ botState: 'COMPLETE', intent: 'orderPizza', confidence: 0.75 },
      slotValues: { size: 'large', count: 2 },
      parameters: { loyal: 'true' },
    });
    expect((await say('Two large ones', said)).body).toEqual(body);
    expect(bot.requests).toHaveLength(1);
    expect(bot.requests[0]?.body).toMatchObject({
      text: 'Two large ones',
      value: { customer: 'gold' },
    });
  });

  it('goes on with a bot flow until that ends, and begins it anew afterwards', async () => {
    await using world = await startGatewayWorld();
    const token = `${orgA}|${['architect:flow:view', 'architect:flow:add', ...flowPermissions].join(',')}`;
    const act = (id: string, type: string, settings: object) => ({ id, type, name: id, settings });
    const document = {
      ...{ language: 1, kind: 'bot', start: 'Ask', variables: [{ name: 'size', type: 'String' }] },
      actions: [
        act('Ask', 'ask', { text: 'How large?', variable: 'size' }),
        act('Say', 'say', { text: 'One {{ size }} it is' }),
      ],
      edges: [{ from: 'Ask', outlet: 'next', to: 'Say' }],
    };
    const body = { name: 'Sizes', kind: 'bot', document };
    const made = await world.admin<{ id: string }>('/flows', { method: 'POST', body, token });
    const flow = made.body.id;
    const published = `/flows/${flow}/publish`;
    expect((await world.admin(published, { method: 'POST', body: {}, token })).status).toBeLessThan(
      300,
    );
    const { say } = await connect(world, { kind: 'flow', settings: { flow } });
    for (const round of ['1', '2']) {
      const asked = await say('Hello', { messageId: `hello ${round}` });
      expect(asked.body).toMatchObject({ botState: 'MOREDATA' });
      expect(textsOf(asked.body)).toEqual(['How large?']);
      const ended = await say('large', { messageId: `size ${round}` });
      expect(ended.body).toMatchObject({ botState: 'COMPLETE', intent: 'completed' });
      expect(textsOf(ended.body)).toEqual(['One large it is']);
      expect((await say('large', { messageId: `size ${round}` })).body).toEqual(ended.body);
    }
  });

  it('says that it failed where the bot gives no answer', async () => {
    await using world = await startGatewayWorld();
    await using bot = await startFakeServer({ check: () => null, answer: () => ({ status: 400 }) });
    const { say } = await connect(world, { kind: 'webhook', settings: { url: bot.origin } });
    const { status, body } = await say('Hello');
    expect(status).toBe(200);
    expect(body).toMatchObject({ botState: 'FAILED', errorInfo: { errorCode: 'bot.failed' } });
  });

  it('keeps the conversations of two organisations and of two sessions apart', async () => {
    await using world = await startGatewayWorld();
    const a = await connect(world);
    const b = await connect(world, { kind: 'demo' }, orgB);
    await a.say('agent');
    const other = await b.say('What are your opening hours?');
    expect(other.body.botState).toBe('MOREDATA');
    const { body } = await world.admin<{ total: number }>('/conversations', { org: orgB });
    expect(body.total).toBe(1);
  });

  it('is asked by nobody without the verify token, whatever the body', async () => {
    await using world = await startGatewayWorld();
    const { say, url, endpoint } = await connect(world);
    for (const token of [null, '', 'wrong', `${verifyToken}x`]) {
      const { status, body } = await say('Hello', {}, token);
      expect(status).toBe(401);
      expect(JSON.stringify(body)).not.toContain(verifyToken);
    }
    const unknown = url.replace(endpoint.id, orgA);
    const headers = { 'verify-token': verifyToken };
    const missing = await call(unknown, { method: 'POST', headers, body: {} });
    expect(missing.status).toBe(404);
    const { body } = await world.admin<{ total: number }>('/conversations');
    expect(body.total).toBe(0);
  });

  it('is closed for a while to who guesses at its token, and open to who has proved itself there', async () => {
    const webhooks = parseWebhookLimits('unproved=2');
    await using world = await startGatewayWorld({ chat: { webhooks } });
    const { say, endpoint, url } = await connect(world);
    const from = (address: string, token: string) =>
      call(url, {
        ...{ method: 'POST', address, headers: { 'verify-token': token } },
        body: { botId: 'demo', botVersion: '1', inputMessage: { type: 'Text', text: 'hi' } },
      });
    const [guesser, flow] = ['203.0.113.7', '203.0.113.8'];
    expect((await from(flow, verifyToken)).status).toBe(400);
    for (const address of [guesser, flow])
      for (const status of [401, 401, 429])
        expect((await from(address, 'wrong')).status).toBe(status);
    expect((await from(guesser, verifyToken)).status).toBe(429);
    expect((await from(flow, verifyToken)).status).toBe(400);
    expect((await say('Hello')).status).toBe(200);
    // Flows that go on calling a bot that is switched off have the token all the same.
    const { id, name, bot, handover } = endpoint;
    const off = { name, bot, handover, active: false };
    const changed = await world.admin(`/endpoints/${id}`, { method: 'PUT', body: off });
    expect(changed.status).toBe(200);
    for (let n = 0; n < 4; n += 1) expect((await say('Hello')).status).toBe(404);
  });

  it('refuses a call without a session or without words', async () => {
    await using world = await startGatewayWorld();
    const { say } = await connect(world);
    const bare = { botSessionId: '', genesysConversationId: '' };
    expect((await say('Hello', bare)).status).toBe(400);
    expect((await say(' ')).status).toBe(400);
  });

  it('takes the choice of a quick reply for the words', async () => {
    await using world = await startGatewayWorld();
    const { say } = await connect(world);
    const content = [
      {
        contentType: 'ButtonResponse',
        buttonResponse: { type: 'QuickReply', text: 'Agent please', payload: 'agent' },
      },
    ];
    const { body } = await say('', { inputMessage: { type: 'Structured', text: '', content } });
    expect(body).toMatchObject({ botState: 'COMPLETE', intent: 'handover' });
  });

  it('answers 403 with the name of the flag where the operator keeps it from the organisation', async () => {
    const listed = new Set([orgA, orgB]);
    const flag = 'FEATURE_USE_GENESYS_BOT_CONNECTOR_ENDPOINT_WHITELIST';
    await using world = await startGatewayWorld({
      withheld: async (org, kind) => (kind === botConnectorKind && !listed.has(org) ? flag : null),
    });
    const [a, b] = [await connect(world), await connect(world, { kind: 'demo' }, orgB)];
    listed.delete(orgA);
    const refused = await a.say('Hello');
    expect(refused.status).toBe(403);
    expect(JSON.stringify(refused.body)).toContain(flag);
    expect((await b.say('Hello')).status).toBe(200);
  });

  it('hands nobody over who writes in its web chat', async () => {
    await using world = await startGatewayWorld();
    const { endpoint } = await connect(world);
    const chat = await openChat(`${world.main.origin}/endpoints/${endpoint.token}`);
    await chat.say('agent');
    await expect
      .poll(async () => JSON.stringify(await chat.activities()), { timeout: 15_000 })
      .toContain('no flow called it here');
  });
});
