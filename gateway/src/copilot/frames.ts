import type { CopilotLinkRequest } from '@tandem/contract';
import { type Log, PublicError } from '@tandem/kit';
import type { CopilotLimiter } from './copilot.limits.ts';
import { frameOriginsOf, type LinkDeps } from './links.ts';

/** Whoever asks for the page of a link: the words of its query, and from where. */
export type AskedPage = {
  readonly query: Readonly<Record<string, unknown>>;
  readonly address: string;
};

/** Origins of the sites that may show the page in a frame; none where the link proves nothing. */
export type FindFrames = (asked: AskedPage) => Promise<readonly string[]>;

const longest = { userId: 512, sessionId: 256, URLToken: 512, auth: 8192 } as const;

/** The link that a query holds; null: it is none. */
const linkIn = (query: AskedPage['query']): CopilotLinkRequest | null => {
  const given = Object.entries(longest).filter(([name]) => query[name] !== undefined);
  const fits = given.every(([name, most]) => {
    const text = query[name];
    return typeof text === 'string' && text.length <= most;
  });
  return fits && query['URLToken']
    ? Object.fromEntries(given.map(([name]) => [name, query[name]]))
    : null;
};

export const createFindFrames =
  (deps: LinkDeps & { readonly limiter: CopilotLimiter; readonly log: Log }): FindFrames =>
  async ({ query, address }) => {
    const link = linkIn(query);
    if (!link) return [];
    try {
      deps.limiter.ofAddress('calls', address);
      return await frameOriginsOf(deps, link);
    } catch (error) {
      // The page itself says what is wrong; it must come even when nobody can say who may frame it.
      if (!(error instanceof PublicError))
        deps.log.warn({ err: error }, 'the sites that may frame a workspace could not be read');
      return [];
    }
  };
