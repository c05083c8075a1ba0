import type { Handler } from '@tandem/contract';
import type { SocketHandler } from '../http/sockets.ts';

/** One half of the product as the server mounts it. */
export type MountedHalf = {
  readonly handlers: readonly Handler[];
  readonly sockets: readonly SocketHandler[];
  /** Begins background work: leases, lanes, tails. */
  readonly start: () => Promise<void>;
  /** Stops taking work, finishes what is under way, releases the leases. */
  readonly stop: () => Promise<void>;
};
