import type { Queryable } from '@tandem/kit';

export type UserState = 'active' | 'inactive' | 'deleted';

/** What a user's page shows beside the columns; stored and returned as it is. */
export type UserProfile = Readonly<Record<string, unknown>>;

export type UserRecord = {
  readonly id: string;
  readonly org: string;
  readonly email: string;
  readonly name: string;
  readonly state: UserState;
  readonly division: string;
  readonly divisionName: string;
  readonly profile: UserProfile;
  readonly version: number;
  readonly lastSignInAt: Date | null;
};

const columns = `u.id, u.org, u.email, u.name, u.state, u.division, d.name as "divisionName", u.profile,
  u.version, u.last_sign_in_at as "lastSignInAt"`;
const source = 'app_user u join division d on d.org = u.org and d.id = u.division';

export const findUser = async (db: Queryable, org: string, id: string) => {
  const [row] = await db.query<UserRecord>(
    `select ${columns} from ${source} where u.org = $1 and u.id = $2`,
    [org, id],
  );
  return row ?? null;
};

/** The live user with the e-mail, whatever its case. */
export const findUserByEmail = async (db: Queryable, org: string, email: string) => {
  const [row] = await db.query<UserRecord>(
    `select ${columns} from ${source}
     where u.org = $1 and lower(u.email) = lower($2) and u.state <> 'deleted'`,
    [org, email.trim()],
  );
  return row ?? null;
};

/** Those of the ids that are users of the organisation, deleted ones too. */
export const findUsers = (db: Queryable, org: string, ids: readonly string[]) =>
  db.query<UserRecord>(
    `select ${columns} from ${source} where u.org = $1 and u.id::text = any($2::text[])
     order by lower(u.name), u.id`,
    [org, ids],
  );

export type UserFilter = {
  readonly states: readonly UserState[];
  readonly ids?: readonly string[] | undefined;
  readonly descending?: boolean;
  readonly limit: number;
  readonly offset: number;
};

export const listUsers = async (db: Queryable, org: string, filter: UserFilter) => {
  const rows = await db.query<UserRecord & { total: number }>(
    `select ${columns}, count(*) over () as total from ${source}
     where u.org = $1 and u.state = any($2::text[]) and ($3::text[] is null or u.id::text = any($3))
     order by lower(u.name) ${filter.descending ? 'desc' : 'asc'}, u.id
     limit $4 offset $5`,
    [org, filter.states, filter.ids ?? null, filter.limit, filter.offset],
  );
  return { users: rows as UserRecord[], total: rows[0]?.total ?? 0 };
};

/** Every user that may sign in with the e-mail, in whatever organisation, with what is needed to check. */
export const findSignInCandidates = (db: Queryable, email: string, org: string | null) =>
  db.query<{
    id: string;
    org: string;
    orgName: string;
    shortName: string;
    passwordHash: string | null;
  }>(
    `select u.id, u.org, o.name as "orgName", o.short_name as "shortName",
       u.password_hash as "passwordHash"
     from app_user u join organisation o on o.id = u.org
     where lower(u.email) = lower($1) and u.state = 'active' and ($2::uuid is null or u.org = $2)
     order by o.created_at limit 20`,
    [email, org],
  );

export type NewUser = Pick<
  UserRecord,
  'id' | 'org' | 'email' | 'name' | 'state' | 'division' | 'profile'
> & { readonly passwordHash: string | null };

/** False when the organisation has a user with the e-mail. */
export const insertUser = async (tx: Queryable, user: NewUser, at: Date): Promise<boolean> => {
  const rows = await tx.query(
    `insert into app_user
       (org, id, email, name, password_hash, state, division, profile, created_at, modified_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9) on conflict do nothing returning id`,
    [
      user.org,
      user.id,
      user.email,
      user.name,
      user.passwordHash,
      user.state,
      user.division,
      JSON.stringify(user.profile),
      at,
    ],
  );
  return rows.length === 1;
};

/** The new version, or null when the record was changed meanwhile. */
export const updateUser = async (
  tx: Queryable,
  user: UserRecord,
  at: Date,
): Promise<number | null> => {
  const [row] = await tx.query<{ version: number }>(
    `update app_user set email = $4, name = $5, state = $6, division = $7, profile = $8,
       version = version + 1, modified_at = $9
     where org = $1 and id = $2 and version = $3::numeric returning version`,
    [
      user.org,
      user.id,
      user.version,
      user.email,
      user.name,
      user.state,
      user.division,
      JSON.stringify(user.profile),
      at,
    ],
  );
  return row?.version ?? null;
};

/** Whether another live user of the organisation has the e-mail. */
export const isEmailTaken = async (
  tx: Queryable,
  user: Pick<UserRecord, 'org' | 'id' | 'email'>,
): Promise<boolean> => {
  const rows = await tx.query(
    `select from app_user where org = $1 and id <> $2 and lower(email) = lower($3) and state <> 'deleted'`,
    [user.org, user.id, user.email],
  );
  return rows.length > 0;
};

export type UserKey = { readonly org: string; readonly id: string };

export const setPasswordHash = async (tx: Queryable, { org, id }: UserKey, hash: string) => {
  await tx.query('update app_user set password_hash = $3 where org = $1 and id = $2', [
    org,
    id,
    hash,
  ]);
};

export const findPasswordHash = async (db: Queryable, { org, id }: UserKey) => {
  const [row] = await db.query<{ hash: string | null }>(
    'select password_hash as hash from app_user where org = $1 and id = $2',
    [org, id],
  );
  return row?.hash ?? null;
};

export const noteSignIn = async (tx: Queryable, { org, id }: UserKey, at: Date) => {
  await tx.query('update app_user set last_sign_in_at = $3 where org = $1 and id = $2', [
    org,
    id,
    at,
  ]);
};
