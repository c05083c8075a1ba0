import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An entry of a PutEvents request. */
type Entry = {
  readonly Source: string;
  readonly DetailType: string;
  readonly Detail: string;
  readonly EventBusName: string;
};

/** An event bus of an AWS account as far as PutEvents goes: it takes whatever is signed. */
export const startEventBridgeEndpoint = async () => {
  const entries: Entry[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const isSigned = request.headers.authorization?.startsWith('AWS4-HMAC-SHA256 ') ?? false;
    const action = String(request.headers['x-amz-target']);
    response.writeHead(isSigned ? 200 : 400, { 'content-type': 'application/x-amz-json-1.1' });
    if (action !== 'AWSEvents.PutEvents') return response.end('{}');
    const put = JSON.parse(Buffer.concat(chunks).toString()) as { readonly Entries: Entry[] };
    if (isSigned) entries.push(...put.Entries);
    const told = put.Entries.map((_, index) => ({ EventId: `event-${entries.length}-${index}` }));
    return response.end(JSON.stringify({ FailedEntryCount: 0, Entries: told }));
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    entries,
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
