import { type Clock, networkOf } from '@tandem/kit';
import { createUseLimiter, type LimitSettings, secondsOf } from '../limits/index.ts';
import { createRateBuckets } from '../rate-buckets.ts';
import { directLineErrors } from './directline.errors.ts';
import type { ChatUse } from './limits.rules.ts';

export type ChatLimitSettings = LimitSettings<ChatUse>;

/** Who asks. A server that holds the endpoint's secret asks for many customers from one address. */
export type Asking = {
  readonly address: string;
  readonly endpointId: string;
  readonly trusted: boolean;
};

export type ChatLimiter = {
  /** Counts one use. @throws directLineErrors.tooMany with Retry-After in seconds */
  readonly take: (use: ChatUse, asking: Asking) => void;
  /** Counts one use of an address alone, before anything is known of it. The same. */
  readonly takeOfAddress: (use: ChatUse, address: string) => void;
  /**
   * Counts a secret, token or endpoint that is none, as often as an address may ask for tokens. Only afterwards: what
   * neighbours guess stops nobody who has the right one. @throws directLineErrors.tooMany with Retry-After in seconds
   */
  readonly takeFailure: (address: string) => void;
  /** Whether the address may still guess. */
  readonly mayFail: (address: string) => boolean;
};

const tooMany = (seconds: string) =>
  directLineErrors.tooMany({ seconds }, { headers: { 'retry-after': seconds } });

/** Bounds what anonymous callers may ask of the chat. */
export const createChatLimiter = (settings: ChatLimitSettings, clock: Clock): ChatLimiter => {
  const limiter = createUseLimiter(settings, clock, tooMany);
  const failures = createRateBuckets(clock);
  const perMinute = settings.perAddress.tokens;
  return {
    take(use, { address, endpointId, trusted }) {
      if (!trusted) limiter.ofAddress(use, address);
      limiter.ofEndpoint(use, endpointId);
    },
    takeOfAddress: limiter.ofAddress,
    takeFailure(address) {
      const waitMs = perMinute === 0 ? 0 : failures.take(networkOf(address), perMinute);
      if (waitMs > 0) throw tooMany(secondsOf(waitMs));
    },
    mayFail: (address) => perMinute === 0 || failures.wait(networkOf(address), perMinute) === 0,
  };
};
