import { uris } from '../wire.ts';
import type { DivisionRecord } from './divisions.store.ts';
import type { GrantRow } from './grants.store.ts';
import { type Policy, unknownPolicies } from './policies.rules.ts';
import type { RoleRecord } from './roles.store.ts';

const domainsOf = (catalogue: readonly string[]) => [
  ...new Set(catalogue.map((permission) => permission.split(':')[0] ?? '')),
];

/** A policy for every domain is shown as one policy for each, as clients expect it. */
const spread = (policies: readonly Policy[], catalogue: readonly string[]): Policy[] =>
  policies.flatMap((policy) =>
    policy.domain === '*'
      ? domainsOf(catalogue).map((domain) => ({ ...policy, domain }))
      : [policy],
  );

export const toPolicyWire = ({ domain, entityName, actionSet }: Policy) => ({
  domain,
  entityName,
  policyName: '',
  policyDescription: '',
  actionSet: [...actionSet],
  allowConditions: false,
});

export type RoleWireInput = {
  readonly role: RoleRecord;
  readonly catalogue: readonly string[];
  readonly userCount?: number | undefined;
};

export const toRoleWire = ({ role, catalogue, userCount }: RoleWireInput) => ({
  id: role.id,
  name: role.name,
  description: role.description,
  ...(role.defaultRoleId ? { defaultRoleId: role.defaultRoleId } : {}),
  default: role.defaultRoleId !== null,
  base: false,
  permissions: [],
  permissionPolicies: spread(role.policies, catalogue).map(toPolicyWire),
  // Written in the role, but nothing here asks for it.
  unusedPermissions: unknownPolicies(role.policies, catalogue),
  roleNeedsUpdate: false,
  ...(userCount === undefined ? {} : { userCount }),
  selfUri: uris.role(role.id),
});

export const toDivisionWire = (division: DivisionRecord, users?: number) => ({
  id: division.id,
  name: division.name,
  description: division.description,
  homeDivision: division.home,
  ...(users === undefined ? {} : { objectCounts: { USER: users } }),
  selfUri: uris.division(division.id),
});

export type GrantWireInput = {
  readonly grant: GrantRow;
  readonly role: RoleRecord;
  readonly division: DivisionRecord;
};

export const toGrantWire = ({ grant, role, division }: GrantWireInput) => ({
  subjectId: grant.subject,
  division: toDivisionWire(division),
  role: {
    id: role.id,
    name: role.name,
    description: role.description,
    default: role.defaultRoleId !== null,
    policies: role.policies.map(({ domain, entityName, actionSet }) => ({
      domain,
      entityName,
      actions: [...actionSet],
    })),
    selfUri: uris.role(role.id),
  },
  grantMadeAt: grant.grantedAt.toISOString(),
});
