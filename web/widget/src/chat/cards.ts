import type { ActivityAttachment, CardAction, cardContentType } from '@tandem/contract';

const prefix: typeof cardContentType = 'application/vnd.microsoft.card.';
const DRAWN = ['hero', 'thumbnail'];

/** A card as it is drawn: what is missing is left out. */
export interface Card {
  readonly title?: string;
  readonly subtitle?: string;
  readonly text?: string;
  readonly image?: { readonly url: string; readonly alt: string };
  readonly buttons: readonly CardAction[];
}

export const isCard = ({ contentType }: ActivityAttachment): boolean =>
  contentType.startsWith(prefix);

/** Reads hero and thumbnail cards; other kinds are not drawn. */
export function readCard({ contentType, content }: ActivityAttachment): Card | undefined {
  if (!DRAWN.includes(contentType.slice(prefix.length)) || !isRecord(content)) return undefined;
  const image = asList(content['images']).find(isRecord);
  const url = image && text(image['url']);
  const title = text(content['title']);
  const subtitle = text(content['subtitle']);
  const body = text(content['text']);
  return {
    ...(title ? { title } : {}),
    ...(subtitle ? { subtitle } : {}),
    ...(body ? { text: body } : {}),
    ...(url ? { image: { url, alt: text(image['alt']) ?? '' } } : {}),
    buttons: asList(content['buttons']).filter(isAction),
  };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isAction = (value: unknown): value is CardAction =>
  isRecord(value) && typeof value['type'] === 'string';
const asList = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value : undefined;
