/** Permissions of the vault; they have no counterpart at the vendor. */
export const vaultPermissions = [
  'vault:locker:view',
  'vault:locker:add',
  'vault:locker:administer',
  'vault:credential:view',
  'vault:credential:add',
  'vault:credential:edit',
  'vault:credential:delete',
  'vault:policy:view',
  'vault:policy:edit',
] as const;
export type VaultPermission = (typeof vaultPermissions)[number];

/** Makes lockers and owns them: the locker administrator. */
export const lockerAdministrator: VaultPermission = 'vault:locker:add';
/** Has the owner's rights in every locker of the organisation, and over credentials that are in none. */
export const everyLocker: VaultPermission = 'vault:locker:administer';

/** Roles that a user has in a locker. */
export const memberRoles = ['owner', 'manager', 'participant'] as const;
export type MemberRole = (typeof memberRoles)[number];

/** Roles in a locker. Consumers are roles of the organisation, the others are users. */
export const lockerRoles = [...memberRoles, 'consumer'] as const;
export type LockerRole = (typeof lockerRoles)[number];

/** Who may do what in a locker: the guard of the server and the table of the console. */
export const lockerRights = {
  viewLocker: ['owner', 'manager', 'participant', 'consumer'],
  editLocker: ['owner', 'manager'],
  deleteLocker: ['owner', 'manager'],
  manageMembers: ['owner'],
  manageConsumers: ['owner', 'manager'],
  addCredentials: ['owner', 'manager', 'participant'],
  viewAllCredentials: ['owner', 'manager', 'consumer'],
  editAllCredentials: ['owner', 'manager'],
  supplyValues: ['consumer'],
  useCredentials: ['consumer'],
} as const satisfies Record<string, readonly LockerRole[]>;
export type LockerRight = keyof typeof lockerRights;

/** The rights that somebody with these roles has in a locker. */
export const rightsOf = (roles: readonly LockerRole[]): LockerRight[] =>
  (Object.keys(lockerRights) as LockerRight[]).filter((right) =>
    (lockerRights[right] as readonly LockerRole[]).some((role) => roles.includes(role)),
  );
