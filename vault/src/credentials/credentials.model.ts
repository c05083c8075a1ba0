import { type LockerRight, rightsOf } from '@tandem/contract';
import type { Asker, Standing } from '../access.ts';
import { lockerRolesOf } from '../access.ts';

export type Attribute = {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly input: 'standard' | 'userProvided';
  readonly masked: boolean;
};

export type CredentialRecord = {
  readonly id: string;
  readonly org: string;
  readonly name: string;
  readonly description: string;
  /** Null: in no locker, and used by nobody. */
  readonly locker: string | null;
  /** A user or a client. */
  readonly owner: string;
  /** Path below the organisation's in the external store; null: values are sealed here. */
  readonly externalPath: string | null;
  readonly version: number;
  readonly createdAt: Date;
  readonly modifiedAt: Date;
};

/** An attribute with what is known of its values for whoever asks. */
export type SeenAttribute = Attribute & { readonly hasValue: boolean; readonly valueCount: number };

/** A credential as somebody sees it. */
export type SeenCredential = CredentialRecord &
  Standing & {
    readonly lockerName: string | null;
    readonly attributes: readonly SeenAttribute[];
    readonly lastUsed: Date | null;
    readonly uses30Days: number;
  };

/** Stands for everybody in the column of a standard value. */
export const everybody = '00000000-0000-0000-0000-000000000000';

/** What a value is sealed for: it opens for no other credential, attribute or user. */
export const valueContext = (credential: string, attribute: string, user: string): string =>
  `credential/${credential}/${attribute}/${user}`;

type Owned = Pick<CredentialRecord, 'owner' | 'locker'> & Standing;

/** Its owner's, whatever the locker; else what the roles in the locker allow. In no locker, it is also the administrator's. */
export const holds = (credential: Owned, asker: Asker, right: LockerRight): boolean =>
  credential.owner === asker.subject || rightsOf(lockerRolesOf(credential, asker)).includes(right);

/** Flows and connections use what is in a locker, for its owner and its consumers. */
export const mayUse = (credential: Owned, asker: Asker): boolean =>
  credential.locker !== null &&
  (credential.owner === asker.subject ||
    rightsOf(lockerRolesOf(credential, asker)).includes('useCredentials'));
