import type { Queryable } from '@tandem/kit';

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
