/** Addresses come from bots and files of strangers: only these may be followed or loaded. */
const LINKS = ['http:', 'https:', 'mailto:', 'tel:'];
const MEDIA = ['http:', 'https:', 'blob:'];

/** An address a link may have, made absolute against the endpoint; nothing for scripts and other schemes. */
export const linkUrl = (url: string, endpoint: string): string | undefined =>
  allowed(url, endpoint, LINKS);

/** An address a picture, sound or film may be loaded from. Pictures may also be embedded in the message. */
export const mediaUrl = (url: string, endpoint: string): string | undefined =>
  /^data:image\/(?:png|jpe?g|gif|webp);/i.test(url) ? url : allowed(url, endpoint, MEDIA);

function allowed(url: string, endpoint: string, schemes: readonly string[]): string | undefined {
  if (!URL.canParse(url, endpoint)) return undefined;
  const parsed = new URL(url, endpoint);
  return schemes.includes(parsed.protocol) ? parsed.href : undefined;
}
