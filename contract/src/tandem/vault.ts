import { Type } from 'typebox';
import { listing, PageQuery } from '../genesys/paging.ts';
import type { Operations } from '../operation.ts';
import { memberRoles, type VaultPermission } from './vault-rights.ts';
import {
  Credential,
  CredentialRequest,
  Locker,
  LockerChange,
  LockerDetail,
  LockerRequest,
  ValueBody,
  ValueRequest,
  VaultPolicy,
  VaultPolicyReply,
} from './vault-shapes.ts';

const base = '/tandem/vault';
const may = (permission: VaultPermission) => ({ all: [permission] });
const text = Type.String();
const locker = Type.Object({ lockerId: text });
const credential = Type.Object({ credentialId: text });
const lockers = `${base}/lockers` as const;
const credentials = `${base}/credentials` as const;

const lockerOperations = {
  getVaultLockers: {
    method: 'GET',
    path: lockers,
    permission: may('vault:locker:view'),
    query: PageQuery,
    reply: { 200: listing<Locker>(Locker) },
  },
  postVaultLockers: {
    method: 'POST',
    path: lockers,
    permission: may('vault:locker:add'),
    body: LockerRequest,
    reply: { 201: LockerDetail },
  },
  getVaultLocker: {
    method: 'GET',
    path: `${lockers}/{lockerId}`,
    permission: may('vault:locker:view'),
    params: locker,
    reply: { 200: LockerDetail },
  },
  /** What one may do in a locker is said by its roles; see `lockerRights`. */
  putVaultLocker: {
    method: 'PUT',
    path: `${lockers}/{lockerId}`,
    permission: may('vault:locker:view'),
    params: locker,
    body: LockerChange,
    reply: { 200: LockerDetail },
  },
  deleteVaultLocker: {
    method: 'DELETE',
    path: `${lockers}/{lockerId}`,
    permission: may('vault:locker:view'),
    params: locker,
    reply: { 204: null },
  },
  putVaultLockerMember: {
    method: 'PUT',
    path: `${lockers}/{lockerId}/members/{userId}`,
    permission: may('vault:locker:view'),
    params: Type.Object({ lockerId: text, userId: text }),
    body: Type.Object({ role: Type.Enum([...memberRoles]) }),
    reply: { 200: LockerDetail },
  },
  deleteVaultLockerMember: {
    method: 'DELETE',
    path: `${lockers}/{lockerId}/members/{userId}`,
    permission: may('vault:locker:view'),
    params: Type.Object({ lockerId: text, userId: text }),
    reply: { 200: LockerDetail },
  },
  putVaultLockerConsumer: {
    method: 'PUT',
    path: `${lockers}/{lockerId}/consumers/{roleId}`,
    permission: may('vault:locker:view'),
    params: Type.Object({ lockerId: text, roleId: text }),
    reply: { 200: LockerDetail },
  },
  deleteVaultLockerConsumer: {
    method: 'DELETE',
    path: `${lockers}/{lockerId}/consumers/{roleId}`,
    permission: may('vault:locker:view'),
    params: Type.Object({ lockerId: text, roleId: text }),
    reply: { 200: LockerDetail },
  },
} as const satisfies Operations;

const credentialOperations = {
  getVaultCredentials: {
    method: 'GET',
    path: credentials,
    permission: may('vault:credential:view'),
    /** `usable`: only what flows and connections of whoever asks may use. */
    query: Type.Object({
      ...PageQuery.properties,
      lockerId: Type.Optional(text),
      usable: Type.Optional(Type.Boolean()),
    }),
    reply: { 200: listing<Credential>(Credential) },
  },
  postVaultCredentials: {
    method: 'POST',
    path: credentials,
    permission: may('vault:credential:add'),
    body: CredentialRequest,
    reply: { 201: Credential },
  },
  getVaultCredential: {
    method: 'GET',
    path: `${credentials}/{credentialId}`,
    permission: may('vault:credential:view'),
    params: credential,
    reply: { 200: Credential },
  },
  putVaultCredential: {
    method: 'PUT',
    path: `${credentials}/{credentialId}`,
    permission: may('vault:credential:edit'),
    params: credential,
    body: CredentialRequest,
    reply: { 200: Credential },
  },
  deleteVaultCredential: {
    method: 'DELETE',
    path: `${credentials}/{credentialId}`,
    permission: may('vault:credential:delete'),
    params: credential,
    reply: { 204: null },
  },
  getVaultRequests: {
    method: 'GET',
    path: `${base}/requests`,
    permission: may('vault:credential:view'),
    query: Type.Object({ ...PageQuery.properties, lockerId: Type.Optional(text) }),
    reply: { 200: listing<ValueRequest>(ValueRequest) },
  },
  /** The caller's own value of a user-provided attribute. Write-only. */
  putVaultValue: {
    method: 'PUT',
    path: `${credentials}/{credentialId}/attributes/{attributeId}/value`,
    permission: may('vault:credential:view'),
    params: Type.Object({ credentialId: text, attributeId: text }),
    body: ValueBody,
    reply: { 204: null },
  },
  deleteVaultValue: {
    method: 'DELETE',
    path: `${credentials}/{credentialId}/attributes/{attributeId}/value`,
    permission: may('vault:credential:view'),
    params: Type.Object({ credentialId: text, attributeId: text }),
    reply: { 204: null },
  },
} as const satisfies Operations;

/** Lockers, credentials and the policy of the vault: ours alone. Values go in and never come out. */
export const vaultOperations = {
  ...lockerOperations,
  ...credentialOperations,
  getVaultPolicy: {
    method: 'GET',
    path: `${base}/policy`,
    permission: may('vault:policy:view'),
    reply: { 200: VaultPolicyReply },
  },
  putVaultPolicy: {
    method: 'PUT',
    path: `${base}/policy`,
    permission: may('vault:policy:edit'),
    body: VaultPolicy,
    reply: { 200: VaultPolicyReply },
  },
} as const satisfies Operations;
