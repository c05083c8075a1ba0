import { type Fields, fieldsOf, textOf } from '@tandem/kit';
import {
  answerOf,
  baseOf,
  type ChannelHttp,
  callVendor,
  channelSecret,
  mostAfterMs,
  type VendorBody,
} from '../channel-http.ts';
import { type ChannelContext, ChannelFailure, type OpenChannel } from '../channels.model.ts';

const defaultBase = 'https://api.telegram.org';

/** Addresses of the Bot API hold the token: they are made here and told to nobody. */
const addressOf = (channel: OpenChannel, kind: '' | '/file', path: string): string =>
  `${baseOf(channel, 'apiBase', defaultBase)}${kind}/bot${channelSecret(channel, 'botToken')}/${path}`;

/** What a refusal of the Bot API means. Its pause stands in the body. */
const failureOf = (status: number, answer: Fields): ChannelFailure => {
  const words = textOf(answer['description']) ?? 'Telegram gave no usable answer';
  const reason = `${words} (HTTP ${status})`;
  const { retry_after: pause } = fieldsOf(answer['parameters']);
  if (typeof pause === 'number')
    return new ChannelFailure('retry', reason, Math.min(Math.max(0, pause * 1000), mostAfterMs));
  const passing = status === 429 || status >= 500 || status === 408;
  return new ChannelFailure(passing ? 'retry' : 'refused', reason);
};

/** Calls a method of the Bot API and answers its result. @throws ChannelFailure */
export const callTelegram = async (
  deps: ChannelHttp,
  context: ChannelContext,
  { method, body, headers }: VendorBody & { readonly method: string },
): Promise<unknown> => {
  const url = addressOf(context.channel, '', method);
  const response = await callVendor(deps, context, { method: 'POST', url, body, headers });
  const answer = answerOf(response);
  if (answer['ok'] !== true) throw failureOf(response.status, answer);
  return answer['result'];
};

/** The bytes of a file by the path that `getFile` has told. @throws ChannelFailure */
export const downloadTelegram = async (
  deps: ChannelHttp,
  context: ChannelContext,
  { path, maxBytes }: { path: string; maxBytes: number },
) => {
  const url = addressOf(context.channel, '/file', path);
  const response = await callVendor(deps, context, { method: 'GET', url, maxBytes });
  if (response.status !== 200) throw failureOf(response.status, answerOf(response));
  return response;
};
