import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'vitest';

/** An event as AWS wraps it, of a user's presence. */
export type PresenceEvent = {
  readonly id: string;
  readonly source: string;
  readonly account: string;
  readonly region: string;
  readonly detail: {
    readonly topicName: string;
    readonly eventBody: { readonly presenceDefinition: { readonly systemPresence: string } };
  };
};

export type Received = {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly event: PresenceEvent;
};

/** What the whole of such an event has to look like: AWS's envelope, the platform's detail. */
export const awsEnvelope = (one: {
  readonly source: string;
  readonly account: string;
  readonly region: string;
  readonly topicName: string;
}) => ({
  version: '0',
  id: expect.stringMatching(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/),
  'detail-type': 'v2.users.{id}.presence',
  ...{ source: one.source, account: one.account, region: one.region, resources: [] },
  time: expect.stringMatching(/^\d{4}(-\d\d){2}T\d\d(:\d\d){2}Z$/),
  detail: {
    topicName: one.topicName,
    version: '2',
    eventBody: expect.objectContaining({
      presenceDefinition: expect.objectContaining({ systemPresence: expect.any(String) }),
    }),
    metadata: { CorrelationId: expect.any(String) },
    timestamp: expect.stringMatching(/T\d\d(:\d\d){2}\.\d{3}Z$/),
  },
});

/** A system of somebody else that a rule sends to; its second call it refuses. */
export const startBusTarget = async () => {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const event = JSON.parse(Buffer.concat(chunks).toString()) as PresenceEvent;
    received.push({ method: request.method, path: request.url, headers: request.headers, event });
    response.writeHead(received.length === 2 ? 400 : 200).end();
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    received,
    /** The presences that events told of, in the order of their coming. */
    presences: () =>
      received.map(({ event }) =>
        event.detail.eventBody.presenceDefinition.systemPresence.toLowerCase(),
      ),
    url: `http://127.0.0.1:${port}/hook`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

export type BusTarget = Awaited<ReturnType<typeof startBusTarget>>;
