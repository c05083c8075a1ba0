import type { AuditNote } from '@tandem/contract';
import type { Queryable } from '@tandem/kit';

/** A sign-in under way. */
export type SignIn = {
  readonly org: string;
  readonly id: string;
  readonly connection: string;
  readonly connectionVersion: number;
  /** Whose token it will be: a user, or everybody's. */
  readonly user: string;
  readonly actor: { readonly kind: AuditNote['actor']['kind']; readonly id: string };
  readonly stateHash: Buffer;
  readonly browserHash: Buffer;
  readonly verifier: Buffer | null;
  readonly redirectUri: string;
  readonly expiresAt: Date;
};

/** Stores one, and removes those that nobody came back from. */
export const insertSignIn = async (tx: Queryable, one: SignIn, now: Date): Promise<void> => {
  await tx.query('delete from connection_sign_in where org = $1 and expires_at < $2', [
    one.org,
    now,
  ]);
  await tx.query(
    `insert into connection_sign_in (org, id, connection, connection_version, user_id, actor_kind, actor_id, state_hash,
       browser_hash, verifier, redirect_uri, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      ...[one.org, one.id, one.connection, one.connectionVersion, one.user],
      ...[one.actor.kind, one.actor.id, one.stateHash, one.browserHash, one.verifier],
      ...[one.redirectUri, one.expiresAt],
    ],
  );
};

type Row = Omit<SignIn, 'actor'> & {
  readonly actorKind: SignIn['actor']['kind'];
  readonly actorId: string;
};

/** Takes a sign-in out, so that its state is good once; null when there is none of that state. */
export const takeSignIn = async (db: Queryable, stateHash: Buffer): Promise<SignIn | null> => {
  const [row] = await db.query<Row>(
    `delete from connection_sign_in where state_hash = $1
     returning org, id, connection, connection_version as "connectionVersion", user_id as "user",
       actor_kind as "actorKind", actor_id as "actorId", state_hash as "stateHash", browser_hash as "browserHash",
       verifier, redirect_uri as "redirectUri", expires_at as "expiresAt"`,
    [stateHash],
  );
  if (!row) return null;
  const { actorKind, actorId, ...rest } = row;
  return { ...rest, actor: { kind: actorKind, id: actorId } };
};
