import { type Activity, type ActivityAttachment, cardContentType } from '@tandem/contract';
import type { ChannelCapabilities, Option, OutboundMedia, OutboundPart } from './channels.model.ts';
import { actionsOf, isNumbered, optionOf } from './choices.rules.ts';
import { splitText } from './text-split.rules.ts';

type CardContent = {
  readonly title?: unknown;
  readonly subtitle?: unknown;
  readonly text?: unknown;
  readonly fallbackText?: unknown;
  readonly images?: unknown;
};

const isCard = ({ contentType }: ActivityAttachment) => contentType.startsWith(cardContentType);

const textsOf = (...values: readonly unknown[]): string =>
  values.filter((value) => typeof value === 'string' && value !== '').join('\n');

const imageOf = ({ images }: CardContent): OutboundMedia | null => {
  const [first] = Array.isArray(images) ? images : [];
  const url = (first as { url?: unknown } | undefined)?.url;
  return typeof url === 'string' ? { url, name: 'image', contentType: 'image/*' } : null;
};

const mediaOf = ({ contentUrl, contentType, name }: ActivityAttachment): OutboundMedia | null =>
  contentUrl ? { url: contentUrl, contentType, name: name || 'file' } : null;

const numberedLines = (options: readonly Option[]): string =>
  options
    .filter(({ kind }) => kind === 'choice')
    .map(({ title }, index) => `${index + 1}. ${title}`)
    .join('\n');

const linkLines = (options: readonly Option[]): string =>
  options
    .flatMap((option) => (option.kind === 'link' ? [`${option.title}: ${option.url}`] : []))
    .join('\n');

/** A text with what can be pressed: as buttons where the vendor has as many, else as numbers and addresses. */
const textParts = (
  text: string,
  options: readonly Option[],
  capabilities: ChannelCapabilities,
): readonly OutboundPart[] => {
  const choices = options.filter(({ kind }) => kind === 'choice');
  const numbered = isNumbered(choices.length, capabilities);
  const linked = capabilities.links && !numbered && options.length <= capabilities.buttons;
  const isButton = (option: Option) =>
    option.kind === 'choice' ? !numbered : linked && /^https?:/i.test(option.url);
  const buttons = options.filter(isButton);
  const whole = [
    text,
    linkLines(options.filter((option) => !isButton(option))),
    numbered ? numberedLines(options) : '',
  ]
    .filter((piece) => piece !== '')
    .join('\n');
  const pieces = [...splitText(whole, capabilities.textLimit)];
  const last = pieces.pop();
  if (last === undefined)
    return buttons.length > 0 ? [{ kind: 'text', text: '…', options: buttons }] : [];
  // A message with buttons may be shorter than one without.
  const tail = buttons.length > 0 ? splitText(last, capabilities.buttonTextLimit) : [last];
  return [...pieces, ...tail].map((piece, index, all) => ({
    kind: 'text',
    text: piece,
    options: index === all.length - 1 ? buttons : [],
  }));
};

/** The messages that an activity becomes on a channel, in order. Pure, so that a repeat sends the same parts. */
export const partsOf = (
  { seq, body }: { readonly seq: number; readonly body: Activity },
  capabilities: ChannelCapabilities,
): readonly OutboundPart[] => {
  if (capabilities.whole) return [{ kind: 'whole', activity: body }];
  if (body.type !== 'message') return [];
  const attachments = body.attachments ?? [];
  const cards = attachments.filter(isCard).map(({ content }) => (content ?? {}) as CardContent);
  const options = actionsOf(body)
    .map((action) => optionOf(seq, action))
    .filter((option) => option !== null);
  const cardTexts = cards.map(({ title, subtitle, text, fallbackText }) =>
    textsOf(title, subtitle, text, fallbackText),
  );
  const text = [textsOf(body.text), ...cardTexts].filter((piece) => piece !== '').join('\n\n');
  const files = [
    ...attachments.filter((one) => !isCard(one)).map(mediaOf),
    ...cards.map(imageOf),
  ].filter((file) => file !== null);
  const [only] = files;
  if (
    files.length === 1 &&
    only &&
    options.length === 0 &&
    text.length <= capabilities.captionLimit
  )
    return [{ kind: 'media', media: only, caption: text || null }];
  return [
    ...files.map((media): OutboundPart => ({ kind: 'media', media, caption: null })),
    ...textParts(text, options, capabilities),
  ];
};
