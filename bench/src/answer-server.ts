// Answers every POST with the same JSON. Runs as a process of its own: node answer-server.ts; prints its port.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const answer = JSON.stringify({
  customer: { name: 'Ada Lovelace', tier: 'gold', notes: 'n'.repeat(900) },
});

const server = createServer((incoming, response) => {
  incoming.resume().on('end', () =>
    response
      .writeHead(200, {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(answer),
      })
      .end(answer),
  );
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () =>
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`),
);
