import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createEgressGuard, createHttpClient, parseEgressRule } from '@tandem/kit';

export type Received = {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** The JSON of the body; undefined: no body. */
  readonly body: unknown;
  /** The bytes of the body. */
  readonly raw: Buffer;
};

export type Reply = {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A text, or bytes, are sent as they are, anything else as JSON. */
  readonly body?: unknown;
};

/** What a fake does with one request: answers it, never answers, or breaks the connection off. */
export type Deed = Reply | 'hang' | 'cut';

const parsed = (text: string): unknown => {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return Symbol('not JSON');
  }
};

const answer = (response: ServerResponse, deed: Deed) => {
  if (deed === 'hang') return;
  if (deed === 'cut') {
    response.destroy();
    return;
  }
  const { status = 200, headers = {}, body } = deed;
  const isRaw = typeof body === 'string' || Buffer.isBuffer(body);
  const text = isRaw ? body : JSON.stringify(body ?? {});
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text);
};

/**
 * A server that stands for a foreign one. `check` names what is wrong with a request (null: nothing); such a request is
 * answered 400 and kept in `wrong`, so that a test sees what the foreign server would have refused.
 */
export const startFakeServer = async (given: {
  readonly check: (request: Received) => string | null;
  readonly answer: (request: Received) => Deed | Promise<Deed>;
}) => {
  const requests: Received[] = [];
  const wrong: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', async () => {
      const { method = '', url: path = '', headers } = request;
      const raw = Buffer.concat(chunks);
      const received: Received = { method, path, headers, body: parsed(raw.toString('utf8')), raw };
      const problem = given.check(received);
      if (problem) wrong.push(`${method} ${path}: ${problem}`);
      requests.push(received);
      const deed = problem
        ? { status: 400, body: { error: { message: problem } } }
        : await given.answer(received);
      answer(response, deed);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    wrong,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

/** A client that reaches the fakes. */
export const fakesClient = () =>
  createHttpClient({ guard: createEgressGuard({ allow: [parseEgressRule('127.0.0.0/8')] }) });
