import type { SettingField } from '@tandem/contract';
import { fieldsOf, listOf, textOf } from '@tandem/kit';
import { notTested, passed, say } from '../../checks/index.ts';
import type { ChannelHttp } from '../channel-http.ts';
import {
  type ChannelAdapter,
  ChannelFailure,
  type Option,
  type OutboundPart,
  type SendContext,
} from '../channels.model.ts';
import { fileOf } from '../file.rules.ts';
import { shorten } from '../text-split.rules.ts';
import { callSlack, downloadSlack, formBody, slackBody, uploadSlack } from './api.ts';
import { readSlack, slackPlace } from './read.rules.ts';
import { isSignedBySlack } from './signature.rules.ts';

const fields: readonly SettingField[] = [
  {
    ...{ name: 'botToken', label: 'Bot token', type: 'text', required: true, secret: true },
    help: 'Begins with xoxb-, from OAuth & Permissions of the app.',
    pattern: '^xoxb-[\\w-]{10,}$',
  },
  {
    ...{
      name: 'signingSecret',
      label: 'Signing secret',
      type: 'text',
      required: true,
      secret: true,
    },
    help: 'From Basic Information of the app.',
    pattern: '^[0-9A-Za-z]{20,128}$',
  },
  {
    ...{ name: 'apiBase', label: 'Web API address', type: 'url', required: false, secret: false },
    help: 'Only for another Slack, such as GovSlack; left empty it is https://slack.com/api.',
  },
];

/** The three characters that Slack reads as its own marks. */
const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const buttonOf = (option: Option, index: number) => ({
  type: 'button',
  action_id: `choice-${index}`,
  text: { type: 'plain_text', text: shorten(option.title, 75) },
  ...(option.kind === 'link' ? { url: option.url } : { value: option.id }),
});

type TextPart = OutboundPart & { readonly kind: 'text' };

const blocksOf = ({ text, options }: TextPart) => [
  { type: 'section', text: { type: 'mrkdwn', text: escaped(text) } },
  { type: 'actions', elements: options.map(buttonOf) },
];

const sendText = async (deps: ChannelHttp, context: SendContext, part: TextPart) => {
  const message = {
    ...slackPlace(context.address),
    text: escaped(part.text),
    ...{ unfurl_links: false, unfurl_media: false },
    ...(part.options.length > 0 ? { blocks: blocksOf(part) } : {}),
  };
  const sent = await callSlack(deps, context, {
    method: 'chat.postMessage',
    ...slackBody(message),
  });
  return `${String(sent['channel'])}:${String(sent['ts'])}`;
};

/** A file goes in three steps: an address for it, its bytes, and the place it belongs to. */
const sendFile = async (
  deps: ChannelHttp,
  context: SendContext,
  { media, caption }: OutboundPart & { readonly kind: 'media' },
) => {
  const file = await context.load(media);
  const asked = formBody({ filename: file.name, length: String(file.data.length) });
  const place = await callSlack(deps, context, { method: 'files.getUploadURLExternal', ...asked });
  const { upload_url: url, file_id: id } = place;
  if (typeof url !== 'string' || typeof id !== 'string')
    throw new ChannelFailure('retry', 'Slack gave the file no address');
  await uploadSlack(deps, context, { url, data: file.data, type: file.contentType });
  const { channel, thread_ts } = slackPlace(context.address);
  const done = slackBody({
    files: [{ id, title: file.name }],
    channel_id: channel,
    ...(thread_ts ? { thread_ts } : {}),
    ...(caption ? { initial_comment: escaped(caption) } : {}),
  });
  const sent = await callSlack(deps, context, { method: 'files.completeUploadExternal', ...done });
  return textOf(fieldsOf(listOf(sent['files'])[0])['id']) ?? id;
};

/** Apps in workspaces of Slack: direct messages, and mentions in channels with their threads. */
export const createSlackChannel = (deps: ChannelHttp): ChannelAdapter => ({
  kind: 'slack',
  label: 'Slack',
  fields: [...fields],
  capabilities: {
    ...{ textLimit: 4000, captionLimit: 4000, buttons: 25, buttonTextLimit: 2500 },
    ...{ links: true, receipts: false, whole: false },
  },
  verifiedBy: ['signingSecret'],
  verify: ({ part }, { headers, rawBody: body, now }) =>
    isSignedBySlack(part.secrets['signingSecret'] ?? '', { headers, body, now }),
  read: (_channel, { rawBody, headers }) =>
    readSlack(rawBody, String(headers['content-type'] ?? '')),
  async fetchMedia(context, media, maxBytes) {
    return fileOf(await downloadSlack(deps, context, { url: media.ref, maxBytes }), media);
  },
  async send(context, part) {
    if (part.kind === 'text') return sendText(deps, context, part);
    return part.kind === 'media' ? sendFile(deps, context, part) : null;
  },
  async test(context) {
    const who = await callSlack(deps, context, { method: 'auth.test', ...slackBody({}) });
    const of = { user: String(who['user']), team: String(who['team']) };
    return [
      passed('credentials', say('slackToken', of)),
      notTested('webhookUrl', say('slackAddress')),
    ];
  },
});
