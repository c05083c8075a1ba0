import type { Clock, Database, HttpClient, Log } from '@tandem/kit';
import type { MediaStorages } from './media-storage.types.ts';
import { createObjectKeeper } from './object-removal.ts';
import { createPostgresStorage } from './postgres.storage.ts';
import { createS3Storage, type S3Settings } from './s3.storage.ts';
import { storageErrors } from './storage.errors.ts';

export type * from './media-storage.types.ts';
export type { S3Settings } from './s3.storage.ts';
export { isStorageAway, storageErrors } from './storage.errors.ts';

/** Where new media goes; the settings of the bucket are needed as long as it holds any. */
export type MediaStorageSettings = {
  readonly kind: 'postgres' | 's3';
  readonly s3: S3Settings | null;
};

/** The storages of media, and the upkeep of the bucket. */
export const createMediaStorages = (
  deps: {
    readonly db: Database;
    readonly http: Pick<HttpClient, 'request'>;
    readonly clock: Clock;
    readonly log: Log;
  },
  settings: MediaStorageSettings = { kind: 'postgres', s3: null },
): MediaStorages & { readonly start: () => void; readonly stop: () => void } => {
  const postgres = createPostgresStorage(deps.db);
  const s3 = settings.s3 ? createS3Storage(deps, settings.s3) : null;
  const keeper = s3 ? createObjectKeeper(deps, s3) : null;
  const of: MediaStorages['of'] = (kind) => {
    if (kind === 'postgres') return postgres;
    if (!s3) throw storageErrors.unavailable({ problem: 'no bucket is set up' });
    return s3;
  };
  return {
    current: of(settings.kind),
    of,
    start: () => keeper?.start(),
    stop: () => keeper?.stop(),
  };
};
