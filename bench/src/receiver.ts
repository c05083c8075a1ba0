import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export type ReceiverReport = {
  readonly received: number;
  readonly repeated: number;
  readonly badSignatures: number;
  readonly outOfOrder: number;
};

type Received = {
  readonly id?: string;
  readonly text?: string;
  readonly channel?: {
    readonly time?: string;
    readonly to?: { readonly id?: string };
    readonly from?: { readonly id?: string };
  };
};

/**
 * The customer's side: verifies every signature, that no id comes twice and that the times of a customer's messages
 * never go back, and tells when each customer's next message has arrived.
 */
export const startReceiver = async ({
  secret,
  onMessage,
}: {
  secret: string;
  onMessage: (customer: string, atMs: number) => void;
}) => {
  const seen = new Set<string>();
  const lastTime = new Map<string, string>();
  const report = { received: 0, repeated: 0, badSignatures: 0, outOfOrder: 0 };
  const take = (body: Buffer, signature: string | undefined) => {
    const at = performance.now();
    const expected = `sha256=${createHmac('sha256', secret).update(body).digest('base64')}`;
    if (signature !== expected) report.badSignatures += 1;
    const message = JSON.parse(body.toString('utf8')) as Received;
    const id = message.id ?? '';
    if (seen.has(id)) {
      report.repeated += 1;
      return;
    }
    seen.add(id);
    report.received += 1;
    const customer = message.channel?.to?.id ?? message.channel?.from?.id ?? '';
    const time = message.channel?.time ?? '';
    if (time < (lastTime.get(customer) ?? '')) report.outOfOrder += 1;
    lastTime.set(customer, time);
    onMessage(customer, at);
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      take(
        chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks),
        request.headers['x-hub-signature-256'] as string | undefined,
      );
      response.writeHead(200, { 'content-length': '0' }).end();
    });
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    report: (): ReceiverReport => ({ ...report }),
    /** Forgets what came so far; ids stay known, so that a late repeat is still seen. */
    reset() {
      Object.assign(report, { received: 0, repeated: 0, badSignatures: 0, outOfOrder: 0 });
      lastTime.clear();
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

export type Receiver = Awaited<ReturnType<typeof startReceiver>>;
