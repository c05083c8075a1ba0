import { type Static, Type } from 'typebox';
import { maxSecretLength } from './secret-source.ts';
import { lockerRights, lockerRoles, memberRoles } from './vault-rights.ts';

export const maxAttributes = 50;

const Timestamp = Type.String({ format: 'date-time' });
const name = Type.String({ minLength: 1, maxLength: 256 });
const description = Type.String({ maxLength: 1_000 });
/** `name` is null for who is deleted. */
const Named = Type.Object({ id: Type.String(), name: Type.Union([Type.String(), Type.Null()]) });

export const LockerMember = Type.Object({ user: Named, role: Type.Enum([...memberRoles]) });
export type LockerMember = Static<typeof LockerMember>;

/** `roles` and `rights` are those of whoever asks. */
export const Locker = Type.Object({
  id: Type.String(),
  name: Type.String(),
  description: Type.String(),
  credentialCount: Type.Integer(),
  memberCount: Type.Integer(),
  roles: Type.Array(Type.Enum([...lockerRoles])),
  rights: Type.Array(Type.Enum(Object.keys(lockerRights) as (keyof typeof lockerRights)[])),
  dateCreated: Timestamp,
  dateModified: Timestamp,
});
export type Locker = Static<typeof Locker>;

export const LockerDetail = Type.Object({
  ...Locker.properties,
  members: Type.Array(LockerMember),
  /** Roles of the organisation whose people use what is in the locker. */
  consumers: Type.Array(Named),
});
export type LockerDetail = Static<typeof LockerDetail>;

/** `owners` are users; left out it is whoever creates the locker. */
export const LockerRequest = Type.Object({
  name,
  description: Type.Optional(description),
  owners: Type.Optional(Type.Array(Type.String(), { minItems: 1, maxItems: 20 })),
});
export type LockerRequest = Static<typeof LockerRequest>;

export const LockerChange = Type.Pick(LockerRequest, ['name', 'description']);
export type LockerChange = Static<typeof LockerChange>;

/** Where the values of a credential are: sealed in the database, or below a path of the external store. */
export const CredentialStore = Type.Union([
  Type.Object({ kind: Type.Literal('internal') }),
  Type.Object({
    kind: Type.Literal('external'),
    path: Type.String({
      pattern: '^[A-Za-z0-9_-][A-Za-z0-9_.-]*(/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*$',
      maxLength: 256,
    }),
  }),
]);
export type CredentialStore = Static<typeof CredentialStore>;

/** `hasValue`: a standard attribute has its value, a user-provided one that of whoever asks. */
export const CredentialAttribute = Type.Object({
  id: Type.String(),
  name: Type.String(),
  description: Type.String(),
  /** The owner's value for everybody, or a value of each user of its own. */
  input: Type.Enum(['standard', 'userProvided']),
  /** Hidden while it is typed. No value is ever shown afterwards, masked or not. */
  masked: Type.Boolean(),
  hasValue: Type.Boolean(),
  /** How many users have given a value; for a standard attribute 0 or 1. */
  valueCount: Type.Integer(),
});
export type CredentialAttribute = Static<typeof CredentialAttribute>;

export const Credential = Type.Object({
  id: Type.String(),
  name: Type.String(),
  description: Type.String(),
  /** Null: in no locker, seen by its owner only and used by nobody. */
  locker: Type.Union([Named, Type.Null()]),
  owner: Named,
  store: CredentialStore,
  attributes: Type.Array(CredentialAttribute),
  /** Whether whoever asks may change it. */
  editable: Type.Boolean(),
  /** The last hour in which it was used; null when it never was. */
  lastUsed: Type.Union([Timestamp, Type.Null()]),
  uses30Days: Type.Integer(),
  version: Type.Integer(),
  dateCreated: Timestamp,
  dateModified: Timestamp,
});
export type Credential = Static<typeof Credential>;

const SecretValue = Type.String({ minLength: 1, maxLength: maxSecretLength });

/**
 * An attribute in a request. With an `id` it is the one that is there, else a new one; those that are left out are
 * removed with their values. `value` is write-only and for standard attributes: left out it stays, null removes it.
 */
export const AttributeRequest = Type.Object({
  id: Type.Optional(Type.String()),
  name,
  description: Type.Optional(description),
  input: Type.Optional(Type.Enum(['standard', 'userProvided'])),
  masked: Type.Optional(Type.Boolean()),
  value: Type.Optional(Type.Union([SecretValue, Type.Null()])),
});
export type AttributeRequest = Static<typeof AttributeRequest>;

/** `version`, where it is given, is that of the credential which was read: another one is refused. */
export const CredentialRequest = Type.Object({
  name,
  description: Type.Optional(description),
  lockerId: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  store: Type.Optional(CredentialStore),
  attributes: Type.Array(AttributeRequest, { minItems: 1, maxItems: maxAttributes }),
  version: Type.Optional(Type.Integer()),
});
export type CredentialRequest = Static<typeof CredentialRequest>;

/** A value that somebody is asked for. */
export const ValueRequest = Type.Object({
  credential: Named,
  locker: Named,
  attribute: Type.Object({
    id: Type.String(),
    name: Type.String(),
    description: Type.String(),
    masked: Type.Boolean(),
  }),
});
export type ValueRequest = Static<typeof ValueRequest>;

export const ValueBody = Type.Object({ value: SecretValue });

export const VaultPolicy = Type.Object({ insecureStrings: Type.Enum(['allowed', 'forbidden']) });
export type VaultPolicy = Static<typeof VaultPolicy>;

/** The policy, and what the installation has to go with it. */
export const VaultPolicyReply = Type.Object({
  insecureStrings: Type.Enum(['allowed', 'forbidden']),
  /** Whether values may be kept in an external store. */
  externalStore: Type.Boolean(),
});
export type VaultPolicyReply = Static<typeof VaultPolicyReply>;
