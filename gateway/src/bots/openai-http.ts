import { type HttpResponse, isFields } from '@tandem/kit';
import { type BotDeps, callBotServer, isSuccess, jsonOf, statusFailure } from './bot-http.ts';
import { BotFailure } from './bots.model.ts';

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

/** One request to a chat model. `body` is the JSON text of the request. */
export type CompletionRequest = {
  /** Up to the part before `/chat/completions`. */
  readonly baseUrl: string;
  /** Sent as a bearer token. */
  readonly key: string | undefined;
  readonly body: string;
  readonly idempotencyKey: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
};

/**
 * Asks a model at `POST {baseUrl}/chat/completions`.
 * @returns the answer as it came
 * @throws BotFailure with words that may be shown
 */
export const requestCompletion = async (
  deps: BotDeps,
  { baseUrl, key, body, idempotencyKey, ...limits }: CompletionRequest,
): Promise<unknown> => {
  const response = await callBotServer(deps.http, limits, {
    method: 'POST',
    url: `${baseUrl.replace(/\/+$/, '')}/chat/completions`,
    headers: {
      'Content-Type': 'application/json',
      'Idempotency-Key': idempotencyKey,
      ...(key ? { Authorization: `Bearer ${key}` } : {}),
    },
    body,
  });
  if (!isSuccess(response)) throw refusalOf(response, deps.clock.now());
  return jsonOf(response);
};
