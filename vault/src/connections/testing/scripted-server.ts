import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Scripted = {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};

/** A token endpoint that answers what it is told, in turn, and the last for ever; `calls` are the forms it got. */
export const startScriptedServer = async (answers: Scripted[]) => {
  const calls: { form: URLSearchParams; authorization: string }[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const form = new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
    calls.push({ form, authorization: request.headers.authorization ?? '' });
    const { status, body, headers } = (
      answers.length > 1 ? answers.shift() : answers[0]
    ) as Scripted;
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    tokenUrl: `http://127.0.0.1:${port}/token`,
    calls,
    answers,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};

export const aToken = (token: string, more: object = {}): Scripted => ({
  status: 200,
  body: { access_token: token, token_type: 'bearer', expires_in: 3600, ...more },
});
