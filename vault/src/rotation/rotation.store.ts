import type { Database, Queryable } from '@tandem/kit';
import { vaultErrors } from '../vault.errors.ts';

/**
 * Runs while nobody else rotates. The lock goes with its connection, so a process that was killed blocks nobody.
 * @throws vaultErrors.rotationRunning
 */
export const withRotationLock = <T>(db: Database, work: () => Promise<T>): Promise<T> =>
  db.transaction(async (tx) => {
    // It waits for the work without a statement; it holds no row and takes no transaction id.
    await tx.query('set local idle_in_transaction_session_timeout = 0');
    const [lock] = await tx.query<{ taken: boolean }>(
      'select pg_try_advisory_xact_lock(hashtextextended($1, 0)) as taken',
      [`rotate keys ${db.schema}`],
    );
    if (!lock?.taken) throw vaultErrors.rotationRunning();
    return work();
  });

/** The key of a rotation that was begun and not finished. */
export const unfinishedKey = async (db: Queryable, org: string): Promise<string | null> => {
  const [row] = await db.query<{ key: string }>(
    'select key from key_rotation where org = $1 and finished_at is null',
    [org],
  );
  return row?.key ?? null;
};

export const beginRotation = (tx: Queryable, org: string, { key, at }: { key: string; at: Date }) =>
  tx.query(
    `insert into key_rotation (org, key, started_at) values ($1, $2, $3)
     on conflict (org) do update set key = excluded.key, started_at = excluded.started_at, finished_at = null`,
    [org, key, at],
  );

export const finishRotation = (tx: Queryable, org: string, at: Date) =>
  tx.query('update key_rotation set finished_at = $2 where org = $1', [org, at]);
