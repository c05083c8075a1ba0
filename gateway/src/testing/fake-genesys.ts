import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Clock, createTestIds } from '@tandem/kit';
import { WebSocketServer } from 'ws';
import { createAgents, type WebhookBody } from './fake-genesys.agents.ts';
import { answerApi } from './fake-genesys.api.ts';
import { createFeed } from './fake-genesys.feed.ts';
import type { Answer } from './fake-genesys.inbound.ts';
import type { FakeConversation, FakeParticipant, FakeState } from './fake-genesys.model.ts';

export type FakeGenesys = AsyncDisposable & {
  readonly origin: string;
  readonly state: FakeState;
  readonly feedSockets: () => number;
  /** Cuts every notification socket, as a restart of the other side does. */
  readonly cutFeed: () => void;
  /** Whether an ended conversation goes on when the customer writes again. */
  threading: boolean;
  /** How many answers to inbound messages get lost on their way back; what they are about has happened. */
  lostAnswers: number;
  /** Answers to inbound messages wait for it; what they are about has happened. */
  held: Promise<void> | null;
  /** Messages within the last conversation of the customer, in order of arrival. */
  readonly textsOf: (customerId: string) => readonly (string | undefined)[];
  readonly conversationOf: (customerId: string) => FakeConversation;
  readonly alert: (conversation: FakeConversation, name: string) => FakeParticipant;
  readonly accept: (conversation: FakeConversation, name: string) => FakeParticipant;
  readonly decline: (conversation: FakeConversation, agent: FakeParticipant) => void;
  readonly transfer: (conversation: FakeConversation, agent: FakeParticipant) => void;
  readonly finish: (conversation: FakeConversation, disconnectType?: string) => void;
  readonly emit: (conversation: FakeConversation, suffix: string) => void;
  /** Something has happened in the queue. */
  readonly emitQueue: (queueId: string) => void;
  /** Subscriptions of all channels, by channel. */
  readonly topics: () => readonly number[];
  readonly webhookBody: (conversation: FakeConversation, text: string, id?: string) => WebhookBody;
  /** Delivers a body, signed over its bytes; answers the status. */
  readonly deliver: (conversation: FakeConversation, body: object) => Promise<number>;
  readonly say: (conversation: FakeConversation, text: string) => Promise<number>;
};

const newState = (): FakeState => ({
  clients: [],
  integrations: [],
  queues: [],
  conversations: new Map(),
  inbound: [],
  repeats: [],
  typing: [],
  receipts: [],
  tokens: new Map(),
  messages: new Map(),
  tokenRequests: 0,
  violations: [],
  requests: [],
  estimatedWaitSeconds: null,
  waiting: [],
  onQueue: {},
  members: [],
  mostObservations: 100,
  failures: [],
  rateLimit: null,
  lateViews: 0,
  lateEnds: 0,
  failedEnds: 0,
  analyticsOnly: false,
});

const readBody = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const send = (response: ServerResponse, answer: Answer, headers: Record<string, string> = {}) => {
  response.writeHead(answer.status, { 'content-type': 'application/json', ...headers });
  response.end(answer.body === undefined ? '' : JSON.stringify(answer.body));
};

const login = (
  state: FakeState,
  { request, body }: { request: IncomingMessage; body: string },
  ids: () => string,
): Answer => {
  state.tokenRequests += 1;
  const form = new URLSearchParams(body);
  const isForm = request.headers['content-type'] === 'application/x-www-form-urlencoded';
  if (!isForm || form.get('grant_type') !== 'client_credentials')
    state.violations.push('token request is not a client credentials form');
  const basic = Buffer.from(String(request.headers.authorization).replace(/^Basic /, ''), 'base64');
  const [id, secret] = basic.toString('utf8').split(':');
  const client = state.clients.find((candidate) => candidate.id === id);
  const error = (status: number, text: string): Answer => ({
    status,
    body: { error: 'invalid_client', description: text, error_description: text },
  });
  if (!client) return error(400, 'client not found');
  if (client.secret !== secret) return error(401, 'authentication failed');
  const token = ids();
  state.tokens.set(token, client);
  return { status: 200, body: { access_token: token, token_type: 'bearer', expires_in: 86_400 } };
};

