import type { OpenEndpoint } from '../endpoints/index.ts';

const spell = (origin: string): string => {
  const text = origin.trim();
  return URL.canParse(text) ? new URL(text).origin : text.toLowerCase();
};

/**
 * Whether a page may start chats of the endpoint. What names no page is not a browser, and could name any. The own
 * pages (demo, console) always may.
 */
export const mayStart = (
  { widget }: Pick<OpenEndpoint, 'widget'>,
  { origin, own }: { origin: string | undefined; own: string },
): boolean => {
  const allowed = widget.origins ?? [];
  if (allowed.length === 0 || origin === undefined) return true;
  return [own, ...allowed].some((one) => spell(one) === spell(origin));
};
