import type { MemberRole } from '@tandem/contract';
import { isTaken, type Queryable } from '@tandem/kit';
import type { Asker } from '../access.ts';
import type { LockerRecord, Member, SeenLocker } from './lockers.model.ts';

const seen = `select l.id, l.org, l.name, l.description, l.created_at as "createdAt", l.modified_at as "modifiedAt",
    m.role as "memberRole",
    exists (select 1 from locker_consumer k
      where k.org = l.org and k.locker = l.id and k.role_id = any ($3::uuid[])) as "isConsumer",
    (select count(*)::int from credential c where c.org = l.org and c.locker = l.id) as "credentialCount",
    (select count(*)::int from locker_member o where o.org = l.org and o.locker = l.id) as "memberCount"
  from locker l left join locker_member m on m.org = l.org and m.locker = l.id and m.user_id = $2
  where l.org = $1`;

/** Only what somebody belongs to, unless they administer every locker. */
const visible = (sql: string) =>
  `select *, count(*) over ()::int as total from (${sql}) s
   where $4::boolean or "memberRole" is not null or "isConsumer"`;

const valuesOf = ({ org, subject, roleIds, everywhere }: Asker) => [
  org,
  subject,
  roleIds,
  everywhere,
];

/** Lockers that somebody may see, by name. */
export const listLockers = async (
  db: Queryable,
  asker: Asker,
  page: { readonly limit: number; readonly offset: number },
) => {
  const rows = await db.query<SeenLocker & { total: number }>(
    `${visible(seen)} order by lower(name) limit $5 offset $6`,
    [...valuesOf(asker), page.limit, page.offset],
  );
  return { rows: rows as SeenLocker[], total: rows[0]?.total ?? 0 };
};

/** Null also for a locker that somebody may not see. */
export const findLocker = async (
  db: Queryable,
  asker: Asker,
  id: string,
): Promise<SeenLocker | null> => {
  const [row] = await db.query<SeenLocker>(visible(`${seen} and l.id = $5::uuid`), [
    ...valuesOf(asker),
    id,
  ]);
  return row ?? null;
};

/** Holds the locker for the rest of the transaction; false when it is gone. */
export const lockLocker = async (tx: Queryable, org: string, id: string): Promise<boolean> =>
  (await tx.query('select 1 from locker where org = $1 and id = $2 for update', [org, id])).length >
  0;

/** False when the organisation has a locker of that name. */
export const insertLocker = async (tx: Queryable, locker: LockerRecord): Promise<boolean> => {
  const rows = await tx.query(
    `insert into locker (org, id, name, description, created_at, modified_at) values ($1, $2, $3, $4, $5, $6)
     on conflict (org, lower(name)) do nothing returning id`,
    [locker.org, locker.id, locker.name, locker.description, locker.createdAt, locker.modifiedAt],
  );
  return rows.length > 0;
};

/** False when another locker has the name. */
export const updateLocker = (tx: Queryable, locker: LockerRecord): Promise<boolean> =>
  tx
    .query(
      'update locker set name = $3, description = $4, modified_at = $5 where org = $1 and id = $2',
      [locker.org, locker.id, locker.name, locker.description, locker.modifiedAt],
    )
    .then(
      () => true,
      (error) => {
        if (isTaken(error, 'locker_name')) return false;
        throw error;
      },
    );

export const deleteLocker = (tx: Queryable, org: string, id: string) =>
  tx.query('delete from locker where org = $1 and id = $2', [org, id]);

export const countCredentials = async (tx: Queryable, org: string, id: string) => {
  const [row] = await tx.query<{ n: number }>(
    'select count(*)::int as n from credential where org = $1 and locker = $2',
    [org, id],
  );
  return row?.n ?? 0;
};

export const listMembers = (db: Queryable, org: string, id: string) =>
  db.query<Member>(
    `select user_id as "userId", role from locker_member where org = $1 and locker = $2
     order by array_position(array['owner', 'manager', 'participant'], role), user_id`,
    [org, id],
  );

export const saveMember = (
  tx: Queryable,
  { org, id }: Pick<LockerRecord, 'org' | 'id'>,
  member: { readonly userId: string; readonly role: MemberRole },
) =>
  tx.query(
    `insert into locker_member (org, locker, user_id, role) values ($1, $2, $3, $4)
     on conflict (org, locker, user_id) do update set role = excluded.role`,
    [org, id, member.userId, member.role],
  );

export const removeMember = async (
  tx: Queryable,
  { org, id }: Pick<LockerRecord, 'org' | 'id'>,
  userId: string,
): Promise<boolean> =>
  (
    await tx.query(
      'delete from locker_member where org = $1 and locker = $2 and user_id = $3 returning role',
      [org, id, userId],
    )
  ).length > 0;

export const listConsumers = async (db: Queryable, org: string, id: string): Promise<string[]> =>
  (
    await db.query<{ role: string }>(
      'select role_id as role from locker_consumer where org = $1 and locker = $2 order by role_id',
      [org, id],
    )
  ).map(({ role }) => role);

/** False when it is one already. */
export const addConsumer = async (
  tx: Queryable,
  { org, id }: Pick<LockerRecord, 'org' | 'id'>,
  roleId: string,
): Promise<boolean> =>
  (
    await tx.query(
      `insert into locker_consumer (org, locker, role_id) values ($1, $2, $3)
       on conflict do nothing returning role_id`,
      [org, id, roleId],
    )
  ).length > 0;

export const removeConsumer = async (
  tx: Queryable,
  { org, id }: Pick<LockerRecord, 'org' | 'id'>,
  roleId: string,
): Promise<boolean> =>
  (
    await tx.query(
      'delete from locker_consumer where org = $1 and locker = $2 and role_id = $3 returning role_id',
      [org, id, roleId],
    )
  ).length > 0;
