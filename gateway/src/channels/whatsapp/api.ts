import { type Fields, fieldsOf, type HttpResponse, textOf } from '@tandem/kit';
import {
  answerOf,
  baseOf,
  bearerOf,
  type ChannelHttp,
  callVendor,
  isSuccess,
  statusFailure,
  type VendorBody,
} from '../channel-http.ts';
import { type ChannelContext, ChannelFailure } from '../channels.model.ts';

const defaultBase = 'https://graph.facebook.com/v23.0';

/** Codes of errors that pass by themselves: limits of rate and of pairs, and services that are away. */
const passingCodes: ReadonlySet<number> = new Set([
  ...[1, 2, 4, 80007, 130429, 131000, 131016, 131048, 131056, 133004],
]);

const windowCode = 131047;
const windowText =
  'The customer wrote last more than 24 hours ago: WhatsApp takes only template messages now (131047).';

/** An error in words, as answers and statuses carry it. */
export const errorText = (error: Fields): string => {
  const code = typeof error['code'] === 'number' ? error['code'] : null;
  if (code === windowCode) return windowText;
  const details = textOf(fieldsOf(error['error_data'])['details']);
  const words = textOf(error['message']) ?? textOf(error['title']) ?? 'WhatsApp gave no reason';
  const told = details && details !== words ? `${words}: ${details}` : words;
  return code === null || told.includes(String(code)) ? told : `${told} (${code})`;
};

const failureOf = (deps: ChannelHttp, response: HttpResponse): ChannelFailure => {
  const error = fieldsOf(answerOf(response)['error']);
  const code = Number(error['code']);
  const words = error['code'] === undefined ? null : errorText(error);
  if (passingCodes.has(code)) return new ChannelFailure('retry', words ?? `code ${code}`);
  if (code === windowCode) return new ChannelFailure('refused', windowText);
  return statusFailure(deps, response, words);
};

type GraphCall = Partial<VendorBody> & {
  readonly method: 'GET' | 'POST';
  /** Below the address of the Graph API. */
  readonly path: string;
};

const tokenField = 'accessToken';

/** Calls the Graph API and answers its JSON. @throws ChannelFailure */
export const callGraph = async (
  deps: ChannelHttp,
  context: ChannelContext,
  { method, path, body, headers }: GraphCall,
): Promise<Fields> => {
  const url = `${baseOf(context.channel, 'apiBase', defaultBase)}/${path}`;
  const response = await callVendor(deps, context, {
    ...{ method, url, headers: { ...bearerOf(context, tokenField), ...headers } },
    ...(body === undefined ? {} : { body }),
  });
  if (!isSuccess(response)) throw failureOf(deps, response);
  return answerOf(response);
};

/** The bytes behind the address that the Graph API has told for a file. @throws ChannelFailure */
export const downloadGraph = async (
  deps: ChannelHttp,
  context: ChannelContext,
  { url, maxBytes }: { url: string; maxBytes: number },
): Promise<HttpResponse> => {
  const asked = { method: 'GET', url, headers: bearerOf(context, tokenField), maxBytes };
  const response = await callVendor(deps, context, asked);
  if (!isSuccess(response)) throw statusFailure(deps, response, 'the file cannot be fetched');
  return response;
};

/** Path of what belongs to the channel's phone number. */
export const phonePath = ({ channel }: ChannelContext, rest: string): string =>
  `${String(channel.part.settings['phoneNumberId'])}/${rest}`;
