import type { Clock, Database, Log } from '@tandem/kit';
import type { MediaKey } from './media-storage.types.ts';
import type { S3Storage } from './s3.storage.ts';

const everyMs = 60_000;
const atOnce = 100;

/**
 * Removes objects whose media is gone; one that cannot be removed is tried again in the next round.
 * @returns how many were removed
 */
export const removeObjects = async (
  { db, log }: { readonly db: Database; readonly log: Log },
  storage: Pick<S3Storage, 'remove'>,
): Promise<number> => {
  const rows = await db.query<MediaKey>(
    'select media as id, org from media_object_removal order by at, media limit $1',
    [atOnce],
  );
  const gone: string[] = [];
  for (const key of rows) {
    try {
      await storage.remove(key);
      gone.push(key.id);
    } catch (error) {
      log.warn({ err: error, media: key.id }, 'an object of removed media could not be removed');
      break;
    }
  }
  await db.query('delete from media_object_removal where media = any ($1::uuid[])', [gone]);
  return gone.length;
};

/** Repeats {@link removeObjects} as long as the node runs. */
export const createObjectKeeper = (
  deps: { readonly db: Database; readonly log: Log; readonly clock: Clock },
  storage: Pick<S3Storage, 'remove'>,
): { readonly start: () => void; readonly stop: () => void } => {
  let stopped = false;
  const repeat = () => {
    if (stopped) return;
    deps.clock.after(everyMs, () => {
      removeObjects(deps, storage)
        .catch((error) => deps.log.warn({ err: error }, 'removed media was not looked up'))
        .finally(repeat);
    });
  };
  return {
    start: repeat,
    stop: () => {
      stopped = true;
    },
  };
};
