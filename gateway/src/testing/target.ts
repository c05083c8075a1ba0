import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Seen = {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
  readonly key: string | undefined;
  readonly body: string;
  readonly headers: IncomingHttpHeaders;
};

/** A server that flows call: remembers what it was asked. */
export const startTarget = async (
  answer: (seen: Seen) => unknown | Promise<unknown> = () => ({ ok: true }),
) => {
  const seen: Seen[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { method = '', url: path = '', headers } = request;
    const key = headers['idempotency-key'] as string | undefined;
    const one = { method, path, authorization: headers.authorization, key, body, headers };
    seen.push(one);
    const answered = await answer(one);
    response.writeHead(answered === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answered ?? { message: 'no' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    seen,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
