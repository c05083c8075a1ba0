import { type HttpRequest, type HttpResponse, isFields, listOf, textOf } from '@tandem/kit';
import type { OpenPart } from '../endpoints/index.ts';
import {
  type BotDeps,
  botSecret,
  callBotServer,
  isSuccess,
  jsonOf,
  statusFailure,
} from './bot-http.ts';
import { BotFailure } from './bots.model.ts';
import type { HeardActivity } from './directline-talk.rules.ts';

/** What is behind a watermark, and the watermark behind that. */
export type Page = {
  readonly activities: readonly HeardActivity[];
  readonly watermark: string | null;
};

/** Direct Line 3.0 as a client of it; null where the server does not know the conversation (any more). */
export type DirectLineApi = {
  readonly base: string;
  /** Opens a conversation of the user and answers its id. */
  readonly open: (user: string) => Promise<string>;
  /** Answers whether the conversation is there. */
  readonly send: (conversation: string, activity: object) => Promise<boolean>;
  readonly read: (conversation: string, watermark: string | null) => Promise<Page | null>;
};

/** How long a call may take at most, and what breaks it off. */
export type Patience = { readonly leftMs: () => number; readonly signal: AbortSignal };

const mostIdLength = 500;

/** The address as operators write it, with or without the path that all of them have. */
const baseOf = (url: string): string =>
  `${url.replace(/\/+$/, '').replace(/\/v3\/directline$/i, '')}/v3/directline`;

const idOf = (value: unknown): string | null => {
  const id = typeof value === 'number' ? String(value) : textOf(value);
  return id && id.length <= mostIdLength ? id : null;
};

const words: Readonly<Record<number, string>> = {
  401: 'the Direct Line server refuses the secret',
  403: 'the Direct Line server refuses the secret',
  404: 'there is no Direct Line server at this address',
};

const fieldsOf = (response: HttpResponse): Readonly<Record<string, unknown>> => {
  const body = jsonOf(response);
  if (isFields(body)) return body;
  throw new BotFailure('the answer is no Direct Line answer', false);
};

const isGone = ({ status }: HttpResponse) => status === 403 || status === 404;

/**
 * Talks to the server of an endpoint's settings. Conversations are opened with a token that is bound to the user; all
 * else goes by the secret, so that nothing secret has to be kept with a conversation.
 */
export const createDirectLineApi = (
  { http, clock }: BotDeps,
  { bot, patience }: { bot: OpenPart; patience: Patience },
): DirectLineApi => {
  const base = baseOf(String(bot.settings['directLineUrl']));
  const secret = botSecret(bot, 'directLineKey', 'the Direct Line secret') ?? '';
  const call = (
    method: HttpRequest['method'],
    path: string,
    given: { key: string; body?: object },
  ) =>
    callBotServer(
      http,
      { signal: patience.signal, timeoutMs: Math.max(1, patience.leftMs()) },
      {
        ...{ method, url: `${base}${path}` },
        headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${given.key}` },
        ...(given.body ? { body: JSON.stringify(given.body) } : {}),
      },
    );
  const required = (response: HttpResponse): Readonly<Record<string, unknown>> => {
    if (!isSuccess(response)) throw statusFailure(response, clock.now(), words[response.status]);
    return fieldsOf(response);
  };
  const pathOf = (conversation: string) =>
    `/conversations/${encodeURIComponent(conversation)}/activities`;
  return {
    base,
    async open(user) {
      const body = { user: { id: user } };
      const made = required(await call('POST', '/tokens/generate', { key: secret, body }));
      const token = textOf(made['token']);
      if (!token) throw new BotFailure('the Direct Line server made no token', false);
      const begun = required(await call('POST', '/conversations', { key: token, body }));
      const id = idOf(begun['conversationId']);
      if (!id) throw new BotFailure('the Direct Line server opened no conversation', false);
      return id;
    },
    async send(conversation, activity) {
      const response = await call('POST', pathOf(conversation), { key: secret, body: activity });
      if (isGone(response)) return false;
      required(response);
      return true;
    },
    async read(conversation, watermark) {
      const query = watermark === null ? '' : `?watermark=${encodeURIComponent(watermark)}`;
      const response = await call('GET', `${pathOf(conversation)}${query}`, { key: secret });
      if (isGone(response)) return null;
      const body = required(response);
      return {
        activities: listOf(body['activities']).filter(isFields),
        watermark: idOf(body['watermark']) ?? watermark,
      };
    },
  };
};
