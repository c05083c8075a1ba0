import type { Handler } from '@tandem/contract';
import type { LeaseTimes } from '@tandem/lanes';
import type { SocketHandler } from '../http/sockets.ts';
import type { ServerSettings } from '../settings.ts';
import type { Figure } from './metrics.ts';

/** One half of the product as the server mounts it. */
export type MountedHalf = {
  readonly handlers: readonly Handler[];
  readonly sockets: readonly SocketHandler[];
  readonly figures: readonly Figure[];
  /** Begins background work: leases, lanes, tails. */
  readonly start: () => Promise<void>;
  /** Stops taking work, finishes what is under way, releases the leases. */
  readonly stop: () => Promise<void>;
};

export const leaseTimesOf = (settings: ServerSettings): LeaseTimes => ({
  lifeMs: settings.TANDEM_LEASE_TIME * 1000,
  renewMs: settings.TANDEM_LEASE_RENEWAL * 1000,
});
