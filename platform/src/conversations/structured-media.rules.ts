import type { MediaTypes, WebhookContent, WebhookListPicker } from '@tandem/contract';
import { mimeOf } from './media.rules.ts';

type Linked = { readonly kind: 'image' | 'video'; readonly url: string };

const linked = (kind: Linked['kind'], url: string | undefined): Linked[] =>
  url === undefined || url === '' ? [] : [{ kind, url }];

const cardMedia = (card: { image?: string; video?: string }): Linked[] => [
  ...linked('image', card.image),
  ...linked('video', card.video),
];

const templateMedia = ({ header }: { header?: object }): Linked[] => {
  const media = (header as { media?: { url?: string } } | undefined)?.media;
  return linked('image', media?.url);
};

const pickerMedia = ({
  sections,
  receivedMessage,
  replyMessage,
}: WebhookListPicker['listPicker']): Linked[] =>
  [...sections.flatMap(({ items }) => items), receivedMessage, replyMessage].flatMap((one) =>
    linked('image', one?.imageUrl),
  );

const mediaOf = (content: WebhookContent): Linked[] => {
  switch (content.contentType) {
    case 'QuickReply':
      return linked('image', content.quickReply.image);
    case 'Card':
      return cardMedia(content.card);
    case 'Carousel':
      return content.carousel.cards.flatMap(cardMedia);
    case 'Notification':
      return templateMedia(content.template);
    case 'DatePicker':
      return linked('image', content.datePicker.imageUrl);
    case 'ListPicker':
      return pickerMedia(content.listPicker);
    default:
      return [];
  }
};

/** Pictures and videos that are no media of the platform's own. */
const others: Readonly<Record<string, string>> = {
  svg: 'image/svg+xml',
  tif: 'image/tiff',
  mov: 'video/quicktime',
  mkv: 'video/x-matroska',
  avi: 'video/x-msvideo',
  ...Object.fromEntries(
    ['bmp', 'avif', 'tiff', 'heic', 'heif'].map((one) => [one, `image/${one}`]),
  ),
};

/** The media type that the name of a file suggests; null where it suggests none, as of a script that makes pictures. */
const suggested = ({ url }: Linked): string | null => {
  const name = URL.parse(url)?.pathname.split('/').at(-1) ?? '';
  const mime = mimeOf(undefined, name);
  if (mime !== 'application/octet-stream') return mime;
  const [, ending] = /\.([a-z\d]{1,10})$/i.exec(name) ?? [];
  return ending === undefined ? null : (others[ending.toLowerCase()] ?? null);
};

const allowsSome = ({ allow }: MediaTypes, kind: Linked['kind']): boolean =>
  (allow?.outbound ?? []).some(({ type = '' }) => type === '*/*' || type.startsWith(`${kind}/`));

/**
 * Media that structured content shows and the integration's profile does not let out: pictures and videos of cards,
 * quick replies, pickers and templates. An address that tells no type passes where the profile lets out any type of its kind.
 */
export const refusedMedia = (
  types: MediaTypes,
  content: readonly WebhookContent[],
  allows: (types: MediaTypes, direction: 'outbound', mime: string) => boolean,
): readonly string[] =>
  content.flatMap(mediaOf).flatMap((media) => {
    const mime = suggested(media);
    const allowed = mime === null ? allowsSome(types, media.kind) : allows(types, 'outbound', mime);
    return allowed ? [] : [mime ?? `${media.kind}/*`];
  });
