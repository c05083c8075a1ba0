import { everyLocker, type LockerRole, type MemberRole, type Principal } from '@tandem/contract';
import type { VaultDirectory } from './vault.types.ts';

/** Somebody as lockers see them. */
export type Asker = {
  readonly org: string;
  /** Id of the user, or of the client of a token without one. */
  readonly subject: string;
  readonly userId: string | null;
  readonly roleIds: readonly string[];
  /** Administers every locker of the organisation. */
  readonly everywhere: boolean;
};

export const askerOf = async (
  directory: Pick<VaultDirectory, 'rolesOf'>,
  { org, userId, clientId, permissions }: Principal,
): Promise<Asker> => {
  const subject = userId ?? clientId;
  return {
    org,
    subject,
    userId,
    roleIds: await directory.rolesOf(org, subject),
    everywhere: permissions.has(everyLocker),
  };
};

/** How a locker is related to whoever asks, as the stores read it. */
export type Standing = {
  readonly memberRole: MemberRole | null;
  readonly isConsumer: boolean;
};

export const lockerRolesOf = (
  { memberRole, isConsumer }: Standing,
  { everywhere }: Pick<Asker, 'everywhere'>,
): LockerRole[] => {
  const roles = new Set<LockerRole>(memberRole ? [memberRole] : []);
  if (everywhere) roles.add('owner');
  if (isConsumer) roles.add('consumer');
  return [...roles];
};
