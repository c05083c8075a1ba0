// Answers PutEvents as EventBridge does and keeps count. Runs as a process of its own: node event-bridge-server.ts;
// prints its port. GET answers how many events there were, when the first and the last came, and repeats; DELETE forgets.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

type Entry = { readonly Detail: string };

const numberOf = /"message":"(\d+)"/;
let seen = new Set<string>();
let events = 0;
let [first, last] = [0, 0];

const take = (entries: readonly Entry[]) => {
  const now = performance.now();
  if (events === 0) first = now;
  last = now;
  events += entries.length;
  for (const { Detail } of entries) seen.add(numberOf.exec(Detail)?.[1] ?? '');
  return {
    FailedEntryCount: 0,
    Entries: entries.map((_, index) => ({ EventId: `${events - entries.length + index}` })),
  };
};

const server = createServer(async (incoming, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const body = () => {
    if (incoming.method === 'POST') {
      const { Entries } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as {
        Entries?: Entry[];
      };
      return take(Entries ?? []);
    }
    const figures = { events, different: seen.size, ms: last - first };
    if (incoming.method === 'DELETE') {
      events = 0;
      seen = new Set();
    }
    return figures;
  };
  const text = JSON.stringify(body());
  response
    .writeHead(200, {
      'content-type': 'application/x-amz-json-1.1',
      'content-length': Buffer.byteLength(text),
    })
    .end(text);
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () =>
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`),
);
