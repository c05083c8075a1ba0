import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { until } from '../harness/waiting.ts';

export type Hook = {
  readonly id: string;
  readonly type: string;
  readonly text?: string;
  readonly status?: string;
  readonly direction: string;
  readonly conversationId?: string;
  readonly originatingEntity?: string;
  readonly channel: {
    readonly id: string;
    readonly to: { readonly id: string };
    readonly from: { readonly id: string; readonly nickname?: string };
    readonly time: string;
  };
  readonly events?: readonly { readonly eventType: string }[];
  readonly content?: readonly {
    readonly contentType: string;
    readonly attachment?: { readonly url: string; readonly mime: string };
  }[];
};

export type Received = {
  readonly body: Hook;
  readonly headers: IncomingMessage['headers'];
  /** HMAC over the bytes as they came, and over the parsed body written again. */
  readonly verified: { readonly raw: boolean; readonly rewritten: boolean };
};

const matches = (secret: string, text: Buffer | string, header: string | undefined) => {
  const own = Buffer.from(`sha256=${createHmac('sha256', secret).update(text).digest('base64')}`);
  const given = Buffer.from(header ?? '');
  return own.length === given.length && timingSafeEqual(own, given);
};

const readAll = async (request: IncomingMessage) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};

export type Middleware = AsyncDisposable & {
  readonly url: string;
  readonly secret: string;
  readonly received: readonly Received[];
  /** Waits for a webhook that fits. */
  readonly hook: (what: string, fits: (hook: Hook) => boolean) => Promise<Received>;
};

/** The webhook side of a middleware, as its author would write it on node:http. */
export const startMiddleware = async (
  secret = 'a webhook secret of the tests',
): Promise<Middleware> => {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const bytes = await readAll(request);
    const body = JSON.parse(bytes.toString('utf8')) as Hook;
    const signature = String(request.headers['x-hub-signature-256']);
    const rewritten = JSON.stringify(body);
    received.push({
      body,
      headers: request.headers,
      verified: {
        raw: matches(secret, bytes, signature),
        rewritten: matches(secret, rewritten, signature),
      },
    });
    response.writeHead(200).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook?tenant=ä`,
    secret,
    received,
    hook: (what, fits) =>
      until(`webhook: ${what}`, () => received.find(({ body }) => fits(body)), {
        withinMs: 10_000,
        everyMs: 5,
      }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
