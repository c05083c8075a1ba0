import {
  type Clock,
  HttpCallError,
  type HttpClient,
  type HttpRequest,
  type HttpResponse,
  PublicError,
} from '@tandem/kit';
import type { OpenPart } from '../endpoints/index.ts';
import { BotFailure, type BotTurn } from './bots.model.ts';

/** What bots behind HTTP are made of. */
export type BotDeps = { readonly http: HttpClient; readonly clock: Clock };

/** A customer waits: a bot that wants to be left alone for longer is asked again all the same. */
const mostAfterMs = 30_000;

/** The secret setting of that name. @throws BotFailure when it is set and cannot be opened */
export const botSecret = (bot: OpenPart, name: string, words: string): string | undefined => {
  const closed = bot.closed?.[name];
  if (closed) throw new BotFailure(`${words} cannot be opened: ${closed.reason}`, closed.passing);
  return bot.secrets[name];
};

/** One call of a bot within its turn. @throws BotFailure when no answer comes */
export const callBotServer = async (
  http: HttpClient,
  { signal, timeoutMs }: Pick<BotTurn, 'signal' | 'timeoutMs'>,
  request: Pick<HttpRequest, 'method' | 'url' | 'headers' | 'body'>,
): Promise<HttpResponse> => {
  try {
    return await http.request({ ...request, timeoutMs, signal });
  } catch (error) {
    if (error instanceof HttpCallError)
      throw new BotFailure(error.reason, error.reason !== 'too-large');
    // A name that cannot be resolved may be a resolver that is away.
    if (error instanceof PublicError)
      throw new BotFailure(error.message, error.code === 'egress.unresolved');
    throw error;
  }
};

const isPassing = (status: number) => status === 408 || status === 429 || status >= 500;

/** Milliseconds of `Retry-After`, as seconds or as a date (RFC 9110, 10.2.3), at most `mostMs`; null without one. */
export const retryAfterMs = (
  { headers }: HttpResponse,
  now: Date,
  mostMs = mostAfterMs,
): number | null => {
  const value = [headers['retry-after']].flat()[0]?.trim();
  if (!value) return null;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now.getTime();
  return Number.isFinite(ms) ? Math.max(0, Math.min(ms, mostMs)) : null;
};

/** What an answer other than 2xx means; `words` says more than its status where there is more to say. */
export const statusFailure = (response: HttpResponse, now: Date, words?: string): BotFailure => {
  const { status } = response;
  const reason = words ? `${words} (HTTP ${status})` : `HTTP ${status}`;
  const passing = isPassing(status);
  return new BotFailure(reason, passing, passing ? retryAfterMs(response, now) : null);
};

export const isSuccess = ({ status }: HttpResponse): boolean => status >= 200 && status < 300;

/** The JSON of an answer. @throws BotFailure */
export const jsonOf = ({ body }: HttpResponse): unknown => {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new BotFailure('the answer is not JSON', false);
  }
};
