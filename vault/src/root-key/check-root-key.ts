import type { Clock, Queryable } from '@tandem/kit';
import { RootKeyError } from '../vault.errors.ts';
import type { RootKey } from './root-key.rules.ts';

/** Fingerprint of the root key that the database was sealed under; null before the first start. */
export const storedFingerprint = async (db: Queryable): Promise<string | null> => {
  const [stored] = await db.query<{ fingerprint: string }>('select fingerprint from root_key');
  return stored?.fingerprint ?? null;
};

/**
 * Remembers the key's fingerprint on the first start and compares it on every other.
 * @throws RootKeyError when the database was sealed with another key.
 */
export async function checkRootKey(input: {
  readonly db: Queryable;
  readonly rootKey: RootKey;
  readonly clock: Clock;
}): Promise<void> {
  const { db, rootKey, clock } = input;
  await db.query(
    'insert into root_key (fingerprint, created_at) values ($1, $2) on conflict do nothing',
    [rootKey.fingerprint, clock.now()],
  );
  const stored = await storedFingerprint(db);
  if (stored !== null && stored !== rootKey.fingerprint) {
    throw new RootKeyError(
      `The root key (fingerprint ${rootKey.fingerprint}) is not the one this database was sealed with (fingerprint ${stored}). ` +
        'Give the original key in TANDEM_ROOT_KEY or TANDEM_ROOT_KEY_FILE.',
    );
  }
}
