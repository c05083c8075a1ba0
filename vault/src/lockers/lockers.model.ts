import type { MemberRole } from '@tandem/contract';
import type { Standing } from '../access.ts';

export type LockerRecord = {
  readonly id: string;
  readonly org: string;
  readonly name: string;
  readonly description: string;
  readonly createdAt: Date;
  readonly modifiedAt: Date;
};

/** A locker as somebody sees it. */
export type SeenLocker = LockerRecord &
  Standing & { readonly credentialCount: number; readonly memberCount: number };

export type Member = { readonly userId: string; readonly role: MemberRole };
