import { createHmac } from 'node:crypto';
import type { ConnectionCheck, SettingField } from '@tandem/contract';
import { fieldsOf, isSameText, textOf } from '@tandem/kit';
import { failed, passed, say, warned } from '../../checks/index.ts';
import { type ChannelHttp, formOf, jsonBody } from '../channel-http.ts';
import {
  type ChannelAdapter,
  type ChannelContext,
  ChannelFailure,
  type OpenChannel,
  type OutboundPart,
  type SendContext,
} from '../channels.model.ts';
import { fileOf } from '../file.rules.ts';
import { shorten } from '../text-split.rules.ts';
import { callTelegram, downloadTelegram } from './api.ts';
import { readUpdate, telegramPlace } from './read.rules.ts';

const fields: readonly SettingField[] = [
  {
    ...{ name: 'botToken', label: 'Bot token', type: 'text', required: true, secret: true },
    help: 'From @BotFather, such as 123456789:AA….',
    pattern: '^\\d{5,20}:[\\w-]{20,100}$',
  },
  {
    ...{ name: 'apiBase', label: 'Bot API address', type: 'url', required: false, secret: false },
    help: 'Only for a Bot API server of your own; left empty it is https://api.telegram.org.',
  },
];

const secretHeader = 'x-telegram-bot-api-secret-token';

/** What Telegram is told to send with every update: known to whoever knows the token, and nothing leads back to it. */
const webhookSecret = ({ id, part }: OpenChannel): string =>
  createHmac('sha256', part.secrets['botToken'] ?? '')
    .update(`tandem webhook ${id}`)
    .digest('hex');

/** A token begins with the id of its bot. */
const botOf = ({ part }: OpenChannel): string => part.secrets['botToken']?.split(':')[0] ?? '';

const keyboardOf = (part: OutboundPart & { kind: 'text' }) => ({
  inline_keyboard: part.options.map((option) => {
    const text = shorten(option.title, 64);
    return [
      option.kind === 'link' ? { text, url: option.url } : { text, callback_data: option.id },
    ];
  }),
});

const isPhoto = (contentType: string, bytes: number) =>
  /^image\/(jpeg|png|webp)$/.test(contentType) && bytes <= 10_000_000;

/** A file is sent as its bytes: Telegram cannot reach every server. */
const mediaCall = async (context: SendContext, part: OutboundPart & { kind: 'media' }) => {
  const file = await context.load(part.media);
  const photo = isPhoto(file.contentType, file.data.length);
  const place = Object.entries(telegramPlace(context.address)).map(([name, value]) => [
    name,
    String(value),
  ]);
  const form = await formOf({
    ...Object.fromEntries(place),
    ...(part.caption ? { caption: part.caption } : {}),
    [photo ? 'photo' : 'document']: { data: file.data, name: file.name, type: file.contentType },
  });
  return { method: photo ? 'sendPhoto' : 'sendDocument', ...form };
};

const textCall = (context: SendContext, part: OutboundPart & { kind: 'text' }) => ({
  method: 'sendMessage',
  ...jsonBody({
    ...telegramPlace(context.address),
    text: part.text,
    ...(part.options.length > 0 ? { reply_markup: keyboardOf(part) } : {}),
  }),
});

/** Whether updates come here, by what Telegram says. */
const webhookCheck = async (
  deps: ChannelHttp,
  context: ChannelContext,
  inboundUrl: string,
): Promise<ConnectionCheck> => {
  const info = fieldsOf(
    await callTelegram(deps, context, { method: 'getWebhookInfo', ...jsonBody({}) }),
  );
  const check = 'webhookUrl';
  if (info['url'] !== inboundUrl) return failed(check, say('telegramElsewhere'));
  const last = textOf(info['last_error_message']);
  if (last) return warned(check, say('telegramFailing', { reason: last }));
  return passed(check, say('telegramHere'));
};

const meCheck = async (deps: ChannelHttp, context: ChannelContext): Promise<ConnectionCheck> => {
  const me = fieldsOf(await callTelegram(deps, context, { method: 'getMe', ...jsonBody({}) }));
  return passed('credentials', say('botToken', { bot: String(textOf(me['username'])) }));
};

const fetchMedia =
  (deps: ChannelHttp): ChannelAdapter['fetchMedia'] =>
  async (context, media, maxBytes) => {
    const asked = { method: 'getFile', ...jsonBody({ file_id: media.ref }) };
    const { file_path: path, file_size: bytes } = fieldsOf(
      await callTelegram(deps, context, asked),
    );
    if (typeof bytes === 'number' && bytes > maxBytes)
      throw new ChannelFailure('refused', `larger than ${maxBytes} bytes`);
    if (typeof path !== 'string') throw new ChannelFailure('refused', 'Telegram names no file');
    return fileOf(await downloadTelegram(deps, context, { path, maxBytes }), media);
  };

/** Telegram bots (Bot API 9). */
export const createTelegramChannel = (deps: ChannelHttp): ChannelAdapter => ({
  kind: 'telegram',
  label: 'Telegram',
  fields: [...fields],
  capabilities: {
    ...{ textLimit: 4096, captionLimit: 1024, buttons: 24, buttonTextLimit: 4096 },
    ...{ links: true, receipts: false, whole: false },
  },
  verifiedBy: ['botToken'],
  verify: (channel, { headers }) =>
    isSameText(String(headers[secretHeader] ?? ''), webhookSecret(channel)),
  read: (channel, { body }) => ({ events: readUpdate(body, botOf(channel)) }),
  fetchMedia: fetchMedia(deps),
  async send(context, part) {
    if (part.kind === 'whole') return null;
    const call = part.kind === 'text' ? textCall(context, part) : await mediaCall(context, part);
    const { message_id: id } = fieldsOf(await callTelegram(deps, context, call));
    return `${context.address}:${String(id)}`;
  },
  async typing(context, address) {
    const body = jsonBody({ ...telegramPlace(address), action: 'typing' });
    await callTelegram(deps, context, { method: 'sendChatAction', ...body });
  },
  async taken(context, { owed }) {
    if (!owed) return;
    const body = jsonBody({ callback_query_id: owed });
    await callTelegram(deps, context, { method: 'answerCallbackQuery', ...body });
  },
  test: async (context, inboundUrl) => [
    await meCheck(deps, context),
    await webhookCheck(deps, context, inboundUrl),
  ],
  async connect(context, inboundUrl) {
    const credentials = await meCheck(deps, context);
    const body = jsonBody({
      url: inboundUrl,
      secret_token: webhookSecret(context.channel),
      allowed_updates: ['message', 'callback_query'],
    });
    await callTelegram(deps, context, { method: 'setWebhook', ...body });
    return [credentials, await webhookCheck(deps, context, inboundUrl)];
  },
});
