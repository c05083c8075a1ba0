import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export const telegramToken = '123456789:AAplantedTokenOfTheStories_0123456';
export const metaSecret = 'd6fbe3b9d9a8e1f0c2a47b1e55a90c13';
export const slackSecret = '8f742231b10e8888abcd99yyyzzz85a5';
export const webhookKey = 'a signing secret of the stories';

/** Words that Meta does not pass on. */
export const refusedByMeta = 'a day too late';

type Call = { readonly path: string; readonly body: Record<string, unknown> };

const readJson = async (request: IncomingMessage): Promise<Record<string, unknown>> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString('utf8') || '{}') as Record<string, unknown>;
};

/** What each vendor answers a message with, and who may call. */
const answerOf = ({ path, body }: Call, authorization: string | undefined, count: number) => {
  const [, , method] = /^\/bot([^/]+)\/(\w+)$/.exec(path) ?? [];
  if (method) {
    if (!path.includes(telegramToken))
      return { ok: false, error_code: 401, description: 'Unauthorized' };
    return { ok: true, result: { message_id: count, url: body['url'], username: 'story_bot' } };
  }
  if (path.startsWith('/graph/')) {
    if (authorization !== 'Bearer meta-token') return { error: { code: 190, message: 'no' } };
    if (JSON.stringify(body).includes(refusedByMeta))
      return { error: { code: 131047, message: 'Re-engagement message' } };
    return { messages: [{ id: `wamid.${count}` }] };
  }
  if (path.startsWith('/slack/'))
    return authorization === 'Bearer xoxb-story-token'
      ? { ok: true, channel: body['channel'], ts: `1700000001.${count}` }
      : { ok: false, error: 'invalid_auth' };
  return {};
};

/** All vendors on one server: it answers as they do and keeps what they were sent. */
export const startVendors = async () => {
  const calls: Call[] = [];
  const server = createServer(async (request, response) => {
    const call = { path: request.url ?? '', body: await readJson(request) };
    calls.push(call);
    const answer = answerOf(call, request.headers.authorization, calls.length);
    const isRefused = 'error' in answer || ('ok' in answer && !answer.ok);
    response
      .writeHead(isRefused && !call.path.startsWith('/slack/') ? 401 : 200, {
        'content-type': 'application/json',
      })
      .end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    calls,
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

export type Vendors = Awaited<ReturnType<typeof startVendors>>;

const mac = (secret: string, text: string, encoding: 'hex' | 'base64') =>
  createHmac('sha256', secret).update(text).digest(encoding);

const seconds = () => String(Math.floor(Date.now() / 1000));

/** A vendor as its customers see it. */
export type Vendor = {
  readonly kind: string;
  readonly settings: (origin: string) => object;
  /** Delivers a customer's words as the vendor does. */
  readonly deliver: (
    text: string,
    number: number,
    calls: Vendors['calls'],
  ) => { body: string; headers: object };
  /** The words of a message that the vendor was given; null: it was none. */
  readonly heard: (call: Call) => string | null;
};

const textIn = (value: unknown): string | null => (typeof value === 'string' ? value : null);

export const vendors: readonly Vendor[] = [
  {
    kind: 'webhook',
    settings: (origin) => ({ callbackUrl: `${origin}/callback`, secret: webhookKey }),
    deliver(text, number) {
      const body = JSON.stringify({ userId: 'ada', sessionId: '1', userName: 'Ada', text });
      const [id, time] = [`in-${number}`, seconds()];
      const signature = `v1,${mac(webhookKey, `${id}.${time}.${body}`, 'base64')}`;
      return {
        body,
        headers: { 'webhook-id': id, 'webhook-timestamp': time, 'webhook-signature': signature },
      };
    },
    heard: ({ path, body }) => (path === '/callback' ? textIn(body['text']) : null),
  },
  {
    kind: 'telegram',
    settings: (apiBase) => ({ botToken: telegramToken, apiBase }),
    deliver(text, number, calls) {
      const set = calls.findLast(({ path }) => path.endsWith('/setWebhook'));
      const from = { id: 7, is_bot: false, first_name: 'Ada' };
      const message = { message_id: number, date: 1, chat: { id: 7, type: 'private' }, from, text };
      const headers = { 'x-telegram-bot-api-secret-token': String(set?.body['secret_token']) };
      return { body: JSON.stringify({ update_id: number, message }), headers };
    },
    heard: ({ path, body }) => (path.endsWith('/sendMessage') ? textIn(body['text']) : null),
  },
  {
    kind: 'whatsapp',
    settings: (origin) => ({
      ...{ phoneNumberId: '106540352242922', accessToken: 'meta-token', appSecret: metaSecret },
      ...{ verifyToken: 'story', apiBase: `${origin}/graph` },
    }),
    deliver(text, number) {
      const metadata = { display_phone_number: '1555', phone_number_id: '106540352242922' };
      const message = {
        from: '4917012345',
        id: `wamid.in${number}`,
        timestamp: '1',
        type: 'text',
        text: { body: text },
      };
      const value = { messaging_product: 'whatsapp', metadata, messages: [message] };
      const entry = [{ id: '1', changes: [{ field: 'messages', value }] }];
      const body = JSON.stringify({ object: 'whatsapp_business_account', entry });
      return { body, headers: { 'x-hub-signature-256': `sha256=${mac(metaSecret, body, 'hex')}` } };
    },
    heard({ path, body }) {
      if (!path.endsWith('/messages')) return null;
      const { text, interactive } = body as {
        text?: { body: string };
        interactive?: { body: { text: string } };
      };
      return text?.body ?? interactive?.body.text ?? null;
    },
  },
  {
    kind: 'slack',
    settings: (origin) => ({
      botToken: 'xoxb-story-token',
      signingSecret: slackSecret,
      apiBase: `${origin}/slack`,
    }),
    deliver(text, number) {
      const place = { channel: 'D1', channel_type: 'im', user: 'U1', ts: `1700000000.${number}` };
      const event = { type: 'message', ...place, text };
      const body = JSON.stringify({ type: 'event_callback', event_id: `Ev${number}`, event });
      const time = seconds();
      const signature = `v0=${mac(slackSecret, `v0:${time}:${body}`, 'hex')}`;
      return {
        body,
        headers: { 'x-slack-request-timestamp': time, 'x-slack-signature': signature },
      };
    },
    heard: ({ path, body }) => (path.endsWith('/chat.postMessage') ? textIn(body['text']) : null),
  },
];
