import type { Database, Ids } from '@tandem/kit';
import type { RootKey } from '../root-key/index.ts';
import { RootKeyError, vaultErrors } from '../vault.errors.ts';
import { ivBytes, openBytes, sealBytes } from './cipher.rules.ts';
import { dataKeyContext } from './data-keys.ts';

type Row = { org: string; id: string; wrapped: Buffer };

/**
 * Puts every data key under another root key, all or none. What is sealed stays as it is. Running processes go on
 * with the data keys they hold; they need the new root key when they start again.
 * @throws RootKeyError if `from` is not the key of this database
 * @returns how many data keys were wrapped anew
 */
export const rotateRootKey = (input: {
  readonly db: Database;
  readonly ids: Ids;
  readonly from: RootKey;
  readonly to: RootKey;
}): Promise<number> => {
  const { db, ids, from, to } = input;
  return db.transaction(async (tx) => {
    const switched = await tx.query(
      'update root_key set fingerprint = $2 where fingerprint = $1 returning fingerprint',
      [from.fingerprint, to.fingerprint],
    );
    if (switched.length === 0)
      throw new RootKeyError(
        `The root key (fingerprint ${from.fingerprint}) is not the one this database was sealed with.`,
      );
    const rows = await tx.query<Row>('select org, id, wrapped from data_key for update');
    for (const { org, id, wrapped } of rows) {
      const bound = dataKeyContext(org);
      const plaintext = openBytes({ key: from.bytes, bound, sealed: wrapped });
      if (!plaintext) throw vaultErrors.cannotOpen();
      const iv = Buffer.from(ids.token(ivBytes), 'base64url');
      const anew = sealBytes({ key: to.bytes, keyId: id, bound, iv, plaintext });
      await tx.query('update data_key set wrapped = $3 where org = $1 and id = $2', [
        org,
        id,
        anew,
      ]);
    }
    return rows.length;
  });
};
