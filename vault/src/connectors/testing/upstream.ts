import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Received = {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
};

/** Another system that notes what it gets and answers with the status, or with 200 and the body, that it is told. */
export const startUpstream = async (answer: (call: Received) => number | object = () => 200) => {
  const calls: Received[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = '', url = '', headers } = request;
    const call = { method, url, headers, body: Buffer.concat(chunks).toString('utf8') };
    calls.push(call);
    const given = answer(call);
    const [status, said] = typeof given === 'number' ? [given, { answer: 42 }] : [200, given];
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(said));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};

/** A token endpoint that gives another token with each call. */
export const startTokens = () => {
  let count = 0;
  return startUpstream(() => {
    count += 1;
    return { access_token: `token-${count}`, token_type: 'bearer', expires_in: 3600 };
  });
};
