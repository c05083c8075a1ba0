import type { Database, Queryable } from '@tandem/kit';

export type SessionUser = { readonly org: string; readonly userId: string };

export const insertSession = async (
  tx: Queryable,
  session: SessionUser & {
    readonly hash: Buffer;
    readonly createdAt: Date;
    readonly expiresAt: Date;
  },
): Promise<void> => {
  await tx.query(
    `insert into sign_in_session (hash, org, user_id, created_at, expires_at) values ($1, $2, $3, $4, $5)`,
    [session.hash, session.org, session.userId, session.createdAt, session.expiresAt],
  );
};

/** The signed-in user, as long as the session lasts and the user is active. */
export const findSessionUser = async (
  db: Queryable,
  hash: Buffer,
  now: Date,
): Promise<SessionUser | null> => {
  const [row] = await db.query<SessionUser>(
    `select s.org, s.user_id as "userId" from sign_in_session s
     join app_user u on u.org = s.org and u.id = s.user_id and u.state = 'active'
     where s.hash = $1 and s.expires_at > $2`,
    [hash, now],
  );
  return row ?? null;
};

export const deleteSession = async (db: Queryable, hash: Buffer): Promise<void> => {
  await db.query('delete from sign_in_session where hash = $1', [hash]);
};

const freeAttempts = 5;
const forgetMs = 15 * 60_000;
const firstBlockMs = 60_000;
const longestBlockMs = 15 * 60_000;

/** How long further attempts wait after so many failures: doubling, with an end. */
export const blockMs = (failures: number): number =>
  failures < freeAttempts
    ? 0
    : Math.min(longestBlockMs, firstBlockMs * 2 ** (failures - freeAttempts));

type Failure = { failures: number; first_at: Date; blocked_until: Date | null };

/**
 * Counts an attempt before the password is looked at, so that many at once cannot outrun the count.
 * @returns until when attempts are refused, or null when this one may go on.
 */
export const takeAttempt = (db: Database, key: Buffer, now: Date): Promise<Date | null> =>
  db.transaction(async (tx) => {
    await tx.query(
      'insert into sign_in_failure (key, failures, first_at) values ($1, 0, $2) on conflict do nothing',
      [key, now],
    );
    const [row] = await tx.query<Failure>(
      'select failures, first_at, blocked_until from sign_in_failure where key = $1 for update',
      [key],
    );
    if (row?.blocked_until && row.blocked_until > now) return row.blocked_until;
    const old = row === undefined || now.getTime() - row.first_at.getTime() > forgetMs;
    const failures = (old ? 0 : row.failures) + 1;
    const wait = blockMs(failures);
    await tx.query(
      'update sign_in_failure set failures = $2, first_at = $3, blocked_until = $4 where key = $1',
      [key, failures, old ? now : row.first_at, wait > 0 ? new Date(now.getTime() + wait) : null],
    );
    return null;
  });

export const forgetAttempts = async (tx: Queryable, key: Buffer): Promise<void> => {
  await tx.query('delete from sign_in_failure where key = $1', [key]);
};
