import type { Queryable } from '@tandem/kit';

/** Which value: of an attribute, for a user or for `everybody`. */
export type ValueKey = {
  readonly org: string;
  readonly credential: string;
  readonly attribute: string;
  readonly user: string;
};

const keyOf = ({ org, credential, attribute, user }: ValueKey) => [
  org,
  credential,
  attribute,
  user,
];

export const saveValue = (
  tx: Queryable,
  key: ValueKey,
  { sealed, at }: { readonly sealed: Buffer; readonly at: Date },
) =>
  tx.query(
    `insert into credential_value (org, credential, attribute, user_id, sealed, set_at) values ($1, $2, $3, $4, $5, $6)
     on conflict (org, credential, attribute, user_id) do update set sealed = excluded.sealed, set_at = excluded.set_at`,
    [...keyOf(key), sealed, at],
  );

/** False when there was none. */
export const removeValue = async (tx: Queryable, key: ValueKey): Promise<boolean> =>
  (
    await tx.query(
      `delete from credential_value where org = $1 and credential = $2 and attribute = $3 and user_id = $4
       returning set_at`,
      keyOf(key),
    )
  ).length > 0;

/** Removes the values of attributes, of everybody. */
export const emptyAttributes = (
  tx: Queryable,
  { org, id }: { readonly org: string; readonly id: string },
  attributes: readonly string[],
) =>
  tx.query(
    'delete from credential_value where org = $1 and credential = $2 and attribute = any ($3::uuid[])',
    [org, id, attributes],
  );

export const findValue = async (db: Queryable, key: ValueKey): Promise<Buffer | null> => {
  const [row] = await db.query<{ sealed: Buffer }>(
    `select sealed from credential_value
     where org = $1 and credential = $2 and attribute = $3 and user_id = $4`,
    keyOf(key),
  );
  return row?.sealed ?? null;
};

export type MissingValue = {
  readonly credential: string;
  readonly credentialName: string;
  readonly locker: string;
  readonly lockerName: string;
  readonly attribute: string;
  readonly attributeName: string;
  readonly attributeDescription: string;
  readonly masked: boolean;
};

/** User-provided attributes, in lockers that the roles consume, for which the user has given no value. */
export const listMissing = async (
  db: Queryable,
  asked: {
    readonly org: string;
    readonly userId: string;
    readonly roleIds: readonly string[];
    readonly locker?: string | undefined;
    readonly limit: number;
    readonly offset: number;
  },
) => {
  const rows = await db.query<MissingValue & { total: number }>(
    `select c.id as credential, c.name as "credentialName", l.id as locker, l.name as "lockerName",
       a.id as attribute, a.name as "attributeName", a.description as "attributeDescription", a.masked,
       count(*) over ()::int as total
     from credential c
     join locker l on l.org = c.org and l.id = c.locker
     join credential_attribute a on a.org = c.org and a.credential = c.id and a.input = 'userProvided'
     where c.org = $1 and ($4::uuid is null or c.locker = $4)
       and exists (select 1 from locker_consumer k
         where k.org = c.org and k.locker = c.locker and k.role_id = any ($3::uuid[]))
       and not exists (select 1 from credential_value v
         where v.org = c.org and v.credential = c.id and v.attribute = a.id and v.user_id = $2)
     order by lower(c.name), a.position limit $5 offset $6`,
    [asked.org, asked.userId, asked.roleIds, asked.locker ?? null, asked.limit, asked.offset],
  );
  return { rows: rows as MissingValue[], total: rows[0]?.total ?? 0 };
};
