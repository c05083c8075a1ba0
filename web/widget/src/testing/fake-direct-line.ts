import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Activity } from '@tandem/contract';
import { WebSocketServer } from 'ws';
import type { Configuration } from '../embed/configuration.ts';
import { FakeConversation } from './fake-conversation.ts';
import { bodyOf, formOf } from './request-body.ts';

/** What the fake does wrong next, to see what the client makes of it. */
interface Faults {
  /** Statuses for the next posts of activities, with files or without; `lost` takes the message and then cuts the line. */
  posts: (number | 'lost')[];
  /** Statuses for the next requests for a token. */
  tokens: number[];
  /** No socket opens. */
  sockets: boolean;
  /** Tokens are refused until they are refreshed; `final`: also for refreshing. */
  expired: false | 'refreshable' | 'final';
}

class Refusal extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string) {
    super(code);
    this.status = status;
    this.code = code;
  }
}

type Reply = { status: number; body: unknown };
type Grant = { userId: string; visitor: string; conversationId: string };

const CONFIGURATION = '/endpoints/test';
const PREFIX = `${CONFIGURATION}/v3/directline`;
const CORS = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers': 'authorization, content-type, x-ms-bot-agent',
  'access-control-expose-headers': 'retry-after',
};

/** A strict Direct Line 3.0 server over real HTTP and sockets; it refuses whatever the protocol does not allow. */
export class FakeDirectLine {
  readonly conversations: FakeConversation[] = [];
  readonly faults: Faults = { posts: [], tokens: [], sockets: false, expired: false };
  readonly calls: string[] = [];
  /** What the owner of the site has set. */
  configuration: Configuration = {};
  /** Called for every message of a visitor: the bot. */
  onMessage: (activity: Activity, conversation: FakeConversation) => void = () => {};
  /** Other pages of the same server (for browsers). */
  onOther: (request: IncomingMessage, response: ServerResponse) => void = (_, response) =>
    response.writeHead(404).end();
  readonly #tokens = new Map<string, Grant>();
  readonly #streams = new Map<
    string,
    { conversation: FakeConversation; watermark: string | null }
  >();
  readonly #sockets = new WebSocketServer({ noServer: true });
  readonly #server = createServer((request, response) => void this.#answer(request, response));

