import { isFields } from '@tandem/kit';
import { type Deed, type Received, startFakeServer } from './fake-server.ts';

const roles = new Set(['system', 'user', 'assistant']);
const fields = new Set(['model', 'messages', 'tools', 'temperature', 'max_tokens']);

const toolProblem = (tool: unknown): string | null => {
  const called = isFields(tool) && tool['type'] === 'function' ? tool['function'] : null;
  if (!isFields(called)) return 'a tool is no function';
  if (!/^[\w-]{1,64}$/.test(String(called['name']))) return 'a function has no proper name';
  return isFields(called['parameters']) ? null : 'a function has no parameters';
};

const messagesProblem = (messages: unknown): string | null => {
  if (!Array.isArray(messages) || messages.length === 0) return 'no messages';
  for (const [index, message] of messages.entries()) {
    if (!roles.has(message?.role)) return `message ${index} has an unknown role`;
    if (typeof message.content !== 'string' || message.content === '')
      return `message ${index} is empty`;
    if ((message.role === 'system') !== (index === 0)) return 'a system message not at the start';
    if (index > 0 && messages[index - 1].role === message.role) return 'the roles do not alternate';
  }
  return null;
};

/** What a server of this API would refuse, strict ones included. */
const problemOf = ({ method, path, headers, body }: Received): string | null => {
  if (method !== 'POST' || path !== '/v1/chat/completions') return 'no such operation';
  if (headers['content-type'] !== 'application/json') return 'the body is not said to be JSON';
  if (!isFields(body)) return 'the body is no object';
  const unknown = Object.keys(body).find((name) => !fields.has(name));
  if (unknown) return `unknown field ${unknown}`;
  if (typeof body['model'] !== 'string') return 'no model';
  const { temperature = 1, max_tokens: tokens = 1, tools } = body;
  if (typeof temperature !== 'number' || temperature < 0 || temperature > 2) return 'temperature';
  if (!Number.isSafeInteger(tokens)) return 'max_tokens';
  if (!Array.isArray(tools) || tools.length === 0) return 'tools';
  return (
    tools.map(toolProblem).find((problem) => problem !== null) ?? messagesProblem(body['messages'])
  );
};

export const openAiKey = 'sk-planted-key-of-the-tests';

/** A message of a model as the API answers it. */
export const completion = (message: object): Deed => ({
  body: {
    ...{ id: 'chatcmpl-1', object: 'chat.completion', created: 1, model: 'small' },
    choices: [{ index: 0, message: { role: 'assistant', ...message }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
  },
});

/** A call of a tool; arguments are JSON text, as the API has them. */
export const toolCall = (name: string, given: unknown) => ({
  id: `call_${name}`,
  type: 'function',
  function: { name, arguments: typeof given === 'string' ? given : JSON.stringify(given) },
});

/** An OpenAI-compatible server that refuses what strict ones refuse, and asks for the key. */
export const startFakeOpenAi = async (answer: (request: Received) => Deed | Promise<Deed>) => {
  const fake = await startFakeServer({
    check: problemOf,
    answer: (request) =>
      request.headers.authorization === `Bearer ${openAiKey}`
        ? answer(request)
        : { status: 401, body: { error: { code: 'invalid_api_key', message: 'no' } } },
  });
  return { ...fake, baseUrl: `${fake.origin}/v1` };
};
