import { fieldsOf, type HttpClient, textOf } from '@tandem/kit';
import { isPassing, statusFailure, toFailure } from '../provider-calls.ts';
import type { ChatwootSettings } from './settings.ts';

/** Ids are numbers there; texts are taken as well. */
export const idOf = (value: unknown): string | null =>
  Number.isSafeInteger(value) ? String(value) : textOf(value);

export type Limits = { readonly signal: AbortSignal; readonly budgetMs: number };

type Ask = Limits & {
  readonly method: 'GET' | 'POST' | 'PATCH';
  /** Below the account, such as `/inboxes`; from the root where it begins with `/api` or `/public`. */
  readonly path: string;
  readonly body?: unknown;
  /** A body that is no JSON. */
  readonly form?: { readonly contentType: string; readonly bytes: Buffer };
  /** What is done, for the words of a failure. */
  readonly what: string;
  /** Statuses that are an answer and no failure. */
  readonly also?: readonly number[];
};

export type ChatwootAnswer = { readonly status: number; readonly body: unknown };

const mostMs = 10_000;
const mostBytes = 4 * 1024 * 1024;

const parse = (bytes: Buffer): unknown => {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return null;
  }
};

/** Errors are told as `error`, `message` or a list. */
const saidIn = (body: unknown): string => {
  const { error, message, description } = fieldsOf(body);
  const said = textOf(error) ?? textOf(message) ?? textOf(description);
  return said ? `: ${said.slice(0, 300)}` : '';
};

/** One call of the API of Chatwoot. @throws ProviderFailure for every status but success and `also` */
export const askChatwoot = async (
  { http, settings }: { readonly http: HttpClient; readonly settings: ChatwootSettings },
  { method, path, body, form, what, also = [], signal, budgetMs }: Ask,
): Promise<ChatwootAnswer> => {
  const isRooted = path.startsWith('/api/') || path.startsWith('/public/');
  const root = isRooted ? '' : `/api/v1/accounts/${settings.accountId}`;
  const sent = form?.bytes ?? (body === undefined ? undefined : JSON.stringify(body));
  const response = await http
    .request({
      method,
      url: `${settings.url}${root}${path}`,
      headers: {
        api_access_token: settings.token,
        Accept: 'application/json',
        ...(sent === undefined ? {} : { 'Content-Type': form?.contentType ?? 'application/json' }),
      },
      ...(sent === undefined ? {} : { body: sent }),
      timeoutMs: Math.max(1000, Math.min(mostMs, budgetMs)),
      maxBytes: mostBytes,
      signal,
    })
    .catch((error) => {
      throw toFailure(error);
    });
  const { status } = response;
  const answer = { status, body: parse(response.body) };
  if ((status >= 200 && status < 300) || also.includes(status)) return answer;
  throw statusFailure(what, status, isPassing(status) ? '' : saidIn(answer.body));
};
