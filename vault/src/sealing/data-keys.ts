import type { Clock, Database, Ids, Queryable } from '@tandem/kit';
import type { RootKey } from '../root-key/index.ts';
import { RootKeyError, vaultErrors } from '../vault.errors.ts';
import { ivBytes, openBytes, sealBytes } from './cipher.rules.ts';

export type DataKey = { readonly id: string; readonly key: Buffer };

export type DataKeys = {
  /**
   * The organisation's newest key, made on first use. The database is asked which it is: a key that another node has
   * rotated away does not go on sealing.
   */
  readonly current: (org: string) => Promise<DataKey>;
  /** Null when the organisation has no such key. */
  readonly byId: (org: string, id: string) => Promise<DataKey | null>;
  /** Makes a new key that seals from now on; what older keys sealed still opens. */
  readonly rotate: (tx: Queryable, org: string) => Promise<DataKey>;
};

export type DataKeyDeps = {
  readonly db: Database;
  readonly rootKey: RootKey;
  readonly ids: Ids;
  readonly clock: Clock;
};

type Row = { id: string; wrapped: Buffer };

const dataKeyBytes = 32;
/** What a wrapped data key is bound to. */
export const dataKeyContext = (org: string) => ['data key', org];

const newestId = 'select id from data_key where org = $1 order by number desc limit 1';
const newest = 'select id, wrapped from data_key where org = $1 order by number desc limit 1';

const wrap = ({ rootKey, ids }: DataKeyDeps, org: string): Row & { key: Buffer } => {
  const key = Buffer.from(ids.token(dataKeyBytes), 'base64url');
  const id = ids.uuid();
  const iv = Buffer.from(ids.token(ivBytes), 'base64url');
  const wrapped = sealBytes({
    key: rootKey.bytes,
    keyId: id,
    bound: dataKeyContext(org),
    iv,
    plaintext: key,
  });
  return { id, wrapped, key };
};

/** A process that still has an old root key must not wrap with it: nobody could open what it sealed. */
const holdRootKey = async (tx: Queryable, { rootKey }: DataKeyDeps): Promise<void> => {
  const [stored] = await tx.query<{ fingerprint: string }>(
    'select fingerprint from root_key for share',
  );
  if (stored && stored.fingerprint !== rootKey.fingerprint)
    throw new RootKeyError(
      'The root key was changed meanwhile: start this process with the new one.',
    );
};

const insert = async (deps: DataKeyDeps, tx: Queryable, org: string): Promise<DataKey> => {
  await holdRootKey(tx, deps);
  const { id, wrapped, key } = wrap(deps, org);
  await tx.query('insert into data_key (org, id, wrapped, created_at) values ($1, $2, $3, $4)', [
    org,
    id,
    wrapped,
    deps.clock.now(),
  ]);
  return { id, key };
};

/** Two nodes may seal for a new organisation at once, or rotate: the lock lets them agree on one key. */
const lockKeys = (tx: Queryable, org: string) =>
  tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`data key ${org}`]);

/** Data keys, unwrapped once for each process. */
export const createDataKeys = (deps: DataKeyDeps): DataKeys => {
  const { db, rootKey } = deps;
  const opened = new Map<string, DataKey>();

  const unwrap = (org: string, { id, wrapped }: Row): DataKey => {
    const key = openBytes({ key: rootKey.bytes, bound: dataKeyContext(org), sealed: wrapped });
    if (!key) throw vaultErrors.cannotOpen();
    const dataKey = { id, key };
    opened.set(`${org}/${id}`, dataKey);
    return dataKey;
  };
  const byId: DataKeys['byId'] = async (org, id) => {
    const known = opened.get(`${org}/${id}`);
    if (known) return known;
    const [row] = await db.query<Row>(
      'select id, wrapped from data_key where org = $1 and id = $2',
      [org, id],
    );
    return row ? unwrap(org, row) : null;
  };
  const make = (org: string): Promise<DataKey> =>
    db.transaction(async (tx) => {
      await lockKeys(tx, org);
      const [made] = await tx.query<Row>(newest, [org]);
      return made ? unwrap(org, made) : insert(deps, tx, org);
    });
  return {
    async current(org) {
      const [row] = await db.query<{ id: string }>(newestId, [org]);
      return (row && (await byId(org, row.id))) ?? make(org);
    },
    byId,
    async rotate(tx, org) {
      await lockKeys(tx, org);
      return insert(deps, tx, org);
    },
  };
};
