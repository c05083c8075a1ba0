import type { Clock, Database, Ids, Queryable } from '@tandem/kit';
import type { RootKey } from '../root-key/index.ts';
import { vaultErrors } from '../vault.errors.ts';
import { ivBytes, openBytes, sealBytes } from './cipher.rules.ts';

export type DataKey = { readonly id: string; readonly key: Buffer };

export type DataKeys = {
  /** The organisation's newest key, made on first use. */
  readonly current: (org: string) => Promise<DataKey>;
  /** Null when the organisation has no such key. */
  readonly byId: (org: string, id: string) => Promise<DataKey | null>;
  /** Makes a new key that seals from now on; what older keys sealed still opens. */
  readonly rotate: (org: string) => Promise<DataKey>;
};

export type DataKeyDeps = {
  readonly db: Database;
  readonly rootKey: RootKey;
  readonly ids: Ids;
  readonly clock: Clock;
};

type Row = { id: string; wrapped: Buffer };

const dataKeyBytes = 32;
/** How long a node may go on sealing with a key that another node has rotated away. */
const currentForMs = 60_000;
/** What a wrapped data key is bound to. */
export const dataKeyContext = (org: string) => ['data key', org];

const newest =
  'select id, wrapped from data_key where org = $1 order by created_at desc, id limit 1';

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

const insert = async (deps: DataKeyDeps, db: Queryable, org: string): Promise<DataKey> => {
  const { id, wrapped, key } = wrap(deps, org);
  await db.query('insert into data_key (org, id, wrapped, created_at) values ($1, $2, $3, $4)', [
    org,
    id,
    wrapped,
    deps.clock.now(),
  ]);
  return { id, key };
};

/** Data keys with a cache: opening and sealing ask the database once per key. */
export const createDataKeys = (deps: DataKeyDeps): DataKeys => {
  const { db, rootKey, clock } = deps;
  const opened = new Map<string, DataKey>();
  const currents = new Map<string, { key: Promise<DataKey>; at: number }>();

  const unwrap = (org: string, { id, wrapped }: Row): DataKey => {
    const key = openBytes({ key: rootKey.bytes, bound: dataKeyContext(org), sealed: wrapped });
    if (!key) throw vaultErrors.cannotOpen();
    const dataKey = { id, key };
    opened.set(`${org}/${id}`, dataKey);
    return dataKey;
  };
  const readOrMake = async (org: string): Promise<DataKey> => {
    const [row] = await db.query<Row>(newest, [org]);
    if (row) return unwrap(org, row);
    // Two nodes may seal for a new organisation at once: the lock lets them agree on one key.
    return db.transaction(async (tx) => {
      await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`data key ${org}`]);
      const [made] = await tx.query<Row>(newest, [org]);
      return made ? unwrap(org, made) : insert(deps, tx, org);
    });
  };
  const remember = (org: string, key: Promise<DataKey>) => {
    currents.set(org, { key, at: clock.monotonicMs() });
    key.catch(() => currents.delete(org));
    return key;
  };
  return {
    current(org) {
      const known = currents.get(org);
      if (known && clock.monotonicMs() - known.at < currentForMs) return known.key;
      return remember(org, readOrMake(org));
    },
    async byId(org, id) {
      const known = opened.get(`${org}/${id}`);
      if (known) return known;
      const [row] = await db.query<Row>(
        'select id, wrapped from data_key where org = $1 and id = $2',
        [org, id],
      );
      return row ? unwrap(org, row) : null;
    },
    rotate: (org) => remember(org, insert(deps, db, org)),
  };
};
