import type { Clock, Ids, Transaction } from '@tandem/kit';
import {
  addGrants,
  defaultRoleIdIn,
  defaultRoles,
  employeeKey,
  homeDivisionId,
  insertDivision,
  masterAdminKey,
  resetDefaultRoles,
} from '../access/index.ts';
import { type Audit, systemActor } from '../audit/index.ts';
import type { Changes } from '../changes/index.ts';
import { identityErrors } from '../identity.errors.ts';
import { insertOrganisation, toShortName } from '../organisations/index.ts';
import {
  checkedEmail,
  checkedPassword,
  checkedUserName,
  insertUser,
  type Passwords,
} from '../users/index.ts';
import { insertFirstRun } from './first-run.store.ts';

export type SetupDeps = {
  readonly changes: Changes;
  readonly audit: Audit;
  readonly ids: Ids;
  readonly clock: Clock;
  readonly passwords: Passwords;
};

export type CreateOrganisation = {
  readonly name: string;
  /** Derived from the name when absent. */
  readonly shortName?: string;
  readonly adminEmail: string;
  readonly adminName: string;
  /** Generated when absent. */
  readonly password?: string;
  /** The administrator has no password yet: whichever start finishes the first run sets and tells it. */
  readonly firstRun?: boolean;
  /** Given when an installation must be made again with the same ids, such as by an import. */
  readonly id?: string;
};

export type CreatedOrganisation = {
  readonly org: string;
  readonly shortName: string;
  readonly adminId: string;
  /** Present when it was generated: shown once, stored nowhere. */
  readonly generatedPassword?: string;
};

export const generatedPasswordBytes = 15;

const seed = async (tx: Transaction, org: string, { clock }: SetupDeps) => {
  const home = { org, id: homeDivisionId(org), name: 'Home', description: 'Home division' };
  await insertDivision(tx, { ...home, home: true }, clock.now());
  const keys = defaultRoles.map(({ key }) => key);
  await resetDefaultRoles(tx, { org, keys }, clock.now());
};

const addAdmin = async (
  tx: Transaction,
  deps: SetupDeps,
  user: { org: string; id: string; email: string; name: string; passwordHash: string | null },
) => {
  const { org, id, name } = user;
  const at = deps.clock.now();
  const division = homeDivisionId(org);
  await insertUser(tx, { ...user, state: 'active', division, profile: {} }, at);
  const grants = [masterAdminKey, employeeKey].map((key) => ({
    roleId: defaultRoleIdIn(org, key),
    divisionId: division,
  }));
  await addGrants(tx, { org, id, type: 'PC_USER', name }, { grants, at });
};

/**
 * Makes an organisation with its home division, default roles and first administrator.
 * @throws identityErrors.shortNameTaken, invalid for the e-mail, the name or a password that is too short
 */
export async function createOrganisation(
  deps: SetupDeps,
  input: CreateOrganisation,
): Promise<CreatedOrganisation> {
  const { changes, audit, ids, clock, passwords } = deps;
  const org = input.id ?? ids.uuid();
  const adminId = ids.uuid();
  const shortName = input.shortName ?? toShortName(input.name);
  const password = checkedPassword(input.password ?? ids.token(generatedPasswordBytes));
  const email = checkedEmail(input.adminEmail);
  const adminName = checkedUserName(input.adminName);
  const passwordHash = input.firstRun ? null : await passwords.hash(password);
  await changes.apply(org, async (tx) => {
    if (!(await insertOrganisation(tx, { id: org, name: input.name, shortName }, clock.now())))
      throw identityErrors.shortNameTaken({ name: shortName });
    await seed(tx, org, deps);
    await addAdmin(tx, deps, {
      org,
      id: adminId,
      email,
      name: adminName,
      passwordHash,
    });
    if (input.firstRun) await insertFirstRun(tx, { org, adminId }, clock.now());
    const entity = { type: 'organization', id: org, name: input.name };
    await audit(tx, { org, actor: systemActor, action: 'create', entity });
  });
  return {
    org,
    shortName,
    adminId,
    ...(input.password === undefined && !input.firstRun ? { generatedPassword: password } : {}),
  };
}
