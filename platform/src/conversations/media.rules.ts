import type { WebhookAttachment } from '@tandem/contract';

/** Largest media in bytes, as at Genesys. */
export const mostMediaBytes = 25 * 1024 * 1024;

const byExtension: Readonly<Record<string, string>> = {
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  gif: 'image/gif',
  webp: 'image/webp',
  pdf: 'application/pdf',
  txt: 'text/plain',
  csv: 'text/csv',
  mp3: 'audio/mpeg',
  ogg: 'audio/ogg',
  wav: 'audio/wav',
  mp4: 'video/mp4',
  webm: 'video/webm',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  zip: 'application/zip',
};

const unknown = 'application/octet-stream';
const isMime = /^[\w.+-]+\/[\w.+-]+$/;

/** Media type of an upload: what the client says, else what the file name suggests. */
export const mimeOf = (declared: string | undefined, name: string | null): string => {
  const plain = declared?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (isMime.test(plain) && plain !== unknown && plain !== 'application/x-www-form-urlencoded')
    return plain;
  const extension = name?.split('.').at(-1)?.toLowerCase() ?? '';
  return byExtension[extension] ?? unknown;
};

type MediaType = WebhookAttachment['attachment']['mediaType'];
const kinds: Readonly<Record<string, MediaType>> = {
  image: 'Image',
  video: 'Video',
  audio: 'Audio',
};

export const mediaTypeOf = (mime: string): MediaType => kinds[mime.split('/')[0] ?? ''] ?? 'File';

/** A file name that is safe in a header. */
export const headerName = (name: string): string =>
  encodeURIComponent(name.replaceAll(/[\r\n"\\/]/g, '_'));

const runs = /html|xml|svg|script/;

/** The type media is served with: what a browser could run is bytes, wherever it is opened from. */
export const servedType = (mime: string | null): string =>
  mime === null || runs.test(mime) ? unknown : mime;

/** Only pictures are shown in place; anything else could run in the reader's name. */
export const mayShowInline = (mime: string): boolean =>
  ['image/jpeg', 'image/png', 'image/gif', 'image/webp'].includes(mime);
