import { type Clock, networkOf } from '@tandem/kit';
import { createBuckets } from '../rate-buckets.ts';
import { directLineErrors } from './directline.errors.ts';
import type { ChatLimits, ChatUse } from './limits.rules.ts';

export type ChatLimitSettings = {
  readonly perAddress: ChatLimits;
  readonly perEndpoint: ChatLimits;
};

/** Who asks. A server that holds the endpoint's secret asks for many customers from one address. */
export type Asking = {
  readonly address: string;
  readonly endpointId: string;
  readonly trusted: boolean;
};

export type ChatLimiter = {
  /** Counts one use. @throws directLineErrors.tooMany with Retry-After in seconds */
  readonly take: (use: ChatUse, asking: Asking) => void;
  /**
   * Counts a secret, token or endpoint that is none, as often as an address may ask for tokens. Only afterwards: what
   * neighbours guess stops nobody who has the right one. @throws directLineErrors.tooMany with Retry-After in seconds
   */
  readonly takeFailure: (address: string) => void;
};

/**
 * Bounds what anonymous callers may ask, in the memory of this node: no look-up, and with several nodes each counts by
 * itself.
 */
export const createChatLimiter = (
  { perAddress, perEndpoint }: ChatLimitSettings,
  clock: Clock,
): ChatLimiter => {
  const take = createBuckets(clock);
  const require = (key: string, perMinute: number) => {
    if (perMinute === 0) return;
    const waitMs = take(key, perMinute);
    if (waitMs === 0) return;
    const seconds = String(Math.max(1, Math.ceil(waitMs / 1000)));
    throw directLineErrors.tooMany({ seconds }, { headers: { 'retry-after': seconds } });
  };
  return {
    take(use, { address, endpointId, trusted }) {
      if (!trusted) require(`${use} ${networkOf(address)}`, perAddress[use]);
      require(`${use} ${endpointId}`, perEndpoint[use]);
    },
    takeFailure(address) {
      require(`failures ${networkOf(address)}`, perAddress.tokens);
    },
  };
};
