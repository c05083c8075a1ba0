import { type Clock, type Database, isUuid } from '@tandem/kit';
import {
  defaultRoleIdIn,
  findDivision,
  findFirstHolder,
  findRoleByName,
  findRoles,
  homeDivisionId,
  listGrants,
  masterAdminKey,
  type RoleRecord,
  subjectNames,
} from './access/index.ts';
import { bundledClientIds, connectorClient } from './clients/index.ts';
import {
  findOrganisation,
  findOrganisationByText,
  listOrganisations,
  type OrganisationRecord,
} from './organisations/index.ts';
import { findLiveTokens, findSignIns, loadTokenById, permissionsOfToken } from './tokens/index.ts';
import { findUser, findUsers, listUsers, type UserRecord } from './users/index.ts';

export type DivisionName = { readonly id: string; readonly name: string };

/** What other packages may ask; an id of another organisation is not found. */
export type Directory = {
  readonly organisation: (org: string) => Promise<OrganisationRecord | null>;
  /** By id or short name. */
  readonly organisationByText: (text: string) => Promise<OrganisationRecord | null>;
  readonly organisations: () => Promise<OrganisationRecord[]>;
  readonly user: (org: string, id: string) => Promise<UserRecord | null>;
  readonly users: (org: string, ids: readonly string[]) => Promise<UserRecord[]>;
  /** E-mail of the active user who holds Master Admin for longest; null when nobody does. */
  readonly firstAdmin: (org: string) => Promise<string | null>;
  readonly activeUsers: (org: string) => Promise<UserRecord[]>;
  /**
   * Which of the tokens (ids, not tokens) still stand: for what lives as long as its token, such as sockets. The
   * number changes whenever what they allow may have changed.
   */
  readonly liveTokens: (tokenIds: readonly string[]) => Promise<ReadonlyMap<string, number>>;
  /**
   * Who of the users could be at work: `signedIn` holds a token that stands or can be renewed. Users who are not
   * active, of other organisations and nobody are left out.
   */
  readonly signIns: (
    org: string,
    ids: readonly string[],
  ) => Promise<ReadonlyMap<string, 'signedIn' | 'signedOut'>>;
  /** What a token (its id) allows now; null when it does not stand any more. */
  readonly permissionsOf: (tokenId: string) => Promise<ReadonlySet<string> | null>;
  readonly roleByName: (org: string, name: string) => Promise<RoleRecord | null>;
  /** Ids of the roles that a user or an OAuth client holds, whatever the division. */
  readonly rolesOf: (org: string, subject: string) => Promise<readonly string[]>;
  /** Names of roles by id. */
  readonly roleNames: (org: string, ids: readonly string[]) => Promise<ReadonlyMap<string, string>>;
  /** Names of users and OAuth clients by id; of the deleted there are none. */
  readonly subjectNames: (
    org: string,
    ids: readonly string[],
  ) => Promise<ReadonlyMap<string, string>>;
  /** The active users among the ids; ids of other organisations and of nobody are left out. */
  readonly people: (
    org: string,
    ids: readonly string[],
  ) => Promise<ReadonlyMap<string, UserRecord & { readonly shownName: string | null }>>;
  /** From memory; its name may be a second old. */
  readonly homeDivision: (org: string) => Promise<DivisionName>;
  /** Live divisions only. */
  readonly division: (org: string, id: string) => Promise<DivisionName | null>;
};

const longestShownName = 200;

/** What people outside read as the name of a user, where that is not the name. */
const shownNameOf = ({ profile }: UserRecord): string | null => {
  const { preferredName } = profile;
  const name = typeof preferredName === 'string' ? preferredName.trim() : '';
  return name === '' ? null : name.slice(0, longestShownName);
};

const homeKeptMs = 1_000;

/** Home divisions by organisation, asked for with every conversation and renamed hardly ever. */
const createHomeDivisions = (db: Database, clock: Clock): Directory['homeDivision'] => {
  const known = new Map<string, { division: DivisionName; at: number }>();
  return async (org) => {
    const found = known.get(org);
    const now = clock.monotonicMs();
    if (found && now - found.at < homeKeptMs) return found.division;
    const id = homeDivisionId(org);
    const division = { id, name: (await findDivision(db, org, id))?.name ?? 'Home' };
    known.set(org, { division, at: now });
    return division;
  };
};

/** @param permissions every permission there is. */
export const createDirectory = (
  db: Database,
  clock: Clock,
  permissions: readonly string[],
): Directory => ({
  organisation: (org) => findOrganisation(db, org),
  organisationByText: (text) => findOrganisationByText(db, text),
  organisations: () => listOrganisations(db),
  user: async (org, id) => (isUuid(id) ? findUser(db, org, id) : null),
  users: (org, ids) => findUsers(db, org, ids),
  firstAdmin: (org) => findFirstHolder(db, org, defaultRoleIdIn(org, masterAdminKey)),
  activeUsers: async (org) =>
    (await listUsers(db, org, { states: ['active'], limit: 100_000, offset: 0 })).users,
  async liveTokens(tokenIds) {
    const bundledClients = bundledClientIds;
    const live = await findLiveTokens(db, tokenIds, { now: clock.now(), bundledClients });
    return new Map(live.map(({ id, version }) => [id, version]));
  },
  async signIns(org, ids) {
    const found = await findSignIns(db, org, { ids, now: clock.now() });
    return new Map(found.map(({ id, signedIn }) => [id, signedIn ? 'signedIn' : 'signedOut']));
  },
  async permissionsOf(tokenId) {
    const bundledClients = bundledClientIds;
    const token = await loadTokenById(db, tokenId, { now: clock.now(), bundledClients });
    return token && permissionsOfToken(token, permissions);
  },
  roleByName: (org, name) => findRoleByName(db, org, name),
  async rolesOf(org, subject) {
    const grants = await listGrants(db, org, { subject });
    return [...new Set(grants.map(({ roleId }) => roleId))];
  },
  async roleNames(org, ids) {
    const roles = ids.length > 0 ? await findRoles(db, org, ids) : [];
    return new Map(roles.map(({ id, name }) => [id, name]));
  },
  subjectNames: async (org, ids) => {
    const found = await subjectNames(db, org, ids);
    return ids.includes(connectorClient.id)
      ? new Map([...found, [connectorClient.id, connectorClient.name]])
      : found;
  },
  async people(org, ids) {
    const users = await findUsers(db, org, ids);
    const active = users.filter(({ state }) => state === 'active');
    return new Map(active.map((user) => [user.id, { ...user, shownName: shownNameOf(user) }]));
  },
  homeDivision: createHomeDivisions(db, clock),
  async division(org, id) {
    if (!isUuid(id)) return null;
    const division = await findDivision(db, org, id);
    return division && !division.deleted ? { id: division.id, name: division.name } : null;
  },
});
