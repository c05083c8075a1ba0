import type { HttpResponse } from '@tandem/kit';
import { tidyFileName } from '../directline/index.ts';
import type { InboundMedia, LoadedFile } from './channels.model.ts';

const endings: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'audio/ogg': 'ogg',
  'audio/mpeg': 'mp3',
  'video/mp4': 'mp4',
  'application/pdf': 'pdf',
  'text/plain': 'txt',
};

const typeOf = (contentType: string | null): string | null =>
  contentType?.split(';')[0]?.trim().toLowerCase() || null;

const nothing = 'application/octet-stream';

/** A fetched file, by what the vendor said of it before and with it. */
export const fileOf = (
  { body, headers }: Pick<HttpResponse, 'body' | 'headers'>,
  { name, contentType }: Pick<InboundMedia, 'name' | 'contentType'>,
): LoadedFile => {
  const told = typeOf([headers['content-type']].flat()[0] ?? null);
  const type = typeOf(contentType) ?? (told === nothing ? null : told) ?? nothing;
  const ending = endings[type];
  return {
    name: tidyFileName(name ?? (ending ? `file.${ending}` : 'file')),
    contentType: type,
    data: body,
  };
};
