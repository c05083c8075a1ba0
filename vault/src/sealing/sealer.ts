import type { Queryable } from '@tandem/kit';
import { vaultErrors } from '../vault.errors.ts';
import { ivBytes, keyIdOf, openBytes, sealBytes } from './cipher.rules.ts';
import { createDataKeys, type DataKeyDeps } from './data-keys.ts';

/** Seals secrets of organisations. `context` says what it is and where, such as `open-integration/<id>/secret`. */
export type Sealer = {
  readonly seal: (org: string, context: string, plaintext: string) => Promise<Buffer>;
  /** @throws vaultErrors.cannotOpen if it was changed, or was sealed for another organisation or context. */
  readonly open: (org: string, context: string, sealed: Buffer) => Promise<string>;
  /** Makes a new data key for what is sealed once the transaction is committed; answers its id. */
  readonly rotate: (tx: Queryable, org: string) => Promise<string>;
};

const bound = (org: string, context: string) => ['secret', org, context];

export const createSealer = (deps: DataKeyDeps): Sealer => {
  const keys = createDataKeys(deps);
  return {
    async seal(org, context, plaintext) {
      const { id, key } = await keys.current(org);
      const iv = Buffer.from(deps.ids.token(ivBytes), 'base64url');
      return sealBytes({
        key,
        keyId: id,
        bound: bound(org, context),
        iv,
        plaintext: Buffer.from(plaintext, 'utf8'),
      });
    },
    async open(org, context, sealed) {
      const keyId = keyIdOf(sealed);
      const dataKey = keyId ? await keys.byId(org, keyId) : null;
      const plaintext =
        dataKey && openBytes({ key: dataKey.key, bound: bound(org, context), sealed });
      if (!plaintext) throw vaultErrors.cannotOpen();
      return plaintext.toString('utf8');
    },
    rotate: async (tx, org) => (await keys.rotate(tx, org)).id,
  };
};
