import type { Queryable } from '@tandem/kit';
import type { GrantKey, GrantRecord, GrantState, Problem } from './connections.model.ts';

/** Columns of a grant as they stand in a row beside those of its connection. */
export type GrantColumns = {
  readonly grantOrg: string | null;
  readonly grantConnection: string;
  readonly grantUser: string;
  readonly state: GrantState;
  readonly tokenVersion: number;
  readonly tokens: Buffer | null;
  readonly lifetimeSeconds: number | null;
  readonly expiresAt: Date | null;
  readonly refreshExpiresAt: Date | null;
  readonly authorizedAt: Date | null;
  readonly refreshedAt: Date | null;
  readonly failures: number;
  readonly retryAt: Date | null;
  readonly problemCode: string | null;
  readonly problemMessage: string | null;
  readonly problemAt: Date | null;
};

export const grantColumns = `g.org as "grantOrg", g.connection as "grantConnection", g.user_id as "grantUser", g.state,
  g.token_version as "tokenVersion", g.tokens, g.lifetime_seconds as "lifetimeSeconds", g.expires_at as "expiresAt",
  g.refresh_expires_at as "refreshExpiresAt", g.authorized_at as "authorizedAt", g.refreshed_at as "refreshedAt",
  g.failures, g.retry_at as "retryAt", g.problem_code as "problemCode", g.problem_message as "problemMessage",
  g.problem_at as "problemAt"`;

const toProblem = (row: GrantColumns): Problem | null =>
  row.problemCode && row.problemAt
    ? { code: row.problemCode, message: row.problemMessage ?? '', at: row.problemAt }
    : null;

export const toGrant = (row: GrantColumns): GrantRecord | null =>
  row.grantOrg === null
    ? null
    : {
        org: row.grantOrg,
        connection: row.grantConnection,
        user: row.grantUser,
        state: row.state,
        tokenVersion: row.tokenVersion,
        tokens: row.tokens,
        lifetimeSeconds: row.lifetimeSeconds,
        expiresAt: row.expiresAt,
        refreshExpiresAt: row.refreshExpiresAt,
        authorizedAt: row.authorizedAt,
        refreshedAt: row.refreshedAt,
        failures: row.failures,
        retryAt: row.retryAt,
        problem: toProblem(row),
      };

const keyOf = ({ org, connection, user }: GrantKey) => [org, connection, user];
const atKey = 'org = $1 and connection = $2 and user_id = $3';

/** Makes the row that a lease and tokens are kept in. */
export const ensureGrant = (db: Queryable, key: GrantKey, state: GrantState) =>
  db.query(
    `insert into connection_grant (org, connection, user_id, state, token_version) values ($1, $2, $3, $4, 0)
     on conflict do nothing`,
    [...keyOf(key), state],
  );

export type StoreTokens = {
  readonly key: GrantKey;
  /** Version that the new tokens are made from; nothing is stored when it is not the current one any more. */
  readonly from: number;
  readonly state: GrantState;
  readonly tokens: Buffer;
  readonly lifetimeSeconds: number;
  readonly expiresAt: Date;
  readonly refreshExpiresAt: Date | null;
  readonly authorizedAt: Date | null;
  readonly now: Date;
  /** Its lease ends with the same statement. */
  readonly owner: string | null;
};

/** Compare and swap on the version. */
export const storeTokens = async (db: Queryable, next: StoreTokens): Promise<boolean> =>
  (
    await db.query(
      `update connection_grant set state = $5, tokens = $6, lifetime_seconds = $7, expires_at = $8, refresh_expires_at = $9,
         authorized_at = coalesce($10, authorized_at), refreshed_at = $11, token_version = token_version + 1,
         failures = 0, retry_at = null, problem_code = null, problem_message = null, problem_at = null,
         lease_owner = case when lease_owner = $12 then null else lease_owner end,
         lease_until = case when lease_owner = $12 then null else lease_until end
       where ${atKey} and token_version = $4 returning token_version`,
      [
        ...keyOf(next.key),
        ...[next.from, next.state, next.tokens, next.lifetimeSeconds, next.expiresAt],
        ...[next.refreshExpiresAt, next.authorizedAt, next.now, next.owner],
      ],
    )
  ).length > 0;

