import type { OpenEndpoint } from '../endpoints/index.ts';

const spell = (origin: string): string => {
  const text = origin.trim();
  return URL.canParse(text) ? new URL(text).origin : text.toLowerCase();
};

const most = { origins: 10, characters: 200 };

const originOf = (value: unknown): string | null => {
  if (typeof value !== 'string' || !URL.canParse(value)) return null;
  const { protocol, origin } = new URL(value);
  return /^https?:$/.test(protocol) && origin.length <= most.characters ? origin : null;
};

/** Origins of pages as somebody names them; null: one is no origin, or there are too many. */
export const readOrigins = (given: unknown): readonly string[] | null => {
  if (given === undefined || given === null) return [];
  if (!Array.isArray(given) || given.length > most.origins) return null;
  const origins = given.map(originOf);
  return origins.every((one) => one !== null) ? [...new Set(origins)] : null;
};

/** Whether a page is among them. What names no page is not a browser, and could name any. */
export const isAmong = (origins: readonly string[], origin: string | undefined): boolean =>
  origins.length === 0 || origin === undefined || origins.includes(spell(origin));

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
