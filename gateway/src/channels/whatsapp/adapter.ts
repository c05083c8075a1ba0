import type { Reply, SettingField } from '@tandem/contract';
import { fieldsOf, isSameText, isSignedBy, listOf, textOf } from '@tandem/kit';
import { notTested, passed, say } from '../../checks/index.ts';
import { type ChannelHttp, formOf, jsonBody } from '../channel-http.ts';
import {
  type ChannelAdapter,
  type ChannelCall,
  type ChannelContext,
  ChannelFailure,
  type OpenChannel,
  type OutboundPart,
  type SendContext,
} from '../channels.model.ts';
import { fileOf } from '../file.rules.ts';
import { callGraph, downloadGraph, phonePath } from './api.ts';
import { readDelivery } from './read.rules.ts';
import { mediaMessage, textMessage } from './send.rules.ts';

const secret = { type: 'text', required: true, secret: true } as const;

const fields: readonly SettingField[] = [
  {
    ...{
      name: 'phoneNumberId',
      label: 'Phone number ID',
      type: 'text',
      required: true,
      secret: false,
    },
    help: 'Digits, from WhatsApp › API Setup; not the phone number itself.',
    pattern: '^\\d{5,25}$',
  },
  {
    ...secret,
    name: 'accessToken',
    label: 'Access token',
    help: 'Of a system user, so that it does not expire.',
  },
  {
    ...{ ...secret, name: 'appSecret', label: 'App secret' },
    help: 'Signs what Meta delivers.',
    pattern: '^[0-9a-fA-F]{32}$',
  },
  {
    ...secret,
    name: 'verifyToken',
    label: 'Verify token',
    help: 'Any text; the same stands in the app dashboard.',
  },
  {
    ...{ name: 'apiBase', label: 'Graph API address', type: 'url', required: false, secret: false },
    help: 'With its version; left empty it is https://graph.facebook.com/v23.0.',
  },
];

/** Unlike at Genesys the digest is in hex. */
const scheme = { prefix: 'sha256=', hash: 'sha256', encoding: 'hex' } as const;

const verify = ({ part }: OpenChannel, { headers, rawBody: body }: ChannelCall): boolean => {
  const header = headers['x-hub-signature-256'];
  return isSignedBy(scheme, { secret: part.secrets['appSecret'] ?? '', body, header });
};

const handshake = ({ part }: OpenChannel, query: ChannelCall['query']): Reply | null => {
  const wanted = part.secrets['verifyToken'] ?? '';
  const given = query['hub.verify_token'];
  const challenge = query['hub.challenge'];
  if (query['hub.mode'] !== 'subscribe' || challenge === undefined) return null;
  if (wanted === '' || !isSameText(String(given ?? ''), wanted)) return null;
  // A page of this server must not be made of what somebody puts into an address.
  const headers = {
    'content-type': 'text/plain; charset=utf-8',
    'x-content-type-options': 'nosniff',
  };
  return { status: 200, headers, body: String(challenge) };
};

const post = (deps: ChannelHttp, context: ChannelContext, message: object) =>
  callGraph(deps, context, {
    ...{ method: 'POST', path: phonePath(context, 'messages') },
    ...jsonBody({ messaging_product: 'whatsapp', ...message }),
  });

const upload = async (
  deps: ChannelHttp,
  context: SendContext,
  part: OutboundPart & { readonly kind: 'media' },
): Promise<object> => {
  const file = await context.load(part.media);
  const { name, contentType, data } = file;
  const form = await formOf({
    messaging_product: 'whatsapp',
    type: contentType,
    file: { data, name, type: contentType },
  });
  const answer = await callGraph(deps, context, {
    method: 'POST',
    path: phonePath(context, 'media'),
    ...form,
  });
  const id = textOf(answer['id']);
  if (!id) throw new ChannelFailure('retry', 'WhatsApp gave the file no id');
  return mediaMessage(id, { contentType, bytes: data.length, name }, part.caption);
};

const fetchMedia =
  (deps: ChannelHttp): ChannelAdapter['fetchMedia'] =>
  async (context, media, maxBytes) => {
    const about = await callGraph(deps, context, {
      method: 'GET',
      path: encodeURIComponent(media.ref),
    });
    const url = textOf(about['url']);
    if (Number(about['file_size']) > maxBytes)
      throw new ChannelFailure('refused', `larger than ${maxBytes} bytes`);
    if (!url) throw new ChannelFailure('refused', 'WhatsApp names no file');
    const contentType = media.contentType ?? textOf(about['mime_type']);
    return fileOf(await downloadGraph(deps, context, { url, maxBytes }), { ...media, contentType });
  };

/** Phone numbers of the WhatsApp Business Platform (Cloud API). */
export const createWhatsAppChannel = (deps: ChannelHttp): ChannelAdapter => ({
  kind: 'whatsapp',
  label: 'WhatsApp',
  fields: [...fields],
  capabilities: {
    ...{ textLimit: 4096, captionLimit: 1024, buttons: 10, buttonTextLimit: 1024 },
    ...{ links: false, receipts: true, whole: false },
  },
  verifiedBy: ['appSecret'],
  handshake,
  verify,
  read: ({ part }, { body }) => ({
    events: readDelivery(body, String(part.settings['phoneNumberId'])),
  }),
  fetchMedia: fetchMedia(deps),
  async send(context, part) {
    if (part.kind === 'whole') return null;
    const message =
      part.kind === 'text' ? textMessage(part, context.locale) : await upload(deps, context, part);
    const to = { recipient_type: 'individual', to: context.address };
    const [sent] = listOf((await post(deps, context, { ...to, ...message }))['messages']);
    return textOf(fieldsOf(sent)['id']);
  },
  /** Blue ticks, and the customer sees that somebody types until the answer comes. */
  async taken(context, { id }) {
    await post(deps, context, {
      status: 'read',
      message_id: id,
      typing_indicator: { type: 'text' },
    });
  },
  async test(context) {
    const path = phonePath(context, '?fields=display_phone_number,verified_name').replace(
      '/?',
      '?',
    );
    const number = await callGraph(deps, context, { method: 'GET', path });
    const shown = [number['verified_name'], number['display_phone_number']]
      .filter(Boolean)
      .join(', ');
    return [
      passed('credentials', say('whatsappNumber', { number: shown })),
      notTested('webhookUrl', say('whatsappAddress')),
    ];
  },
});