  async listen(): Promise<void> {
    this.#server.on('upgrade', (request, socket, head) => this.#upgrade({ request, socket, head }));
    await new Promise<void>((resolve) => {
      this.#server.listen(0, '127.0.0.1', resolve);
    });
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get endpoint(): string {
    return this.origin + PREFIX;
  }

  /** The newest conversation. */
  get conversation(): FakeConversation {
    const last = this.conversations.at(-1);
    if (!last) throw new Error('No conversation was started.');
    return last;
  }

  /** Says something as the bot, or whatever the activity names. */
  say(activity: Partial<Activity>, conversation = this.conversation): string {
    return conversation.add({ type: 'message', from: { id: 'bot', role: 'bot' }, ...activity });
  }

  event(name: string, value: unknown, conversation = this.conversation): string {
    return this.say(
      { type: 'event', name, value, from: { id: 'tandem', role: 'channel' } },
      conversation,
    );
  }

  /** Cuts the socket as a network would. */
  dropSocket(): void {
    this.conversation.socket?.terminate();
  }

  async close(): Promise<void> {
    for (const client of this.#sockets.clients) client.terminate();
    this.#server.closeAllConnections();
    await new Promise((resolve) => {
      this.#server.close(resolve);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://fake');
    if (url.pathname === CONFIGURATION) {
      response.writeHead(200, { ...CORS, 'content-type': 'application/json' });
      return void response.end(JSON.stringify(this.configuration));
    }
    if (!url.pathname.startsWith(PREFIX)) return this.onOther(request, response);
    if (request.method === 'OPTIONS') return void response.writeHead(204, CORS).end();
    const path = url.pathname.slice(PREFIX.length);
    this.calls.push(`${request.method} ${path}${url.search}`);
    try {
      const reply = await this.#route(request, { path, query: url.searchParams });
      response.writeHead(reply.status, { ...CORS, 'content-type': 'application/json' });
      response.end(JSON.stringify(reply.body));
    } catch (error) {
      if (!(error instanceof Refusal) || error.status === 0) return void request.socket.destroy();
      const later = error.status === 429 ? { 'retry-after': '2' } : {};
      response.writeHead(error.status, { ...CORS, ...later, 'content-type': 'application/json' });
      response.end(JSON.stringify({ error: { code: error.code, message: error.code } }));
    }
  }

  async #route(
    request: IncomingMessage,
    target: { path: string; query: URLSearchParams },
  ): Promise<Reply> {
    const call = `${request.method} ${target.path.replace(/^\/conversations\/[^/]+/, '/conversations/{id}')}`;
    switch (call) {
      case 'POST /tokens/generate':
        return this.#generate(request);
      case 'POST /tokens/refresh':
        return this.#refresh(request);
      case 'POST /conversations':
        return this.#start(request);
      case 'GET /conversations/{id}':
        return this.#reconnect(request, target);
      case 'GET /conversations/{id}/activities': {
        const conversation = this.#authorised(request, target.path);
        const activities = conversation.after(target.query.get('watermark'));
        return { status: 200, body: { activities, watermark: conversation.watermark } };
      }
      case 'POST /conversations/{id}/activities':
        return this.#post(request, target.path);
      case 'POST /conversations/{id}/upload':
        return this.#upload(request, target);
      case 'GET /visitor/conversations':
        return { status: 200, body: { conversations: this.#ofVisitor(request).map(listed) } };
      default:
        return this.#past(request, target.path);
    }
  }

  #ofVisitor(request: IncomingMessage): readonly FakeConversation[] {
    const token = (request.headers.authorization ?? '').replace('Bearer ', '');
    if (!token.startsWith('visitor ')) throw new Refusal(403, 'BadToken');
    return this.conversations.filter(({ visitor }) => token === visitor).toReversed();
  }

  /** What was said in an earlier conversation of the visitor. */
  #past(request: IncomingMessage, path: string): Reply {
    const id = /^\/visitor\/conversations\/([^/]+)\/activities$/.exec(path)?.[1];
    if (!id) throw new Refusal(404, 'NoSuchCall');
    const found = this.#ofVisitor(request).find((one) => one.id === id);
    if (!found) throw new Refusal(404, 'NoConversation');
    const after = new URL(request.url ?? '', 'http://fake').searchParams.get('watermark');
    const activities = found.after(after);
    return { status: 200, body: { activities, watermark: found.watermark } };
  }

  async #generate(request: IncomingMessage): Promise<Reply> {
    if (request.headers.authorization) throw new Refusal(400, 'SecretInBrowser');
    const fault = this.faults.tokens.shift();
    if (fault) throw new Refusal(fault, `Fault${fault}`);
    const { user, visitor } = await bodyOf<{ user?: { id?: string }; visitor?: string }>(request);
    if (!user?.id?.startsWith('dl_')) throw new Refusal(400, 'BadUserId');
    const grant = { userId: user.id, visitor: visitor ?? `visitor ${user.id}` };
    return { status: 200, body: this.#token({ ...grant, conversationId: randomUUID() }) };
  }

  #token(grant: Grant) {
    const token = randomUUID();
    this.#tokens.set(token, grant);
    return { conversationId: grant.conversationId, token, expires_in: 1800 };
  }

  #refresh(request: IncomingMessage): Reply {
    const token = bearer(request);
    const grant = this.#tokens.get(token);
    if (!grant || this.faults.expired === 'final') throw new Refusal(403, 'TokenExpired');
    this.#tokens.delete(token);
    this.faults.expired = false;
    return { status: 200, body: this.#token(grant) };
  }

  async #start(request: IncomingMessage): Promise<Reply> {
    const grant = this.#grant(request);
    await bodyOf(request);
    const conversation = new FakeConversation(grant.conversationId, grant);
    this.conversations.push(conversation);
    const streamUrl = this.#streamUrl(conversation, null);
    const body = { ...this.#token(grant), streamUrl, visitor: grant.visitor };
    return { status: 201, body };
  }

  #reconnect(
    request: IncomingMessage,
    { path, query }: { path: string; query: URLSearchParams },
  ): Reply {
    const conversation = this.#authorised(request, path);
    const streamUrl = this.#streamUrl(conversation, query.get('watermark'));
    return {
      status: 200,
      body: { conversationId: conversation.id, token: bearer(request), streamUrl },
    };
  }

  /** An address that works once, as the sixty seconds do in tests. */
  #streamUrl(conversation: FakeConversation, watermark: string | null): string {
    const key = randomUUID();
    this.#streams.set(key, { conversation, watermark });
    return `${this.endpoint.replace('http', 'ws')}/conversations/${conversation.id}/stream?t=${key}`;
  }

