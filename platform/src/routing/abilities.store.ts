import type { Queryable } from '@tandem/kit';
import type { Page } from '../users/index.ts';
import { uuidsOf } from './queues.store.ts';

/** A skill or a language: what a conversation may ask for and an agent may be good at. */
export type AbilityKind = 'skill' | 'language';

export type AbilityRecord = {
  readonly id: string;
  readonly kind: AbilityKind;
  readonly name: string;
  readonly division: string | null;
  readonly version: number;
  readonly modifiedAt: Date;
};

export type UserAbility = {
  readonly userId: string;
  readonly id: string;
  readonly kind: AbilityKind;
  readonly name: string;
  readonly proficiency: number;
};

type Scope = { readonly org: string; readonly kind: AbilityKind };

const columns = 'id, kind, name, division, version, modified_at as "modifiedAt"';

export const listAbilities = async (
  db: Queryable,
  { org, kind }: Scope,
  input: {
    readonly pattern: string | null;
    readonly ids?: readonly string[] | undefined;
    readonly descending?: boolean;
    readonly page: Page;
  },
): Promise<{ readonly total: number; readonly rows: AbilityRecord[] }> => {
  const where = `org = $1 and kind = $2 and ($3::text is null or lower(name) like $3)
    and ($4::uuid[] is null or id = any ($4))`;
  const values = [org, kind, input.pattern, uuidsOf(input.ids)];
  const [count] = await db.query<{ total: number }>(
    `select count(*) as total from ability where ${where}`,
    values,
  );
  const rows = await db.query<AbilityRecord>(
    `select ${columns} from ability where ${where}
     order by lower(name) ${input.descending ? 'desc' : 'asc'}, id limit $5 offset $6`,
    [...values, input.page.limit, input.page.offset],
  );
  return { total: count?.total ?? 0, rows };
};

export const findAbility = async (
  db: Queryable,
  scope: Scope,
  id: string,
): Promise<AbilityRecord | null> => {
  const page = { limit: 1, offset: 0 };
  return (await listAbilities(db, scope, { pattern: null, ids: [id], page })).rows[0] ?? null;
};

/** Ids by lower-case name; for flows and handovers, which name skills and languages. */
export const findAbilitiesByName = async (
  db: Queryable,
  { org, kind }: Scope,
  names: readonly string[],
): Promise<ReadonlyMap<string, string>> => {
  const rows = await db.query<{ id: string; name: string }>(
    'select id, lower(name) as name from ability where org = $1 and kind = $2 and lower(name) = any ($3)',
    [org, kind, names.map((name) => name.trim().toLowerCase())],
  );
  return new Map(rows.map(({ id, name }) => [name, id]));
};

/** @returns false if the name is taken. */
export const insertAbility = async (
  db: Queryable,
  ability: Scope & { readonly id: string; readonly name: string; readonly at: Date },
): Promise<boolean> => {
  const rows = await db.query(
    `insert into ability (id, org, kind, name, modified_at) values ($1, $2, $3, $4, $5)
     on conflict (org, kind, lower(name)) do nothing returning id`,
    [ability.id, ability.org, ability.kind, ability.name, ability.at],
  );
  return rows.length === 1;
};

export const setAbilityDivision = async (
  db: Queryable,
  { org, kind }: Scope,
  {
    id,
    division,
    at,
  }: { readonly id: string; readonly division: string | null; readonly at: Date },
): Promise<void> => {
  await db.query(
    `update ability set division = $4, version = version + 1, modified_at = $5
     where org = $1 and kind = $2 and id = $3`,
    [org, kind, id, division, at],
  );
};

export const deleteAbility = async (db: Queryable, { org, kind }: Scope, id: string) =>
  (
    await db.query(
      'delete from ability where org = $1 and kind = $2 and id = any ($3) returning id',
      [org, kind, uuidsOf([id])],
    )
  ).length === 1;

export const listUserAbilities = async (
  db: Queryable,
  { org, kind }: Scope,
  userIds: readonly string[],
): Promise<UserAbility[]> =>
  db.query<UserAbility>(
    `select u.user_id as "userId", u.ability as id, u.kind, a.name, u.proficiency::float as proficiency
     from user_ability u join ability a on a.id = u.ability
     where u.org = $1 and u.kind = $2 and u.user_id = any ($3) order by lower(a.name), a.id`,
    [org, kind, userIds],
  );

export type Assignment = { readonly id: string; readonly proficiency: number };

/** Gives a user abilities or changes the proficiency; with `replace` others of the kind are taken away. */
export const assignAbilities = async (
  tx: Queryable,
  { org, kind, userId }: Scope & { readonly userId: string },
  {
    assignments,
    replace,
  }: { readonly assignments: readonly Assignment[]; readonly replace: boolean },
): Promise<void> => {
  const ids = assignments.map(({ id }) => id);
  if (replace)
    await tx.query(
      'delete from user_ability where org = $1 and kind = $2 and user_id = $3 and ability <> all ($4)',
      [org, kind, userId, ids],
    );
  await tx.query(
    `insert into user_ability (org, kind, user_id, ability, proficiency)
     select $1, $2, $3, a.id, a.proficiency from unnest($4::uuid[], $5::numeric[]) a(id, proficiency)
     on conflict (org, user_id, ability) do update set proficiency = excluded.proficiency`,
    [org, kind, userId, ids, assignments.map(({ proficiency }) => proficiency)],
  );
};

export const removeUserAbility = async (
  db: Queryable,
  { org, kind, userId }: Scope & { readonly userId: string },
  id: string,
): Promise<boolean> =>
  (
    await db.query(
      `delete from user_ability where org = $1 and kind = $2 and user_id = $3 and ability = any ($4)
       returning ability`,
      [org, kind, userId, uuidsOf([id])],
    )
  ).length === 1;
