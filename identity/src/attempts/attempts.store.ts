import type { Database, Queryable } from '@tandem/kit';
import { attemptsKeptMs, blockMs, type Counter } from './attempts.rules.ts';

type Row = { key: Buffer; failures: number; first_at: Date; blocked_until: Date | null };

const select = `select key, failures, first_at, blocked_until from sign_in_failure
  where key = any($1::bytea[]) order by key`;

const keysOf = (counters: readonly Counter[]) => counters.map(({ key }) => key);

const blockOf = (rows: readonly Row[], now: Date): Date | null =>
  rows.reduce<Date | null>(
    (latest, { blocked_until: until }) =>
      until && until > now && (latest === null || until > latest) ? until : latest,
    null,
  );

/** Until when attempts under one of the counters are refused, or null. */
const findBlock = async (
  db: Queryable,
  counters: readonly Counter[],
  now: Date,
): Promise<Date | null> => blockOf(await db.query<Row>(select, [keysOf(counters)]), now);

const counted = (row: Row, { limit }: Counter, now: Date) => {
  const isOld = now.getTime() - row.first_at.getTime() > limit.forgetMs;
  const failures = (isOld ? 0 : row.failures) + 1;
  const wait = blockMs(limit, failures);
  return {
    key: row.key,
    failures,
    firstAt: isOld ? now : row.first_at,
    blockedUntil: wait > 0 ? new Date(now.getTime() + wait) : null,
  };
};

/**
 * Counts an attempt before the password is looked at, so that many at once cannot outrun the count.
 * @returns until when attempts are refused, or null when this one may go on.
 */
export const takeAttempt = async (
  db: Database,
  counters: readonly Counter[],
  now: Date,
): Promise<Date | null> =>
  // Refused attempts write nothing: a stranger who goes on costs a look-up.
  (await findBlock(db, counters, now)) ??
  db.transaction(async (tx) => {
    const byKey = new Map(counters.map((counter) => [counter.key.toString('hex'), counter]));
    await tx.query(
      `insert into sign_in_failure (key, failures, first_at)
       select key, 0, $2 from unnest($1::bytea[]) as given (key) order by key
       on conflict do nothing`,
      [keysOf(counters), now],
    );
    const rows = await tx.query<Row>(`${select} for update`, [keysOf(counters)]);
    const blocked = blockOf(rows, now);
    if (blocked) return blocked;
    const after = rows.flatMap((row) => {
      const counter = byKey.get(row.key.toString('hex'));
      return counter ? [counted(row, counter, now)] : [];
    });
    await tx.query(
      `update sign_in_failure f set failures = given.failures, first_at = given.first_at,
         blocked_until = given.blocked_until
       from unnest($1::bytea[], $2::int[], $3::timestamptz[], $4::timestamptz[])
         as given (key, failures, first_at, blocked_until)
       where f.key = given.key`,
      [
        after.map(({ key }) => key),
        after.map(({ failures }) => failures),
        after.map(({ firstAt }) => firstAt),
        after.map(({ blockedUntil }) => blockedUntil),
      ],
    );
    return null;
  });

/**
 * A sign-in that went well was no failure: the count of the place ends, the others get back what this attempt took.
 * They do not end: who has an account of his own must not clear with it what he did to others.
 */
export const forgetAttempts = async (
  tx: Queryable,
  [inPlace, ...shared]: readonly Counter[],
): Promise<void> => {
  // All at once and in one order, as attempts take them, so that two never wait for each other.
  const keys = keysOf(inPlace ? [inPlace, ...shared] : shared);
  await tx.query(`${select} for update`, [keys]);
  if (inPlace) await tx.query('delete from sign_in_failure where key = $1', [inPlace.key]);
  await tx.query(
    `update sign_in_failure set failures = greatest(failures - 1, 0), blocked_until = null
     where key = any($1::bytea[])`,
    [keysOf(shared)],
  );
};

/** Removes the counts that do not matter any more; found by index. */
export const purgeAttempts = async (db: Queryable, now: Date): Promise<void> => {
  await db.query('delete from sign_in_failure where first_at < $1', [
    new Date(now.getTime() - attemptsKeptMs),
  ]);
};

const browserKeptMs = 180 * 86_400_000;

export const isKnownBrowser = async (db: Queryable, key: Buffer, now: Date): Promise<boolean> => {
  const rows = await db.query('select from known_browser where key = $1 and seen_at > $2', [
    key,
    new Date(now.getTime() - browserKeptMs),
  ]);
  return rows.length > 0;
};

export const noteBrowser = async (
  tx: Queryable,
  browser: { readonly key: Buffer; readonly org: string; readonly userId: string },
  at: Date,
): Promise<void> => {
  await tx.query(
    `insert into known_browser (key, org, user_id, seen_at) values ($1, $2, $3, $4)
     on conflict (key) do update set seen_at = excluded.seen_at`,
    [browser.key, browser.org, browser.userId, at],
  );
};

/** Forgets browsers in which nobody has signed in for half a year. */
export const purgeBrowsers = async (db: Queryable, now: Date): Promise<void> => {
  await db.query('delete from known_browser where seen_at < $1', [
    new Date(now.getTime() - browserKeptMs),
  ]);
};
