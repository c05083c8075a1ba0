import {
  type Activity,
  type ActivityAttachment,
  type CardAction,
  cardContentType,
} from '@tandem/contract';
import { type Fields, fieldsIn, fieldsOf, textOf } from '@tandem/kit';
import type { RemoteEvent, RemoteWebhook } from '../provider.model.ts';

const isWeb = (url: string | null): url is string => url !== null && /^https?:\/\//i.test(url);

const fallbackMimes: Readonly<Record<string, string>> = {
  image: 'image/*',
  video: 'video/*',
  audio: 'audio/*',
};

const toAttachment = ({ attachment }: Fields): ActivityAttachment[] => {
  const fields = fieldsOf(attachment);
  const contentUrl = textOf(fields['url']);
  if (!isWeb(contentUrl)) return [];
  const kind = textOf(fields['mediaType'])?.toLowerCase() ?? '';
  const contentType = textOf(fields['mime']) ?? fallbackMimes[kind] ?? 'application/octet-stream';
  const name = textOf(fields['filename']);
  return [{ contentType, contentUrl, ...(name ? { name } : {}) }];
};

/** A button says its title; a payload of its own travels as value, so that the customer never reads it. */
const answer = (title: string, value: string): CardAction =>
  title === value
    ? { type: 'imBack', title, value }
    : { type: 'messageBack', title, text: title, displayText: title, value };

const toQuickReply = ({ quickReply }: Fields): CardAction[] => {
  const fields = fieldsOf(quickReply);
  const title = textOf(fields['text']);
  return title ? [answer(title, textOf(fields['payload']) ?? title)] : [];
};

const toCardAction = (action: Fields): CardAction[] => {
  const title = textOf(action['text']);
  const url = textOf(action['url']);
  if (isWeb(url)) return [{ type: 'openUrl', title: title ?? url, value: url }];
  return title ? [answer(title, textOf(action['payload']) ?? title)] : [];
};

const toHeroCard = (value: unknown): ActivityAttachment => {
  const card = fieldsOf(value);
  const image = textOf(card['image']);
  const text = textOf(card['description']);
  return {
    contentType: `${cardContentType}hero`,
    content: {
      title: textOf(card['title']) ?? '',
      ...(text ? { text } : {}),
      ...(isWeb(image) ? { images: [{ url: image }] } : {}),
      buttons: fieldsIn(card['actions']).flatMap(toCardAction),
    },
  };
};

/** Dates and list items become buttons: every chat client knows those. */
const pickerActions = ({ datePicker, listPicker }: Fields): CardAction[] => [
  ...fieldsIn(fieldsOf(datePicker)['availableTimes']).flatMap(({ dateTime }) => {
    const time = textOf(dateTime);
    return time ? [answer(time, time)] : [];
  }),
  ...fieldsIn(fieldsOf(listPicker)['sections'])
    .flatMap(({ items }) => fieldsIn(items))
    .flatMap(({ id, title, subtitle }) => {
      const said = textOf(title);
      if (!said) return [];
      const more = textOf(subtitle);
      const action = answer(said, textOf(id) ?? said);
      return more ? [{ ...action, text: said, title: `${said} · ${more}` }] : [action];
    }),
];

const isWhole = (value: string | null): value is string => value !== null;

/** A template with buttons of links, or with a picture, is a card; buttons that only answer are suggestions. */
const templateOf = ({ template }: Fields) => {
  const fields = fieldsOf(template);
  const header = fieldsOf(fields['header']);
  const image = textOf(fieldsOf(header['media'])['url']);
  const buttons = fieldsIn(fields['buttons']).flatMap((button): CardAction[] => {
    const phone = textOf(button['phoneNumber']);
    const title = textOf(button['text']);
    if (phone) return [{ type: 'call', title: title ?? phone, value: phone }];
    return toCardAction(button);
  });
  return {
    title: textOf(header['text']),
    body: textOf(fieldsOf(fields['body'])['text']),
    footer: textOf(fieldsOf(fields['footer'])['text']),
    image: isWeb(image) ? image : null,
    buttons,
  };
};

const isCardTemplate = ({ image, buttons }: ReturnType<typeof templateOf>): boolean =>
  image !== null || buttons.some(({ type }) => type === 'openUrl' || type === 'call');

const templateCard = (content: Fields): ActivityAttachment[] => {
  const template = templateOf(content);
  if (!content['template'] || !isCardTemplate(template)) return [];
  const { title, body, footer, image, buttons } = template;
  return [
    {
      contentType: `${cardContentType}hero`,
      content: {
        title: title ?? '',
        text: [body, footer].filter(isWhole).join('\n'),
        ...(image ? { images: [{ url: image }] } : {}),
        buttons,
      },
    },
  ];
};

const templateReplies = (content: Fields): CardAction[] => {
  const template = templateOf(content);
  return isCardTemplate(template) ? [] : template.buttons;
};

