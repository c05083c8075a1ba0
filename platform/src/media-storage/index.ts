import type { Clock, Database, HttpClient, Log, ScanFile } from '@tandem/kit';
import type { MediaStorage, MediaStorages } from './media-storage.types.ts';
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

/** Nothing is written that the scanner has not let pass. */
const scanned = (storage: MediaStorage, scan: ScanFile | undefined): MediaStorage =>
  scan === undefined
    ? storage
    : {
        ...storage,
        async write(key, bytes, mime) {
          await scan({ bytes, mime });
          return storage.write(key, bytes, mime);
        },
      };

/** The storages of media, and the upkeep of the bucket. */
export const createMediaStorages = (
  deps: {
    readonly db: Database;
    readonly http: Pick<HttpClient, 'request'>;
    readonly clock: Clock;
    readonly log: Log;
    /** Looks at every file before it is kept; absent: nobody does. */
    readonly scan?: ScanFile;
  },
  settings: MediaStorageSettings = { kind: 'postgres', s3: null },
): MediaStorages & { readonly start: () => void; readonly stop: () => void } => {
  const postgres = scanned(createPostgresStorage(deps.db), deps.scan);
  const bucket = settings.s3 ? createS3Storage(deps, settings.s3) : null;
  const keeper = bucket ? createObjectKeeper(deps, bucket) : null;
  const s3 = bucket && scanned(bucket, deps.scan);
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
