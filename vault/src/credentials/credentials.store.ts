import { isTaken, type Queryable } from '@tandem/kit';
import type { Asker } from '../access.ts';
import {
  type Attribute,
  type CredentialRecord,
  everybody,
  type SeenAttribute,
  type SeenCredential,
} from './credentials.model.ts';

const columns = `c.id, c.org, c.name, c.description, c.locker, c.owner, c.external_path as "externalPath", c.version,
  c.created_at as "createdAt", c.modified_at as "modifiedAt"`;

const seen = `select ${columns}, l.name as "lockerName", m.role as "memberRole",
    exists (select 1 from locker_consumer k
      where k.org = c.org and k.locker = c.locker and k.role_id = any ($3::uuid[])) as "isConsumer",
    (select max(u.hour) from credential_use u where u.org = c.org and u.credential = c.id) as "lastUsed",
    (select coalesce(sum(u.uses), 0)::int from credential_use u
      where u.org = c.org and u.credential = c.id and u.hour > $5) as "uses30Days"
  from credential c
  left join locker l on l.org = c.org and l.id = c.locker
  left join locker_member m on m.org = c.org and m.locker = c.locker and m.user_id = $2
  where c.org = $1`;

/** One's own, those of lockers where one sees all, and everything for who administers every locker. */
const visible = `owner = $2 or $4::boolean or "memberRole" in ('owner', 'manager') or "isConsumer"`;
const usable = `$4::boolean is not null and locker is not null and (owner = $2 or "isConsumer")`;

const dayMs = 24 * 3_600_000;
const valuesOf = ({ org, subject, roleIds, everywhere }: Asker, now: Date) => [
  org,
  subject,
  roleIds,
  everywhere,
  new Date(now.getTime() - 30 * dayMs),
];

type Row = Omit<SeenCredential, 'attributes'>;

const attributesOf = async (
  db: Queryable,
  { org, userId }: Asker,
  ids: readonly string[],
): Promise<ReadonlyMap<string, SeenAttribute[]>> => {
  const rows = await db.query<SeenAttribute & { credential: string }>(
    `select a.credential, a.id, a.name, a.description, a.input, a.masked,
       (select count(*)::int from credential_value v
         where v.org = a.org and v.credential = a.credential and v.attribute = a.id) as "valueCount",
       exists (select 1 from credential_value v
         where v.org = a.org and v.credential = a.credential and v.attribute = a.id
           and v.user_id = case when a.input = 'standard' then $3::uuid else $4::uuid end) as "hasValue"
     from credential_attribute a where a.org = $1 and a.credential = any ($2::uuid[]) order by a.position`,
    [org, ids, everybody, userId],
  );
  const grouped = new Map<string, SeenAttribute[]>();
  for (const { credential, ...attribute } of rows)
    grouped.set(credential, [...(grouped.get(credential) ?? []), attribute]);
  return grouped;
};

const withAttributes = async (
  db: Queryable,
  asker: Asker,
  rows: readonly Row[],
): Promise<SeenCredential[]> => {
  const attributes = await attributesOf(
    db,
    asker,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => ({ ...row, attributes: attributes.get(row.id) ?? [] }));
};

export type CredentialFilter = {
  readonly now: Date;
  readonly locker?: string | undefined;
  /** Only what flows and connections of whoever asks may use. */
  readonly usable?: boolean | undefined;
  readonly limit: number;
  readonly offset: number;
};

/** Credentials that somebody may see, by name. */
export const listCredentials = async (db: Queryable, asker: Asker, filter: CredentialFilter) => {
  const rows = await db.query<Row & { total: number }>(
    `select *, count(*) over ()::int as total
     from (${seen} and ($6::uuid is null or c.locker = $6)) s
     where ${filter.usable ? usable : visible} order by lower(name) limit $7 offset $8`,
    [...valuesOf(asker, filter.now), filter.locker ?? null, filter.limit, filter.offset],
  );
  return { rows: await withAttributes(db, asker, rows), total: rows[0]?.total ?? 0 };
};

/** By id or by name. Null also for one that somebody may not see. */
export const findCredential = async (
  db: Queryable,
  asker: Asker,
  by: { readonly id?: string; readonly name?: string; readonly now: Date },
): Promise<SeenCredential | null> => {
  const rows = await db.query<Row>(
    `select * from (${seen} and (c.id = $6::uuid or lower(c.name) = lower($7::text))) s where ${visible}`,
    [...valuesOf(asker, by.now), by.id ?? null, by.name ?? null],
  );
  return (await withAttributes(db, asker, rows))[0] ?? null;
};

/** False when the organisation has a credential of that name. */
export const insertCredential = async (
  tx: Queryable,
  credential: CredentialRecord,
): Promise<boolean> => {
  const { org, id, name, description, locker, owner, externalPath, createdAt, modifiedAt } =
    credential;
  const rows = await tx.query(
    `insert into credential (org, id, name, description, locker, owner, external_path, created_at, modified_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (org, lower(name)) do nothing returning id`,
    [org, id, name, description, locker, owner, externalPath, createdAt, modifiedAt],
  );
  return rows.length > 0;
};

/** Replaces the version before it. */
export const updateCredential = (
  tx: Queryable,
  credential: CredentialRecord,
): Promise<'updated' | 'stale' | 'nameTaken'> =>
  tx
    .query(
      `update credential set name = $3, description = $4, locker = $5, external_path = $6, modified_at = $7,
         version = $8 where org = $1 and id = $2 and version = $8 - 1 returning id`,
      [
        credential.org,
        credential.id,
        credential.name,
        credential.description,
        credential.locker,
        credential.externalPath,
        credential.modifiedAt,
        credential.version,
      ],
    )
    .then(
      (rows) => (rows.length > 0 ? 'updated' : 'stale'),
      (error) => {
        if (isTaken(error, 'credential_name')) return 'nameTaken';
        throw error;
      },
    );

/** False when it is in a locker, or gone. */
export const deleteCredential = async (
  tx: Queryable,
  { org, id }: Pick<CredentialRecord, 'org' | 'id'>,
): Promise<boolean> =>
  (
    await tx.query(
      'delete from credential where org = $1 and id = $2 and locker is null returning id',
      [org, id],
    )
  ).length > 0;

/** The attributes of a credential become these; values of those that are gone go too. */
export const saveAttributes = async (
  tx: Queryable,
  { org, id }: Pick<CredentialRecord, 'org' | 'id'>,
  attributes: readonly Attribute[],
): Promise<void> => {
  await tx.query(
    'delete from credential_attribute where org = $1 and credential = $2 and id <> all ($3::uuid[])',
    [org, id, attributes.map((one) => one.id)],
  );
  await tx.query(
    `insert into credential_attribute (org, credential, id, position, name, description, input, masked)
     select $1, $2, a.id, a.position, a.name, a.description, a.input, a.masked
     from jsonb_to_recordset($3::jsonb)
       as a (id uuid, position int, name text, description text, input text, masked boolean)
     on conflict (org, credential, id) do update set position = excluded.position, name = excluded.name,
       description = excluded.description, input = excluded.input, masked = excluded.masked`,
    [org, id, JSON.stringify(attributes.map((one, position) => ({ ...one, position })))],
  );
};
