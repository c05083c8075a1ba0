import type { OperationSpec, Principal } from '@tandem/contract';
import type { Clock, Ids, Log } from '@tandem/kit';
import type { ForwardingWatch } from './forwarding-watch.ts';
import type { RateLimiter } from './rate-limit.ts';
import type { IsTrustedProxy } from './trusted-proxies.ts';

export type HttpDeps = {
  readonly authenticate: (token: string) => Promise<Principal | null>;
  readonly rateLimiter: RateLimiter;
  /** Told of every answer to a token, with its status. */
  readonly noteUse?: (principal: Principal, operation: OperationSpec, status: number) => void;
  readonly ids: Ids;
  readonly clock: Clock;
  readonly log: Log;
  /** TANDEM_PUBLIC_URL, when set. */
  readonly publicUrl: string | undefined;
  /** Whether forwarding headers of a connection from the address are believed. Absent: nobody's are. */
  readonly isTrustedProxy?: IsTrustedProxy;
  /** Told of every request, to notice proxies that are not believed. */
  readonly noteForwarding?: ForwardingWatch['note'];
};
