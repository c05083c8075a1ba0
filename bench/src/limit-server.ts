// The limit: a bare node:http server that parses, signs and forwards without storing anything. Runs as a process of its
// own: node limit-server.ts <receiver port> <secret>; prints its port.
import { createHmac, randomBytes } from 'node:crypto';
import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

const [receiverPort, secret = ''] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true, maxSockets: 128 });

const forward = (body: string) =>
  new Promise<void>((resolve, reject) => {
    const signature = `sha256=${createHmac('sha256', secret).update(body).digest('base64')}`;
    const call = request(
      {
        agent,
        host: '127.0.0.1',
        port: Number(receiverPort),
        method: 'POST',
        path: '/',
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          'x-hub-signature-256': signature,
        },
      },
      (response) => response.resume().on('end', resolve),
    );
    call.on('error', reject);
    call.end(body);
  });

const server = createServer((incoming, response) => {
  const chunks: Buffer[] = [];
  incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
  incoming.on('end', () => {
    const message = JSON.parse(Buffer.concat(chunks).toString('utf8')) as {
      channel: { from: { id: string } };
    };
    const id = randomBytes(16).toString('hex');
    const answer = JSON.stringify({ id });
    response
      .writeHead(200, {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(answer),
      })
      .end(answer);
    const outbound = {
      id,
      channel: {
        id: 'integration',
        platform: 'Open',
        type: 'Private',
        messageId: id,
        to: { id: message.channel.from.id, idType: 'Opaque' },
        from: { nickname: 'Bench', id: 'integration', idType: 'Opaque' },
        time: new Date().toISOString(),
      },
      type: 'Text',
      text: 'Connected',
      direction: 'Outbound',
      originatingEntity: 'Bot',
    };
    forward(JSON.stringify(outbound)).catch((error) => process.stderr.write(`${error}\n`));
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () =>
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`),
);
