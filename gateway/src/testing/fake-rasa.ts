import { isFields } from '@tandem/kit';
import { type Deed, type Received, startFakeServer } from './fake-server.ts';

export const rasaToken = 'planted token/of+the tests';

const fields = new Set(['sender', 'message', 'metadata', 'stream', 'input_channel']);

/** The HTTP API: what is understood, without a conversation. */
const parseProblem = (body: unknown): string | null =>
  isFields(body) && typeof body['text'] === 'string' ? null : 'no text to parse';

const problemOf = ({ method, path, headers, body }: Received): string | null => {
  const { pathname } = new URL(path, 'http://rasa');
  if (method === 'POST' && pathname === '/model/parse') return parseProblem(body);
  if (method !== 'POST' || pathname !== '/webhooks/rest/webhook') return 'no such route';
  if (headers['content-type'] !== 'application/json') return 'the body is not said to be JSON';
  if (!isFields(body)) return 'the body is no object';
  const unknown = Object.keys(body).find((name) => !fields.has(name));
  if (unknown) return `unknown field ${unknown}`;
  if (typeof body['sender'] !== 'string' || body['sender'] === '') return 'no sender';
  if (typeof body['message'] !== 'string') return 'the message is no text';
  return isFields(body['metadata']) ? null : 'the metadata is no object';
};

/** A Rasa server that was started with an auth token. */
export const startFakeRasa = (answer: (request: Received) => Deed | Promise<Deed>) =>
  startFakeServer({
    check: problemOf,
    answer: (request) =>
      new URL(request.path, 'http://rasa').searchParams.get('token') === rasaToken
        ? answer(request)
        : { status: 401, body: { status: 'failure', reason: 'NotAuthenticated', code: 401 } },
  });