  async #post(request: IncomingMessage, path: string): Promise<Reply> {
    const conversation = this.#authorised(request, path);
    const activity = await bodyOf<Activity>(request);
    const fault = activity.type === 'typing' ? undefined : this.faults.posts.shift();
    if (typeof fault === 'number') throw new Refusal(fault, `Fault${fault}`);
    const id = this.#take(activity, conversation);
    if (fault === 'lost') throw new Refusal(0, 'Lost');
    return { status: 200, body: { id } };
  }

  async #upload(
    request: IncomingMessage,
    { path, query }: { path: string; query: URLSearchParams },
  ): Promise<Reply> {
    const conversation = this.#authorised(request, path);
    if (query.get('userId') !== conversation.userId) throw new Refusal(400, 'BadUserId');
    const { activity, files } = await formOf(request);
    const fault = this.faults.posts.shift();
    if (typeof fault === 'number') throw new Refusal(fault, `Fault${fault}`);
    const attachments = files.map((file) => {
      const at = conversation.files.push({ name: file.name, type: file.type, size: file.size }) - 1;
      return { contentType: file.type, contentUrl: `${this.origin}/files/${at}`, name: file.name };
    });
    const id = this.#take({ ...activity, attachments }, conversation);
    if (fault === 'lost') throw new Refusal(0, 'Lost');
    return { status: 200, body: { id } };
  }

  #take(activity: Activity, conversation: FakeConversation): string {
    if (activity.from?.id !== conversation.userId) throw new Refusal(400, 'BadFrom');
    const data = activity.channelData as { clientActivityID?: string } | undefined;
    if (!data?.clientActivityID) throw new Refusal(400, 'NoClientActivityId');
    const before = conversation.activities.length;
    const id = conversation.add(activity);
    if (conversation.activities.length > before) this.onMessage(activity, conversation);
    return id;
  }

  #grant(request: IncomingMessage) {
    const grant = this.#tokens.get(bearer(request));
    if (!grant || this.faults.expired) throw new Refusal(403, 'TokenExpired');
    return grant;
  }

  #authorised(request: IncomingMessage, path: string): FakeConversation {
    const { conversationId } = this.#grant(request);
    const conversation = this.conversations.find(({ id }) => id === conversationId);
    if (!conversation || path.split('/')[2] !== conversationId)
      throw new Refusal(404, 'NoConversation');
    return conversation;
  }

  #upgrade({
    request,
    socket,
    head,
  }: {
    request: IncomingMessage;
    socket: Duplex;
    head: Buffer;
  }): void {
    const key = new URL(request.url ?? '/', 'http://fake').searchParams.get('t') ?? '';
    const stream = this.#streams.get(key);
    this.#streams.delete(key);
    if (!stream || this.faults.sockets) return void socket.destroy();
    const { conversation, watermark } = stream;
    this.#sockets.handleUpgrade(request, socket, head, (client) => {
      conversation.socket?.close(1000, 'collision');
      conversation.socket = client;
      client.on('close', () => {
        if (conversation.socket === client) conversation.socket = undefined;
      });
      const activities = watermark === null ? [] : conversation.after(watermark);
      if (activities.length > 0) {
        client.send(JSON.stringify({ activities, watermark: conversation.watermark }));
      }
    });
  }
}

const listed = ({ id, activities }: FakeConversation) => ({
  conversationId: id,
  dateStarted: new Date(0).toISOString(),
  dateLast: activities.at(-1)?.timestamp ?? new Date(0).toISOString(),
  preview: activities.findLast(({ text }) => text)?.text,
  ended: activities.at(-1)?.name === 'tandem.ended',
});

function bearer(request: IncomingMessage): string {
  const [scheme, token] = (request.headers.authorization ?? '').split(' ');
  if (scheme !== 'Bearer' || !token) throw new Refusal(401, 'NoToken');
  return token;
}

/** A started fake; `await using` ends it. */
export async function startFakeDirectLine(): Promise<FakeDirectLine> {
  const fake = new FakeDirectLine();
  await fake.listen();
  return fake;
}
