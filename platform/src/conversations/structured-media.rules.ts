import type { MediaTypes, WebhookContent } from '@tandem/contract';
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
    default:
      return [];
  }
};

/** The media type that the name of a file suggests; null where it says nothing. */
const suggested = (url: string): string | null => {
  const name = URL.parse(url)?.pathname.split('/').at(-1) ?? '';
  const mime = mimeOf(undefined, name);
  return mime === 'application/octet-stream' ? null : mime;
};

const allowsSome = ({ allow }: MediaTypes, kind: Linked['kind']): boolean =>
  (allow?.outbound ?? []).some(({ type = '' }) => type === '*/*' || type.startsWith(`${kind}/`));

/**
 * Media that structured content shows and the integration's profile does not let out: pictures and videos of cards,
 * quick replies and templates. An address that tells no type passes where the profile lets out any type of its kind.
 */
export const refusedMedia = (
  types: MediaTypes,
  content: readonly WebhookContent[],
  allows: (types: MediaTypes, direction: 'outbound', mime: string) => boolean,
): readonly string[] =>
  content.flatMap(mediaOf).flatMap(({ kind, url }) => {
    const mime = suggested(url);
    const allowed = mime === null ? allowsSome(types, kind) : allows(types, 'outbound', mime);
    return allowed ? [] : [mime ?? `${kind}/*`];
  });
