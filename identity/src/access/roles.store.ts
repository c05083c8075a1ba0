import type { Queryable } from '@tandem/kit';
import { defaultRoleIdIn, defaultRoles } from './default-roles.ts';
import { normalisePolicies, type Policy } from './policies.rules.ts';

export type RoleRecord = {
  readonly id: string;
  readonly org: string;
  readonly name: string;
  readonly description: string;
  readonly defaultRoleId: string | null;
  readonly policies: readonly Policy[];
};

type Row = {
  id: string;
  org: string;
  name: string;
  description: string;
  default_role_id: string | null;
  policies: Policy[];
};

const columns = 'r.id, r.org, r.name, r.description, r.default_role_id, r.policies';

const fromRow = ({ default_role_id, ...row }: Row): RoleRecord => ({
  ...row,
  defaultRoleId: default_role_id,
});

export const findRole = async (db: Queryable, org: string, id: string) => {
  const rows = await db.query<Row>(`select ${columns} from role r where r.org = $1 and r.id = $2`, [
    org,
    id,
  ]);
  return rows.map(fromRow)[0] ?? null;
};

export const findRoles = async (db: Queryable, org: string, ids: readonly string[]) => {
  const rows = await db.query<Row>(
    `select ${columns} from role r where r.org = $1 and r.id = any($2::uuid[])`,
    [org, ids],
  );
  return rows.map(fromRow);
};

export const findRoleByName = async (db: Queryable, org: string, name: string) => {
  const rows = await db.query<Row>(
    `select ${columns} from role r where r.org = $1 and lower(r.name) = lower($2)`,
    [org, name],
  );
  return rows.map(fromRow)[0] ?? null;
};

export type RoleFilter = {
  readonly name?: string | undefined;
  readonly ids?: readonly string[] | undefined;
  readonly defaultRoleIds?: readonly string[] | undefined;
};

/** All roles of the organisation that the filter lets through, by name. `*` in a name stands for anything. */
export const listRoles = async (db: Queryable, org: string, filter: RoleFilter = {}) => {
  const pattern = filter.name?.replaceAll(/[\\%_]/g, '\\$&').replaceAll('*', '%') ?? null;
  const rows = await db.query<Row>(
    `select ${columns} from role r
     where r.org = $1 and ($2::text is null or r.name ilike $2)
       and ($3::text[] is null or r.id::text = any($3))
       and ($4::text[] is null or r.default_role_id = any($4))
     order by lower(r.name), r.id`,
    [org, pattern, filter.ids ?? null, filter.defaultRoleIds ?? null],
  );
  return rows.map(fromRow);
};

/** False when the name is taken. */
export const insertRole = async (tx: Queryable, role: RoleRecord, at: Date): Promise<boolean> => {
  const rows = await tx.query(
    `insert into role (org, id, name, description, default_role_id, policies, created_at, modified_at)
     values ($1, $2, $3, $4, $5, $6, $7, $7) on conflict do nothing returning id`,
    [
      role.org,
      role.id,
      role.name,
      role.description,
      role.defaultRoleId,
      JSON.stringify(normalisePolicies(role.policies)),
      at,
    ],
  );
  return rows.length === 1;
};

/** False when the name is taken by another role. */
export const updateRole = async (tx: Queryable, role: RoleRecord, at: Date): Promise<boolean> => {
  const rows = await tx.query(
    `update role r set name = $3, description = $4, policies = $5, modified_at = $6
     where org = $1 and id = $2
       and not exists (select from role o where o.org = $1 and o.id <> $2 and lower(o.name) = lower($3))
     returning id`,
    [
      role.org,
      role.id,
      role.name,
      role.description,
      JSON.stringify(normalisePolicies(role.policies)),
      at,
    ],
  );
  return rows.length === 1;
};

export const deleteRole = async (tx: Queryable, org: string, id: string): Promise<void> => {
  await tx.query('delete from role where org = $1 and id = $2', [org, id]);
};

/** Makes those of the default roles that are missing and gives the others back their first policies. */
export const resetDefaultRoles = async (
  tx: Queryable,
  input: { readonly org: string; readonly keys: readonly string[] },
  at: Date,
): Promise<void> => {
  for (const role of defaultRoles.filter(({ key }) => input.keys.includes(key))) {
    await tx.query(
      `insert into role (org, id, name, description, default_role_id, policies, created_at, modified_at)
       values ($1, $2, $3, $4, $5, $6, $7, $7)
       on conflict (org, id) do update set name = excluded.name, description = excluded.description,
         policies = excluded.policies, modified_at = excluded.modified_at`,
      [
        input.org,
        defaultRoleIdIn(input.org, role.key),
        role.name,
        role.description,
        role.key,
        JSON.stringify(normalisePolicies(role.policies)),
        at,
      ],
    );
  }
};

export type SubjectRole = { readonly subject: string; readonly role: RoleRecord };

/** Roles of each subject, once each whatever the division. */
export const rolesOfSubjects = async (
  db: Queryable,
  org: string,
  subjects: readonly string[],
): Promise<SubjectRole[]> => {
  const rows = await db.query<Row & { subject: string }>(
    `select distinct on (g.subject, r.id) g.subject, ${columns}
     from access_grant g join role r on r.org = g.org and r.id = g.role
     where g.org = $1 and g.subject = any($2::uuid[])
     order by g.subject, r.id`,
    [org, subjects],
  );
  return rows.map(({ subject, ...row }) => ({ subject, role: fromRow(row) }));
};

/** How many users hold each role. */
export const countRoleUsers = async (db: Queryable, org: string): Promise<Map<string, number>> => {
  const rows = await db.query<{ role: string; users: number }>(
    `select g.role, count(distinct g.subject) as users from access_grant g
     where g.org = $1 and g.subject_type = 'PC_USER' group by g.role`,
    [org],
  );
  return new Map(rows.map(({ role, users }) => [role, users]));
};
