import type { Queryable } from '@tandem/kit';
import type { Policy } from '../access/index.ts';

export type TokenRecord = {
  readonly hash: Buffer;
  readonly org: string;
  readonly id: string;
  readonly client: string;
  readonly userId: string | null;
  /** Sign-in that the token comes from; null for client credentials. */
  readonly family: string | null;
  /** Of this token alone; without them those of its client. */
  readonly scopes?: readonly string[];
  readonly createdAt: Date;
  readonly expiresAt: Date;
};

export const insertToken = async (tx: Queryable, token: TokenRecord): Promise<void> => {
  await tx.query(
    `insert into access_token
       (hash, org, id, client, user_id, family, created_at, last_used_at, expires_at, scopes)
     values ($1, $2, $3, $4, $5, $6, $7, $7, $8, $9)`,
    [
      token.hash,
      token.org,
      token.id,
      token.client,
      token.userId,
      token.family,
      token.createdAt,
      token.expiresAt,
      token.scopes ? [...token.scopes] : null,
    ],
  );
};

export type LoadedToken = {
  readonly org: string;
  readonly id: string;
  readonly client: string;
  readonly userId: string | null;
  readonly expiresAt: Date;
  readonly bundled: boolean;
  readonly scopes: readonly string[];
  readonly version: number;
  readonly policies: readonly Policy[];
};

/** A token idles when its organisation says so and nobody used it for that long; only people's tokens do. */
const notIdle = (now: string) => `(t.user_id is null
  or not coalesce((o.settings -> 'idleTimeout' ->> 'enabled')::boolean, false)
  or t.last_used_at > ${now}::timestamptz - make_interval(secs => (o.settings -> 'idleTimeout' ->> 'seconds')::int))`;

/** Client and user of token `t` may act; `now` and the ids of bundled clients are parameters. */
const mayAct = (now: string, bundled: string) => `t.expires_at > ${now}
    and (c.id is null and t.client = any(${bundled}::uuid[])
      or c.state = 'active' and c.authorization_state <> 'Revoked'
        and (c.date_to_delete is null or c.date_to_delete > ${now}))
    and (t.user_id is null or u.state = 'active')
    and ${notIdle(now)}`;

const load = `select t.org, t.id, t.client, t.user_id as "userId", t.expires_at as "expiresAt",
    coalesce(c.bundled, true) as bundled, coalesce(t.scopes, c.scopes, '{}') as scopes, v.version,
    (select coalesce(jsonb_agg(distinct p), '[]') from access_grant g
       join role r on r.org = g.org and r.id = g.role, jsonb_array_elements(r.policies) p
     where g.org = t.org and g.subject = coalesce(t.user_id, t.client)) as policies
  from access_token t
  join organisation o on o.id = t.org
  join access_version v on v.org = t.org
  left join oauth_client c on c.id = t.client
  left join app_user u on u.org = t.org and u.id = t.user_id
  where ${mayAct('$2', '$3')}`;

/** The token with what it allows, or null when it is unknown, ended, or its client or user may not act. */
export const loadToken = async (
  db: Queryable,
  hash: Buffer,
  input: { readonly now: Date; readonly bundledClients: readonly string[] },
): Promise<LoadedToken | null> => {
  const [row] = await db.query<LoadedToken>(`${load} and t.hash = $1`, [
    hash,
    input.now,
    input.bundledClients,
  ]);
  return row ?? null;
};

/** The same by the token's id, for what was begun with it. */
export const loadTokenById = async (
  db: Queryable,
  id: string,
  input: { readonly now: Date; readonly bundledClients: readonly string[] },
): Promise<LoadedToken | null> => {
  const [row] = await db.query<LoadedToken>(`${load} and t.id = $1::uuid`, [
    id,
    input.now,
    input.bundledClients,
  ]);
  return row ?? null;
};

/** Which of the tokens are still there, with the access version of their organisation. */
export const recheckTokens = (db: Queryable, hashes: readonly Buffer[], now: Date) =>
  db.query<{ hash: Buffer; version: number }>(
    `select t.hash, v.version from access_token t
     join organisation o on o.id = t.org join access_version v on v.org = t.org
     where t.hash = any($1::bytea[]) and t.expires_at > $2 and ${notIdle('$2')}`,
    [hashes, now],
  );

const touchAfterSeconds = 30;

