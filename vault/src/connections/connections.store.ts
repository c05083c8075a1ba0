import { isTaken, type Queryable } from '@tandem/kit';
import {
  type ConnectionRecord,
  type GrantKey,
  type GrantRecord,
  sharedUser,
} from './connections.model.ts';
import { type GrantColumns, grantColumns, toGrant } from './grants.store.ts';

const columns = `c.org, c.id, c.name, c.grant_type as "grant", c.sharing, c.enabled, c.settings as setup, c.secret,
  c.secret_source as "secretSource",
  c.version, c.created_at as "createdAt", c.modified_at as "modifiedAt"`;

/** A connection with the grant of whoever asks: the shared one, or the user's own. */
export type SeenConnection = {
  readonly connection: ConnectionRecord;
  readonly grant: GrantRecord | null;
  readonly userCount: number;
};

type SeenRow = ConnectionRecord & GrantColumns & { readonly userCount: number };

const seen = `select ${columns}, ${grantColumns},
    (select count(*)::int from connection_grant n
      where n.org = c.org and n.connection = c.id and n.tokens is not null) as "userCount"
  from connection c left join connection_grant g on g.org = c.org and g.connection = c.id
    and g.user_id = case c.sharing when 'shared' then '${sharedUser}'::uuid else $2::uuid end
  where c.org = $1`;

const toConnection = (row: ConnectionRecord): ConnectionRecord => ({
  org: row.org,
  id: row.id,
  name: row.name,
  grant: row.grant,
  sharing: row.sharing,
  enabled: row.enabled,
  setup: row.setup,
  secret: row.secret,
  secretSource: row.secretSource,
  version: row.version,
  createdAt: row.createdAt,
  modifiedAt: row.modifiedAt,
});

const toSeen = (row: SeenRow): SeenConnection => ({
  connection: toConnection(row),
  grant: toGrant(row),
  userCount: row.userCount,
});

/** By id or by name without case. `user` is null for whoever is no user. */
export const findConnection = async (
  db: Queryable,
  { org, ref, user }: { readonly org: string; readonly ref: string; readonly user: string | null },
): Promise<SeenConnection | null> => {
  const [row] = await db.query<SeenRow>(
    `${seen} and (c.id::text = lower($3) or lower(c.name) = lower($3))`,
    [org, user, ref],
  );
  return row ? toSeen(row) : null;
};

/** The connection with exactly this grant. */
export const readGrant = (db: Queryable, { org, connection, user }: GrantKey) =>
  findConnection(db, { org, ref: connection, user: user === sharedUser ? null : user });

export const listConnections = async (
  db: Queryable,
  who: { readonly org: string; readonly user: string | null },
  page: { readonly limit: number; readonly offset: number },
) => {
  const rows = await db.query<SeenRow & { total: number }>(
    `select s.*, count(*) over ()::int as total from (${seen}) s order by lower(s.name) limit $3 offset $4`,
    [who.org, who.user, page.limit, page.offset],
  );
  return { rows: rows.map(toSeen), total: rows[0]?.total ?? 0 };
};

const sourceOf = ({ secretSource }: ConnectionRecord) =>
  secretSource && JSON.stringify(secretSource);

/** False when the organisation has a connection of that name. */
export const insertConnection = async (tx: Queryable, one: ConnectionRecord): Promise<boolean> => {
  const rows = await tx.query(
    `insert into connection (org, id, name, grant_type, sharing, enabled, settings, secret, secret_source, version, created_at, modified_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
     on conflict (org, lower(name)) do nothing returning id`,
    [
      ...[one.org, one.id, one.name, one.grant, one.sharing, one.enabled],
      ...[JSON.stringify(one.setup), one.secret, sourceOf(one), one.version],
      ...[one.createdAt, one.modifiedAt],
    ],
  );
  return rows.length > 0;
};

export type Updated = 'updated' | 'nameTaken' | 'changedMeanwhile';

/** Stores what was read as `version` before; the next version is one higher. */
export const updateConnection = async (tx: Queryable, one: ConnectionRecord): Promise<Updated> => {
  try {
    const rows = await tx.query(
      `update connection set name = $3, grant_type = $4, sharing = $5, enabled = $6, settings = $7, secret = $8,
         version = version + 1, modified_at = $10, secret_source = $11
       where org = $1 and id = $2 and version = $9 returning id`,
      [
        ...[one.org, one.id, one.name, one.grant, one.sharing, one.enabled],
        ...[JSON.stringify(one.setup), one.secret, one.version, one.modifiedAt, sourceOf(one)],
      ],
    );
    return rows.length > 0 ? 'updated' : 'changedMeanwhile';
  } catch (error) {
    if (isTaken(error, 'connection_name')) return 'nameTaken';
    throw error;
  }
};

export const deleteConnection = async (
  tx: Queryable,
  { org, id }: Pick<ConnectionRecord, 'org' | 'id'>,
): Promise<boolean> =>
  (await tx.query('delete from connection where org = $1 and id = $2 returning id', [org, id]))
    .length > 0;

export type ConnectionName = { readonly id: string; readonly name: string };

export const connectionNames = (db: Queryable, org: string): Promise<readonly ConnectionName[]> =>
  db.query<{ id: string; name: string }>(
    'select id, name from connection where org = $1 order by lower(name)',
    [org],
  );

/** Those of which each user has a token of their own. */
export const perUserConnections = (
  db: Queryable,
  org: string,
): Promise<readonly ConnectionName[]> =>
  db.query<{ id: string; name: string }>(
    "select id, name from connection where org = $1 and sharing = 'perUser'",
    [org],
  );

/** Connectors that get their tokens from a connection. */
export const connectorsOf = (
  db: Queryable,
  { org, id }: Pick<ConnectionRecord, 'org' | 'id'>,
): Promise<readonly ConnectionName[]> =>
  db.query<{ id: string; name: string }>(
    'select id, name from connector where org = $1 and connection = $2 order by lower(name)',
    [org, id],
  );
