import type { ConnectionCheck, SettingField } from '@tandem/contract';
import { textOf } from '@tandem/kit';
import { failed, passed, say } from '../../checks/index.ts';
import {
  answerOf,
  type ChannelHttp,
  callVendor,
  channelSecret,
  isSuccess,
  statusFailure,
} from '../channel-http.ts';
import {
  type ChannelAdapter,
  type ChannelContext,
  ChannelFailure,
  type LoadedFile,
  type OpenChannel,
} from '../channels.model.ts';
import { fileOf } from '../file.rules.ts';
import { readWebhookAddress, readWebhookRequest } from './read.rules.ts';
import { callbackBody } from './send.rules.ts';
import { isSignedWebhook, signWebhook, webhookHeaders } from './signature.rules.ts';

const fields: readonly SettingField[] = [
  {
    ...{ name: 'callbackUrl', label: 'Callback URL', type: 'url', required: true, secret: false },
    help: 'Receives a signed POST for everything the customer is to see.',
  },
  {
    ...{ name: 'secret', label: 'Signing secret', type: 'text', required: true, secret: true },
    help: 'Signs requests both ways (Standard Webhooks). whsec_ and 24 to 64 bytes as base64, or any text of at least 16 characters.',
    pattern: '^(?:whsec_[A-Za-z0-9+/]{32,88}={0,2}|(?!whsec_).{16,256})$',
  },
  {
    ...{ name: 'username', label: 'User name', type: 'text', required: false, secret: false },
    help: 'Where the callback asks for Basic authentication.',
  },
  { name: 'password', label: 'Password', type: 'text', required: false, secret: true },
];

const basicOf = (channel: OpenChannel): Record<string, string> => {
  const username = textOf(channel.part.settings['username']);
  if (!username) return {};
  const password = channel.part.secrets['password'] ?? '';
  const value = Buffer.from(`${username}:${password}`).toString('base64');
  return { Authorization: `Basic ${value}` };
};

type Posting = { readonly id: string; readonly body: string };

const post = (deps: ChannelHttp, context: ChannelContext, { id, body }: Posting) => {
  const { channel } = context;
  const timestamp = String(Math.floor(deps.clock.now().getTime() / 1000));
  const secret = channelSecret(channel, 'secret');
  return callVendor(deps, context, {
    method: 'POST',
    url: String(channel.part.settings['callbackUrl']),
    headers: {
      'Content-Type': 'application/json',
      [webhookHeaders.id]: id,
      [webhookHeaders.timestamp]: timestamp,
      [webhookHeaders.signature]: signWebhook(secret, { id, timestamp, body }),
      ...basicOf(channel),
    },
    body,
  });
};

/** Posts a ping and says what came of it. */
const ping = async (deps: ChannelHttp, context: ChannelContext): Promise<ConnectionCheck> => {
  try {
    const id = `ping-${deps.ids.hex32()}`;
    const response = await post(deps, context, { id, body: JSON.stringify({ id, ping: true }) });
    if (isSuccess(response)) return passed('host', say('callbackTook'));
    return failed('host', say('callbackStatus', { status: response.status }));
  } catch (error) {
    if (!(error instanceof ChannelFailure)) throw error;
    return failed('host', say('callbackUnreached', { reason: error.reason }));
  }
};

/** Any system that can sign JSON: messages come by POST, answers go to its callback URL. */
export const createWebhookChannel = (deps: ChannelHttp): ChannelAdapter => ({
  kind: 'webhook',
  label: 'Webhook',
  fields: [...fields],
  capabilities: {
    ...{ textLimit: Number.MAX_SAFE_INTEGER, captionLimit: 0, buttons: 0, buttonTextLimit: 0 },
    ...{ links: false, receipts: true, whole: true },
  },
  verifiedBy: ['secret'],
  verify: ({ part }, { headers, rawBody: body, now }) =>
    isSignedWebhook(part.secrets['secret'] ?? '', { headers, body, now }),
  read: (_channel, call) => readWebhookRequest(call),
  async fetchMedia(context, media, maxBytes): Promise<LoadedFile> {
    const asked = { method: 'GET', url: media.ref, maxBytes };
    // The system behind the webhook passes on what its customers name.
    const response = await callVendor({ http: deps.fileHttp }, context, asked);
    if (!isSuccess(response)) throw statusFailure(deps, response, 'the file cannot be fetched');
    return fileOf(response, media);
  },
  async send(context, part) {
    if (part.kind !== 'whole') return null;
    const id = context.idempotencyKey;
    const body = callbackBody({ id, ...readWebhookAddress(context.address) }, part.activity);
    const response = await post(deps, context, { id, body });
    if (!isSuccess(response)) throw statusFailure(deps, response);
    return textOf(answerOf(response)['id']) ?? id;
  },
  test: async (context) => [await ping(deps, context)],
});
