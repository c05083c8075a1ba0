import type { Database } from '@tandem/kit';
import { findDivision, findRoleByName, homeDivisionId, type RoleRecord } from './access/index.ts';
import {
  findOrganisation,
  findOrganisationByText,
  listOrganisations,
  type OrganisationRecord,
} from './organisations/index.ts';
import { findUser, findUsers, listUsers, type UserRecord } from './users/index.ts';

/** What other packages may ask; an id of another organisation is not found. */
export type Directory = {
  readonly organisation: (org: string) => Promise<OrganisationRecord | null>;
  /** By id or short name. */
  readonly organisationByText: (text: string) => Promise<OrganisationRecord | null>;
  readonly organisations: () => Promise<OrganisationRecord[]>;
  readonly user: (org: string, id: string) => Promise<UserRecord | null>;
  readonly users: (org: string, ids: readonly string[]) => Promise<UserRecord[]>;
  readonly activeUsers: (org: string) => Promise<UserRecord[]>;
  readonly roleByName: (org: string, name: string) => Promise<RoleRecord | null>;
  readonly homeDivision: (org: string) => { readonly id: string; readonly name: string };
  /** Live divisions only. */
  readonly division: (
    org: string,
    id: string,
  ) => Promise<{ readonly id: string; readonly name: string } | null>;
};

const uuid = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

export const createDirectory = (db: Database): Directory => ({
  organisation: (org) => findOrganisation(db, org),
  organisationByText: (text) => findOrganisationByText(db, text),
  organisations: () => listOrganisations(db),
  user: async (org, id) => (uuid.test(id) ? findUser(db, org, id) : null),
  users: (org, ids) => findUsers(db, org, ids),
  activeUsers: async (org) =>
    (await listUsers(db, org, { states: ['active'], limit: 100_000, offset: 0 })).users,
  roleByName: (org, name) => findRoleByName(db, org, name),
  homeDivision: (org) => ({ id: homeDivisionId(org), name: 'Home' }),
  async division(org, id) {
    if (!uuid.test(id)) return null;
    const division = await findDivision(db, org, id);
    return division && !division.deleted ? { id: division.id, name: division.name } : null;
  },
});