const createLimiter = (state: FakeState, clock: Clock) => {
  const windows = new Map<string, { startMs: number; count: number }>();
  return (client: string) => {
    const limit = state.rateLimit;
    if (limit === null) return { over: false, headers: {} };
    const now = clock.monotonicMs();
    const known = windows.get(client);
    const window = known && now - known.startMs < 60_000 ? known : { startMs: now, count: 0 };
    windows.set(client, window);
    window.count += 1;
    const reset = String(Math.ceil((window.startMs + 60_000 - now) / 1000));
    const headers = {
      'inin-ratelimit-count': String(window.count),
      'inin-ratelimit-allowed': String(limit),
      'inin-ratelimit-reset': reset,
    };
    const over = window.count > limit;
    return { over, headers: over ? { ...headers, 'retry-after': reset } : headers };
  };
};

/** A contact centre on loopback that speaks the wire and refuses what the wire does not allow. */
export async function startFakeGenesys({ clock }: { clock: Clock }): Promise<FakeGenesys> {
  const state = newState();
  const ids = createTestIds('fake');
  let origin = '';
  const feed = createFeed(() => origin, ids.hex32);
  const limit = createLimiter(state, clock);
  const agents = createAgents({ state, emit: feed.emit, nextId: ids.hex32, uuid: ids.uuid, clock });
  const fake = { threading: true, lostAnswers: 0, held: null as Promise<void> | null };
  const isLost = (path: string) => {
    if (fake.lostAnswers === 0 || !path.endsWith('/inbound/open/message')) return false;
    fake.lostAnswers -= 1;
    return true;
  };
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await readBody(request);
    const url = new URL(request.url ?? '/', origin);
    const method = request.method ?? '';
    state.requests.push(`${method} ${url.pathname}`);
    if (method === 'POST' && url.pathname === '/oauth/token')
      return send(
        response,
        login(state, { request, body }, () => ids.token(24)),
      );
    const token = /^bearer (\S+)$/i.exec(String(request.headers.authorization))?.[1] ?? '';
    const client = state.tokens.get(token);
    if (!client)
      return send(response, { status: 401, body: { code: 'bad.credentials', status: 401 } });
    const { over, headers } = limit(client.id);
    if (over) return send(response, { status: 429, body: { status: 429 } }, headers);
    const context = {
      state,
      ids,
      client,
      query: url.searchParams,
      body: parse(body),
      threading: () => fake.threading,
      feed,
    };
    const answer = answerApi(context, method, url.pathname);
    if (url.pathname.endsWith('/inbound/open/message')) await fake.held;
    if (isLost(url.pathname)) response.destroy();
    else send(response, answer, headers);
  };
  const server = createServer((request, response) => {
    serve(request, response).catch((error) => {
      state.violations.push(String(error));
      response.destroy();
    });
  });
  const sockets = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, duplex, head) => {
    sockets.handleUpgrade(request, duplex, head, (socket) => {
      feed.attach(new URL(request.url ?? '/', origin).pathname, socket);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return Object.assign(fake, {
    origin,
    state,
    ...agents,
    emit: feed.emit,
    emitQueue: feed.emitQueue,
    topics: feed.topics,
    feedSockets: feed.sockets,
    cutFeed: feed.closeAll,
    textsOf: (customerId: string) =>
      state.inbound.filter(({ from }) => from['id'] === customerId).map(({ text }) => text),
    conversationOf(customerId: string) {
      const found = [...state.conversations.values()].findLast(
        (conversation) => conversation.customerId === customerId,
      );
      if (!found) throw new Error(`no conversation of ${customerId}`);
      return found;
    },
    say: (conversation: FakeConversation, text: string) =>
      agents.deliver(conversation, agents.webhookBody(conversation, text)),
    async [Symbol.asyncDispose]() {
      feed.closeAll();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}
