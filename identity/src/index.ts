import type { MigrationSet } from '@tandem/kit';

export type { DivisionObjects } from './access/index.ts';
export { defaultRoleIdIn, homeDivisionId } from './access/index.ts';
export type { Actor, AuditEntry, AuditTrail } from './audit/index.ts';
export type { Signals } from './changes/index.ts';
export { consoleClient } from './clients/index.ts';
export type { Directory } from './directory.ts';
export { identityErrors } from './identity.errors.ts';
export { createIdentity, type Identity, type IdentityDeps } from './identity.ts';
export type { OrganisationRecord } from './organisations/index.ts';
export type {
  CreateClient,
  CreatedClient,
  CreatedOrganisation,
  CreateOrganisation,
  FirstRuns,
} from './setup/index.ts';
export type { UserExpander, UserExpanders, UserRecord } from './users/index.ts';

export const identityMigrations: MigrationSet = {
  package: 'identity',
  folder: new URL('../migrations/', import.meta.url),
};
export { checkedEmail, checkedPassword } from './users/index.ts';
