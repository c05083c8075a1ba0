import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** One message that arrived at the channel's webhook. */
export type Arrival = {
  readonly id: string;
  readonly type: string;
  readonly text: string;
  readonly customer: string;
  readonly conversationId: string;
};

export type WebhookReceiver = AsyncDisposable & {
  readonly url: string;
  readonly secret: string;
  /** Everything in order of arrival, repeats too. */
  readonly arrivals: readonly Arrival[];
  readonly badSignatures: () => number;
};

type Body = {
  readonly id?: string;
  readonly type?: string;
  readonly text?: string;
  readonly conversationId?: string;
  readonly channel?: { readonly to?: { readonly id?: string } };
};

const read = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};

/** The channel's side of an open integration: keeps what arrives and answers 200 a moment later. */
export const startWebhookReceiver = async (answerAfterMs = 2): Promise<WebhookReceiver> => {
  const secret = 'a secret that only tests know';
  const arrivals: Arrival[] = [];
  let badSignatures = 0;
  const take = (bytes: Buffer, signature: string | string[] | undefined) => {
    const expected = `sha256=${createHmac('sha256', secret).update(bytes).digest('base64')}`;
    if (signature !== expected) badSignatures += 1;
    const body = JSON.parse(bytes.toString('utf8')) as Body;
    arrivals.push({
      id: body.id ?? '',
      type: body.type ?? '',
      text: body.text ?? '',
      customer: body.channel?.to?.id ?? '',
      conversationId: body.conversationId ?? '',
    });
  };
  const server = createServer(async (request, response) => {
    // A sender that is killed takes its request with it: what came only in part has not arrived.
    const bytes = await read(request).catch(() => null);
    if (bytes === null) return;
    take(bytes, request.headers['x-hub-signature-256']);
    // Time for a kill to fall between arrival and answer.
    await delay(answerAfterMs);
    response.writeHead(200, { 'content-length': '0' }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    secret,
    arrivals,
    badSignatures: () => badSignatures,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
