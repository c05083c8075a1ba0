import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Api } from '../harness/api.ts';

type OpenMessage = {
  readonly id: string;
  readonly channel: { readonly to: { readonly id: string } };
  readonly type: string;
  readonly text?: string;
};

/** A text as the messaging service knows it: a phone and words. */
export type ServiceText = { readonly phone: string; readonly words: string };

export type Middleware = AsyncDisposable & {
  readonly url: string;
  /** What customers of the messaging service got on their phones. */
  readonly delivered: ServiceText[];
  /** Webhooks whose signature was wrong; they are refused. */
  readonly refused: string[];
  /** From now on webhooks must be signed with this secret. */
  readonly trust: (secret: string) => void;
  /** A customer writes at the messaging service. */
  readonly write: (integrationId: string, message: ServiceText) => Promise<void>;
};

const isSigned = (secret: string, body: string, header: string) => {
  const wanted = `sha256=${createHmac('sha256', secret).update(body, 'utf8').digest('base64')}`;
  return (
    wanted.length === header.length && timingSafeEqual(Buffer.from(wanted), Buffer.from(header))
  );
};

/** Translates between a messaging service and open messages, as somebody would write it for a service of theirs. */
export const startMiddleware = async (api: () => Api): Promise<Middleware> => {
  const delivered: ServiceText[] = [];
  const refused: string[] = [];
  let secret = '';
  let sent = 0;
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const header = String(request.headers['x-hub-signature-256'] ?? '');
    if (!isSigned(secret, body, header)) {
      refused.push(header);
      response.writeHead(403).end();
      return;
    }
    const message = JSON.parse(body) as OpenMessage;
    if (message.type === 'Text')
      delivered.push({ phone: message.channel.to.id, words: message.text ?? '' });
    response.writeHead(200).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/webhook`,
    delivered,
    refused,
    trust(next) {
      secret = next;
    },
    async write(integrationId, { phone, words }) {
      sent += 1;
      await api().ok(
        'POST',
        `/api/v2/conversations/messages/${integrationId}/inbound/open/message`,
        {
          channel: {
            messageId: `service-${sent}`,
            from: { id: phone, idType: 'Phone', nickname: phone },
            time: new Date().toISOString(),
          },
          text: words,
        },
      );
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