/** Notes the use of tokens, each at most twice a minute. */
export const touchTokens = async (db: Queryable, hashes: readonly Buffer[], now: Date) => {
  await db.query(
    `update access_token set last_used_at = $2 where hash in (
       select hash from access_token where hash = any($1::bytea[])
         and last_used_at < $2::timestamptz - make_interval(secs => ${touchAfterSeconds})
       for update skip locked)`,
    [hashes, now],
  );
};

/** Ends a token and the sign-in it belongs to, so that no refresh token brings it back. */
export const endToken = async (tx: Queryable, org: string, id: string): Promise<void> => {
  const [row] = await tx.query<{ family: string | null }>(
    'select family from access_token where org = $1 and id = $2',
    [org, id],
  );
  if (row?.family) await deleteFamily(tx, row.family);
  else await tx.query('delete from access_token where org = $1 and id = $2', [org, id]);
};

/** Every transaction takes rows in this order, so that two never wait for each other. */
const tokenTables = ['authorization_code', 'refresh_token', 'access_token'] as const;

/** Ends a sign-in: its access tokens, refresh tokens and codes. */
export const deleteFamily = async (tx: Queryable, family: string): Promise<void> => {
  await tx.query('delete from refresh_token where family = $1', [family]);
  await tx.query('delete from access_token where family = $1', [family]);
};

/** Ends everything a user is signed in with. */
export const deleteUserTokens = async (tx: Queryable, org: string, userId: string) => {
  for (const table of [...tokenTables, 'sign_in_session'])
    await tx.query(`delete from ${table} where org = $1 and user_id = $2`, [org, userId]);
};

/** Ends every sign-in of a user but the one that a token belongs to. */
export const deleteOtherSignIns = async (
  tx: Queryable,
  user: { readonly org: string; readonly userId: string },
  tokenId: string,
): Promise<void> => {
  const kept = '(select family from access_token where org = $1 and id = $3)';
  for (const table of tokenTables)
    await tx.query(
      `delete from ${table} where org = $1 and user_id = $2 and family is distinct from ${kept}`,
      [user.org, user.userId, tokenId],
    );
  await tx.query('delete from sign_in_session where org = $1 and user_id = $2', [
    user.org,
    user.userId,
  ]);
};

export const deleteClientTokens = async (tx: Queryable, org: string, client: string) => {
  for (const table of tokenTables)
    await tx.query(`delete from ${table} where org = $1 and client = $2`, [org, client]);
};

const purgeBatch = 5_000;

/** Removes what has ended, in small steps. */
export const purgeEnded = async (db: Queryable, now: Date): Promise<void> => {
  for (const table of [...tokenTables, 'sign_in_session'])
    await db.query(
      `delete from ${table} where hash in
         (select hash from ${table} where expires_at < $1 limit ${purgeBatch} for update skip locked)`,
      [now],
    );
};

/** When the token was last seen in use, to half a minute. */
export const findLastUse = async (
  db: Queryable,
  { org, tokenId }: { readonly org: string; readonly tokenId: string },
): Promise<Date | null> => {
  const [row] = await db.query<{ at: Date }>(
    'select last_used_at as at from access_token where org = $1 and id = $2',
    [org, tokenId],
  );
  return row?.at ?? null;
};

/** Those of the token ids that have not ended and whose client and user may act, with the access version. */
export const findLiveTokens = (
  db: Queryable,
  ids: readonly string[],
  input: { readonly now: Date; readonly bundledClients: readonly string[] },
): Promise<{ id: string; version: number }[]> =>
  db.query<{ id: string; version: number }>(
    `select t.id, v.version from access_token t
     join organisation o on o.id = t.org
     join access_version v on v.org = t.org
     left join oauth_client c on c.id = t.client
     left join app_user u on u.org = t.org and u.id = t.user_id
     where t.id = any($1::uuid[]) and ${mayAct('$2', '$3')}`,
    [ids, input.now, input.bundledClients],
  );

/** Active users of the organisation among the ids, and whether one of their tokens stands or can be renewed. */
export const findSignIns = (
  db: Queryable,
  org: string,
  { ids, now }: { readonly ids: readonly string[]; readonly now: Date },
): Promise<{ id: string; signedIn: boolean }[]> =>
  db.query<{ id: string; signedIn: boolean }>(
    `select u.id, exists (
         select from access_token t where t.org = u.org and t.user_id = u.id and t.expires_at > $3)
       or exists (select from refresh_token r
         where r.org = u.org and r.user_id = u.id and r.used_at is null and r.expires_at > $3) as "signedIn"
     from app_user u where u.org = $1 and u.id = any ($2::uuid[]) and u.state = 'active'`,
    [org, ids, now],
  );
