import type { CustomerProfile } from '../conversations/index.ts';

/** A signed identity that was checked. */
export type VisitorIdentity = {
  readonly sub: string;
  readonly name: string | null;
  readonly profile: CustomerProfile;
  /** Seconds since 1970. */
  readonly expiresAt: number;
};
