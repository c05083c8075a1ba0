import type { HttpResponse } from '@tandem/kit';
import type { OpenPart } from '../endpoints/index.ts';
import { isFields } from './bot-answer.rules.ts';
import {
  type BotDeps,
  botSecret,
  callBotServer,
  isSuccess,
  jsonOf,
  statusFailure,
} from './bot-http.ts';
import type { BotAnswer, BotBackend, BotTurn } from './bots.model.ts';
import { BotFailure } from './bots.model.ts';
import { readCompletion, toolsFor } from './openai-answer.rules.ts';
import { openAiFields } from './openai-bot.fields.ts';
import { chatMessages } from './openai-talk.rules.ts';
import { answerOnce } from './repeated-turn.ts';

const defaultHistory = 20;
/** Rows that are read for one message: news of handovers stand between them. */
const rowsPerMessage = 3;

const numberOf = (value: unknown): number | undefined =>
  value === undefined ? undefined : Number(value);

const bodyOf = async (turn: BotTurn, { settings }: OpenPart): Promise<string> => {
  const most = numberOf(settings['historyLength']) ?? defaultHistory;
  const history = most > 0 ? await turn.memory.history(most * rowsPerMessage) : [];
  return JSON.stringify({
    model: settings['model'],
    messages: chatMessages(turn, { prompt: String(settings['systemPrompt'] ?? ''), history, most }),
    tools: toolsFor(turn.canHandOver),
    temperature: numberOf(settings['temperature']),
    max_tokens: numberOf(settings['maxTokens']),
  });
};

/** What servers say of themselves; nothing else of their answer is shown, it may repeat what they were sent. */
const knownCodes: Readonly<Record<string, string>> = {
  model_not_found: 'there is no such model',
  context_length_exceeded: 'the conversation is too long for the model',
  insufficient_quota: 'the account of the model server is used up',
  invalid_api_key: 'the model server refuses the API key',
};

const byStatus: Readonly<Record<number, string>> = {
  400: 'the model server refuses the request',
  401: 'the model server refuses the API key',
  403: 'the model server refuses the API key',
  404: 'there is no such model or no such address',
  422: 'the model server refuses the request',
};

const codeOf = (response: HttpResponse): string => {
  try {
    const body = jsonOf(response);
    const error = isFields(body) ? body['error'] : null;
    return isFields(error) ? String(error['code'] ?? error['type']) : '';
  } catch {
    return '';
  }
};

const refusalOf = (response: HttpResponse, now: Date): BotFailure => {
  const code = codeOf(response);
  const words = Object.hasOwn(knownCodes, code) ? knownCodes[code] : byStatus[response.status];
  const failure = statusFailure(response, now, words);
  // An account that is used up answers as one that is asked too often.
  return code === 'insufficient_quota' ? new BotFailure(failure.reason, false) : failure;
};

const complete = async (deps: BotDeps, turn: BotTurn, bot: OpenPart): Promise<BotAnswer> => {
  const key = botSecret(bot, 'apiKey', 'the API key');
  const base = String(bot.settings['baseUrl']).replace(/\/+$/, '');
  const response = await callBotServer(deps.http, turn, {
    method: 'POST',
    url: `${base}/chat/completions`,
    headers: {
      'Content-Type': 'application/json',
      'Idempotency-Key': turn.idempotencyKey,
      ...(key ? { Authorization: `Bearer ${key}` } : {}),
    },
    body: await bodyOf(turn, bot),
  });
  if (!isSuccess(response)) throw refusalOf(response, deps.clock.now());
  return readCompletion(jsonOf(response), turn.canHandOver);
};

const silent: BotAnswer = { messages: [], handover: null };

const greetingOf = ({ settings }: OpenPart): BotAnswer => {
  const greeting = settings['greeting'];
  if (!greeting) return silent;
  const text = String(greeting);
  return { messages: [{ text, quickReplies: [], attachments: [] }], handover: null };
};

/** A customer whose agent did not come is told; all other news stand in the history of the next turn. */
const isAnswered = ({ input }: BotTurn): boolean =>
  input.kind === 'message' || (input.kind === 'handover' && input.status === 'error');

/** A chat model behind `POST {baseUrl}/chat/completions`, as OpenAI and many others offer it. Keeps no state there. */
export const createOpenAiBot = (deps: BotDeps): BotBackend => ({
  kind: 'openai',
  label: 'OpenAI-compatible chat',
  fields: [...openAiFields],
  async answer(turn, bot) {
    if (turn.input.kind === 'start') return greetingOf(bot);
    if (!isAnswered(turn)) return silent;
    return answerOnce(turn, () => complete(deps, turn, bot));
  },
});
