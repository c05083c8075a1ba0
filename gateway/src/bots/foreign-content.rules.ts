import type { ActivityAttachment } from '@tandem/contract';

const imageTypes: Readonly<Record<string, string>> = {
  ...{ png: 'image/png', gif: 'image/gif', webp: 'image/webp', svg: 'image/svg+xml' },
  ...{ jpg: 'image/jpeg', jpeg: 'image/jpeg', avif: 'image/avif' },
};

/** The address as a browser may open it; null for anything but http and https. */
export const webAddress = (value: unknown): string | null =>
  typeof value === 'string' && /^https?:\/\//i.test(value) && URL.canParse(value) ? value : null;

/** A picture of which only the address is known. */
export const pictureAt = (value: unknown): readonly ActivityAttachment[] => {
  const contentUrl = webAddress(value);
  if (!contentUrl) return [];
  const ending = /\.(\w+)$/.exec(new URL(contentUrl).pathname)?.[1]?.toLowerCase() ?? '';
  const known = Object.hasOwn(imageTypes, ending) ? imageTypes[ending] : undefined;
  return [{ contentType: known ?? 'image/*', contentUrl }];
};

const fileNameOf = (address: string): string => {
  const last = new URL(address).pathname.split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(last) || 'file';
  } catch {
    return last;
  }
};

/** A file of which only the address is known. */
export const fileAt = (value: unknown): readonly ActivityAttachment[] => {
  const contentUrl = webAddress(value);
  if (!contentUrl) return [];
  const name = fileNameOf(contentUrl);
  return [{ contentType: 'application/octet-stream', contentUrl, name }];
};