/** Notes a failure; the tokens stay. False when somebody has stored new tokens or another state meanwhile. */
export const storeFailure = async (
  db: Queryable,
  input: {
    readonly key: GrantKey;
    /** Version of the tokens, and the state, that the attempt began with. */
    readonly from: Pick<GrantRecord, 'tokenVersion' | 'state'>;
    readonly state: GrantState;
    readonly problem: Problem;
    readonly retryAt: Date | null;
  },
): Promise<boolean> => {
  const { key, from, state, problem, retryAt } = input;
  const rows = await db.query(
    `update connection_grant set state = $5, failures = failures + 1, retry_at = $6, problem_code = $7,
       problem_message = $8, problem_at = $9
     where ${atKey} and token_version = $4 and state = $10 returning token_version`,
    [
      ...[...keyOf(key), from.tokenVersion, state, retryAt],
      ...[problem.code, problem.message, problem.at, from.state],
    ],
  );
  return rows.length > 0;
};

/**
 * Forgets the tokens of a connection whose client or server has changed; what is under way can store none either.
 * @returns whose grants they were, with the state before
 */
export const dropTokens = (
  db: Queryable,
  key: Pick<GrantKey, 'org' | 'connection'>,
  state: GrantState,
): Promise<readonly { readonly user: string; readonly state: GrantState }[]> =>
  db.query<{ user: string; state: GrantState }>(
    `update connection_grant g set tokens = null, expires_at = null, refresh_expires_at = null, state = $3,
       token_version = g.token_version + 1, failures = 0, retry_at = null, problem_code = null
     from (select user_id, state from connection_grant where org = $1 and connection = $2 for update) before
     where g.org = $1 and g.connection = $2 and g.user_id = before.user_id
     returning g.user_id as "user", before.state`,
    [key.org, key.connection, state],
  );

/** Grants of a connection that hold tokens. */
export const listGrants = async (
  db: Queryable,
  { org, connection }: Pick<GrantKey, 'org' | 'connection'>,
): Promise<GrantRecord[]> => {
  const rows = await db.query<GrantColumns>(
    `select ${grantColumns} from connection_grant g
     where g.org = $1 and g.connection = $2 and g.tokens is not null order by g.user_id`,
    [org, connection],
  );
  return rows.map(toGrant).filter((grant) => grant !== null);
};

type Lease = { readonly key: GrantKey; readonly owner: string; readonly leaseMs: number };

/**
 * Takes the lease on talking to the token endpoint, by the database's clock. `interrupted`: whoever had it before never
 * gave it back. Null when somebody has it.
 */
export const takeLease = async (
  db: Queryable,
  { key, owner, leaseMs }: Lease,
): Promise<{ readonly interrupted: boolean } | null> => {
  const [row] = await db.query<{ interrupted: boolean }>(
    `update connection_grant g set lease_owner = $4, lease_until = clock_timestamp() + $5 * interval '1 millisecond'
     from (select lease_owner from connection_grant where ${atKey}
             and (lease_owner is null or lease_until < clock_timestamp()) for update) before
     where g.${atKey.replaceAll(' and ', ' and g.')} returning before.lease_owner is not null as interrupted`,
    [...keyOf(key), owner, leaseMs],
  );
  return row ?? null;
};

/** False when the lease is somebody else's by now. */
export const keepLease = async (db: Queryable, { key, owner, leaseMs }: Lease): Promise<boolean> =>
  (
    await db.query(
      `update connection_grant set lease_until = clock_timestamp() + $5 * interval '1 millisecond'
       where ${atKey} and lease_owner = $4 returning lease_until`,
      [...keyOf(key), owner, leaseMs],
    )
  ).length > 0;

export const endLease = (db: Queryable, key: GrantKey, owner: string) =>
  db.query(
    `update connection_grant set lease_owner = null, lease_until = null where ${atKey} and lease_owner = $4`,
    [...keyOf(key), owner],
  );

/** A connection that was changed is tried again at once. */
export const resetFailures = (db: Queryable, key: Pick<GrantKey, 'org' | 'connection'>) =>
  db.query(
    'update connection_grant set failures = 0, retry_at = null where org = $1 and connection = $2',
    [key.org, key.connection],
  );
