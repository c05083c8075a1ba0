import type { MediaTypes } from '@tandem/contract';

/** What a channel can show, unless a profile says otherwise: everything in, pictures out. */
export const builtInMediaTypes: MediaTypes = {
  allow: {
    inbound: [{ type: '*/*' }],
    outbound: [{ type: 'image/jpeg' }, { type: 'image/png' }, { type: 'image/gif' }],
  },
};

const pattern = /^(\*\/\*|[a-z0-9!#$&^_.+-]+\/(\*|[a-z0-9!#$&^_.+-]+))$/i;

/** A media type, `image/*` or `*` + `/*`. */
export const isMediaPattern = (type: string): boolean => pattern.test(type);

/** Whether a profile lets media of a type through; an empty list lets nothing through. */
export const allowsMedia = (
  mediaTypes: MediaTypes,
  direction: 'inbound' | 'outbound',
  mime: string,
): boolean => {
  const given = mime.split(';')[0]?.trim().toLowerCase() ?? '';
  return (mediaTypes.allow?.[direction] ?? []).some(({ type = '' }) => {
    const allowed = type.toLowerCase();
    if (allowed === '*/*' || allowed === given) return true;
    return allowed.endsWith('/*') && given.startsWith(allowed.slice(0, -1));
  });
};
