import type { Queryable } from '@tandem/kit';

export type CodeRecord = {
  readonly hash: Buffer;
  readonly org: string;
  readonly client: string;
  readonly userId: string;
  readonly family: string;
  readonly redirectUri: string;
  readonly codeChallenge: string | null;
  readonly createdAt: Date;
  readonly expiresAt: Date;
};

export const insertCode = async (tx: Queryable, code: CodeRecord): Promise<void> => {
  await tx.query(
    `insert into authorization_code
       (hash, org, client, user_id, family, redirect_uri, code_challenge, created_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      code.hash,
      code.org,
      code.client,
      code.userId,
      code.family,
      code.redirectUri,
      code.codeChallenge,
      code.createdAt,
      code.expiresAt,
    ],
  );
};

const columns = `org, client, user_id as "userId", family, redirect_uri as "redirectUri",
  code_challenge as "codeChallenge", expires_at as "expiresAt", used_at as "usedAt"`;

export type StoredCode = Pick<
  CodeRecord,
  'org' | 'client' | 'userId' | 'family' | 'redirectUri' | 'codeChallenge' | 'expiresAt'
> & { readonly usedAt: Date | null };

/** The organisation of a code or refresh token; it never changes. */
export const orgOf = async (
  tx: Queryable,
  table: 'authorization_code' | 'refresh_token',
  hash: Buffer,
): Promise<string | null> => {
  const [row] = await tx.query<{ org: string }>(`select org from ${table} where hash = $1`, [hash]);
  return row?.org ?? null;
};

/** Locks the code until the transaction ends, so that only one use finds it unused. */
export const lockCode = async (tx: Queryable, hash: Buffer): Promise<StoredCode | null> => {
  const [row] = await tx.query<StoredCode>(
    `select ${columns} from authorization_code where hash = $1 for update`,
    [hash],
  );
  return row ?? null;
};

export const markCodeUsed = async (tx: Queryable, hash: Buffer, at: Date): Promise<void> => {
  await tx.query('update authorization_code set used_at = $2 where hash = $1', [hash, at]);
};

export type RefreshRecord = {
  readonly hash: Buffer;
  readonly org: string;
  readonly client: string;
  readonly userId: string;
  readonly family: string;
  readonly public: boolean;
  readonly createdAt: Date;
  readonly expiresAt: Date;
};

export const insertRefreshToken = async (tx: Queryable, token: RefreshRecord): Promise<void> => {
  await tx.query(
    `insert into refresh_token (hash, org, client, user_id, family, public, created_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      token.hash,
      token.org,
      token.client,
      token.userId,
      token.family,
      token.public,
      token.createdAt,
      token.expiresAt,
    ],
  );
};

export type StoredRefresh = Omit<RefreshRecord, 'hash' | 'createdAt'> & {
  readonly usedAt: Date | null;
  readonly userActive: boolean;
};

/** Locks the refresh token until the transaction ends. */
export const lockRefreshToken = async (tx: Queryable, hash: Buffer) => {
  const [row] = await tx.query<StoredRefresh>(
    `select t.org, t.client, t.user_id as "userId", t.family, t.public, t.expires_at as "expiresAt",
       t.used_at as "usedAt", u.state = 'active' as "userActive"
     from refresh_token t join app_user u on u.org = t.org and u.id = t.user_id
     where t.hash = $1 for update of t`,
    [hash],
  );
  return row ?? null;
};

/** Keeps the time of the first use: the time of grace counts from it. */
export const markRefreshUsed = async (tx: Queryable, hash: Buffer, at: Date): Promise<void> => {
  await tx.query('update refresh_token set used_at = coalesce(used_at, $2) where hash = $1', [
    hash,
    at,
  ]);
};
