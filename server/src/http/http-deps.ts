import type { Principal } from '@tandem/contract';
import type { Clock, Ids, Log } from '@tandem/kit';
import type { RateLimiter } from './rate-limit.ts';

export type HttpDeps = {
  readonly authenticate: (token: string) => Promise<Principal | null>;
  readonly rateLimiter: RateLimiter;
  readonly ids: Ids;
  readonly clock: Clock;
  readonly log: Log;
  /** TANDEM_PUBLIC_URL, when set. */
  readonly publicUrl: string | undefined;
};