const textParts = (content: readonly Fields[]): string | null =>
  content
    .flatMap(({ contentType, text }) =>
      contentType === 'Text' ? (textOf(fieldsOf(text)['body']) ?? []) : [],
    )
    .join('\n') || null;

const templateText = (content: readonly Fields[]): string | null =>
  content
    .map(templateOf)
    .filter((template) => !isCardTemplate(template))
    .map(({ title, body, footer }) => [title, body, footer].filter(isWhole).join('\n'))
    .find((text) => text !== '') ?? null;

const pickerTitle = (content: readonly Fields[]): string | null =>
  content
    .map(({ datePicker }) => textOf(fieldsOf(datePicker)['title']))
    .find((text) => text !== null) ?? null;

const cardsOf = (content: Fields) => [
  ...(content['contentType'] === 'Card' ? [content['card']] : []),
  ...(content['contentType'] === 'Carousel'
    ? fieldsIn(fieldsOf(content['carousel'])['cards'])
    : []),
];

/** A message as an activity; captions stay with their attachments, what a client cannot show is left out. */
export const toActivity = (body: Fields): Activity | null => {
  const content = fieldsIn(body['content']);
  const text =
    textOf(body['text']) ?? textParts(content) ?? templateText(content) ?? pickerTitle(content);
  const cards = [...content.flatMap(cardsOf).map(toHeroCard), ...content.flatMap(templateCard)];
  const attachments = [...content.flatMap(toAttachment), ...cards];
  const actions = content.flatMap((part) => [
    ...toQuickReply(part),
    ...templateReplies(part),
    ...pickerActions(part),
  ]);
  if (!text && attachments.length === 0 && actions.length === 0) return null;
  return {
    type: 'message',
    ...(text ? { text } : {}),
    ...(attachments.length > 0 ? { attachments } : {}),
    ...(cards.length > 1 ? { attachmentLayout: 'carousel' as const } : {}),
    ...(actions.length > 0 ? { suggestedActions: { actions } } : {}),
    ...(content.some(({ datePicker }) => datePicker) ? { channelData: { pick: 'date' } } : {}),
  };
};

const toMessage = (body: Fields, messageId: string): RemoteEvent => {
  const activity = toActivity(body);
  if (!activity) return { kind: 'unknown', type: `${String(body['type'])} without content` };
  const channel = fieldsOf(body['channel']);
  const bot = body['originatingEntity'] === 'Bot';
  return {
    kind: 'message',
    messageId,
    remoteConversation: textOf(body['conversationId']),
    from: bot ? 'flow' : 'agent',
    senderName: textOf(fieldsOf(channel['from'])['nickname']),
    activity,
    time: textOf(channel['time']),
  };
};

const maxTypingMs = 30_000;

const toTyping = (body: Fields): RemoteEvent => {
  const event = fieldsIn(body['events']).find(({ eventType }) => eventType === 'Typing');
  if (!event) return { kind: 'unknown', type: 'Event' };
  const duration = fieldsOf(event['typing'])['duration'];
  const durationMs = typeof duration === 'number' && duration > 0 ? duration : 5000;
  return { kind: 'typing', durationMs: Math.min(durationMs, maxTypingMs) };
};

const toReceipt = (body: Fields, messageId: string): RemoteEvent => {
  const status = textOf(body['status']);
  if (status !== 'Failed' && status !== 'Published' && status !== 'Delivered')
    return { kind: 'unknown', type: `Receipt ${status ?? ''}`.trim() };
  const reason = textOf(fieldsIn(body['reasons'])[0]?.['message']);
  return {
    kind: 'receipt',
    messageId,
    status: status === 'Failed' ? 'failed' : 'delivered',
    reason,
  };
};

const toEvent = (body: Fields, messageId: string): RemoteEvent => {
  switch (body['type']) {
    case 'Text':
    case 'Structured':
      return toMessage(body, messageId);
    case 'Event':
      return toTyping(body);
    case 'Receipt':
      return toReceipt(body, messageId);
    default:
      return { kind: 'unknown', type: String(body['type']) };
  }
};

/** Reads a webhook body defensively; null when it names no integration, customer or message. */
export const readGenesysWebhook = (value: unknown): RemoteWebhook | null => {
  const body = fieldsOf(value);
  const channel = fieldsOf(body['channel']);
  const receipt = body['type'] === 'Receipt';
  const messageId = textOf(body['id']);
  const integrationId = textOf(channel['id']);
  // A receipt for an inbound message may be addressed either way round.
  const customer = textOf(fieldsOf(channel['to'])['id']);
  const sender = textOf(fieldsOf(channel['from'])['id']);
  const conversationId = receipt && customer === integrationId ? sender : (customer ?? sender);
  if (!messageId || !integrationId || !conversationId || typeof body['type'] !== 'string')
    return null;
  return {
    integrationId,
    conversationId,
    dedupe: {
      messageId,
      kind: body['type'],
      status: textOf(body['status']) ?? '',
    },
    event: toEvent(body, messageId),
  };
};
