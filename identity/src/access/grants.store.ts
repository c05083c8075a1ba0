import type { Queryable } from '@tandem/kit';

export type SubjectType = 'PC_USER' | 'PC_OAUTH_CLIENT';

export type RoleInDivision = { readonly roleId: string; readonly divisionId: string };

export type Subject = {
  readonly org: string;
  readonly id: string;
  readonly type: SubjectType;
  readonly name: string;
};

/** Names of the users and OAuth clients among the ids; of the deleted there are none. */
export const subjectNames = async (
  db: Queryable,
  org: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> => {
  if (ids.length === 0) return new Map();
  const rows = await db.query<{ id: string; name: string }>(
    `select id, name from app_user where org = $1 and id = any ($2::uuid[]) and state <> 'deleted'
     union all
     select id, name from oauth_client where org = $1 and id = any ($2::uuid[])`,
    [org, ids],
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
};

export type GrantRow = {
  readonly subject: string;
  readonly subjectType: SubjectType;
  readonly grantedAt: Date;
  readonly roleId: string;
  readonly divisionId: string;
};

/** The user or OAuth client with that id; a deleted user is none. */
export const findSubject = async (
  db: Queryable,
  org: string,
  id: string,
): Promise<Subject | null> => {
  const [row] = await db.query<Subject>(
    `select $1 as org, id, 'PC_USER' as type, name from app_user
     where org = $1::uuid and id = $2::uuid and state <> 'deleted'
     union all
     select $1, id, 'PC_OAUTH_CLIENT', name from oauth_client where org = $1::uuid and id = $2::uuid`,
    [org, id],
  );
  return row ?? null;
};

const columns = `subject, subject_type as "subjectType", granted_at as "grantedAt",
  role as "roleId", division as "divisionId"`;

export type GrantFilter = {
  readonly subject?: string;
  readonly roleId?: string;
  readonly divisionId?: string;
};

export const listGrants = (db: Queryable, org: string, filter: GrantFilter) =>
  db.query<GrantRow>(
    `select ${columns} from access_grant
     where org = $1 and ($2::uuid is null or subject = $2) and ($3::uuid is null or role = $3)
       and ($4::uuid is null or division = $4)
     order by subject, role, division`,
    [org, filter.subject ?? null, filter.roleId ?? null, filter.divisionId ?? null],
  );

export const addGrants = async (
  tx: Queryable,
  subject: Subject,
  input: { readonly grants: readonly RoleInDivision[]; readonly at: Date },
): Promise<void> => {
  await tx.query(
    `insert into access_grant (org, subject, subject_type, role, division, granted_at)
     select $1, $2, $3, role, division, $6
     from unnest($4::uuid[], $5::uuid[]) as given (role, division)
     on conflict do nothing`,
    [
      subject.org,
      subject.id,
      subject.type,
      input.grants.map(({ roleId }) => roleId),
      input.grants.map(({ divisionId }) => divisionId),
      input.at,
    ],
  );
};

export const removeGrants = async (
  tx: Queryable,
  subject: Pick<Subject, 'org' | 'id'>,
  grants: readonly RoleInDivision[],
): Promise<void> => {
  await tx.query(
    `delete from access_grant g using unnest($3::uuid[], $4::uuid[]) as given (role, division)
     where g.org = $1 and g.subject = $2 and g.role = given.role and g.division = given.division`,
    [
      subject.org,
      subject.id,
      grants.map(({ roleId }) => roleId),
      grants.map(({ divisionId }) => divisionId),
    ],
  );
};

export const removeAllGrants = async (tx: Queryable, { org, id }: Pick<Subject, 'org' | 'id'>) => {
  await tx.query('delete from access_grant where org = $1 and subject = $2', [org, id]);
};

/** E-mail of the active user who was there first of those that hold the role. */
export const findFirstHolder = async (db: Queryable, org: string, roleId: string) => {
  const [row] = await db.query<{ email: string }>(
    `select u.email from access_grant g
     join app_user u on u.org = g.org and u.id = g.subject and u.state = 'active'
     where g.org = $1 and g.role = $2 order by u.created_at, u.id limit 1`,
    [org, roleId],
  );
  return row?.email ?? null;
};

/** How many active users hold a role. */
export const countActiveHolders = async (tx: Queryable, org: string, roleId: string) => {
  const [row] = await tx.query<{ holders: number }>(
    `select count(distinct u.id) as holders from access_grant g
     join app_user u on u.org = g.org and u.id = g.subject and u.state = 'active'
     where g.org = $1 and g.role = $2`,
    [org, roleId],
  );
  return row?.holders ?? 0;
};
