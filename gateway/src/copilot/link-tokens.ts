import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { Clock } from '@tandem/kit';
import type { Session } from '../conversations/index.ts';

/**
 * What a token is bound to. A link names the customer for whom it was printed; what the page calls with outlives that
 * the customer signs in, and can be checked before anything is read.
 */
export type Bound = Pick<Session, 'conversationId'> &
  Partial<Pick<Session, 'org' | 'endpointId' | 'userId'>>;

/** `link` opens the page, `page` is what the page calls with, `tile` reads one document into a frame. */
type Use = 'link' | 'page' | 'tile';

export type LinkTokens = {
  /** @param until when the token ends; the same input gives the same token */
  readonly issue: (use: Use, of: Bound, until: Date) => string;
  readonly check: (use: Use, of: Bound, token: string) => 'good' | 'expired' | 'forged';
  /** When the token says it ends; null: it is no token. */
  readonly endOf: (token: string) => Date | null;
};

const form = /^(?<until>[0-9a-z]{1,9})\.(?<mac>[\w-]{43})$/;

/** Nobody can move a border between two parts. */
const joined = (parts: readonly (string | undefined)[]) => JSON.stringify(parts);

/**
 * Short signed tokens: the end in seconds, and an HMAC over it with what they are bound to. They go into messages, so they hold nothing that the address does not say. The key is derived (HKDF-SHA256) from the
 * one the gateway signs with.
 */
export const createLinkTokens = ({ key, clock }: { key: Buffer; clock: Clock }): LinkTokens => {
  const own = Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), 'tandem copilot link', 32));
  const macOf = (use: Use, of: Bound, until: string) =>
    createHmac('sha256', own)
      .update(joined([use, of.org, of.endpointId, of.conversationId, of.userId, until]))
      .digest('base64url');
  const endOf: LinkTokens['endOf'] = (token) => {
    const until = form.exec(token)?.groups?.['until'];
    return until ? new Date(Number.parseInt(until, 36) * 1000) : null;
  };
  return {
    endOf,
    issue(use, of, until) {
      const seconds = Math.floor(until.getTime() / 1000).toString(36);
      return `${seconds}.${macOf(use, of, seconds)}`;
    },
    check(use, of, token) {
      const { until, mac } = form.exec(token)?.groups ?? {};
      if (!until || !mac) return 'forged';
      const isOurs = timingSafeEqual(Buffer.from(macOf(use, of, until)), Buffer.from(mac));
      if (!isOurs) return 'forged';
      return Number.parseInt(until, 36) * 1000 > clock.now().getTime() ? 'good' : 'expired';
    },
  };
};
