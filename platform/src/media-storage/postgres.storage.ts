import type { Database } from '@tandem/kit';
import type { MediaStorage } from './media-storage.types.ts';

/** Size of one stored piece in bytes. */
const chunkBytes = 256 * 1024;

/** Bytes in pieces, beside everything else: one backup, and nothing to set up. */
export const createPostgresStorage = (db: Pick<Database, 'query'>): MediaStorage => ({
  kind: 'postgres',
  write:
    async ({ id }, bytes) =>
    async (tx) => {
      for (let start = 0, seq = 0; start < bytes.length; start += chunkBytes, seq += 1)
        await tx.query('insert into media_chunk (media, seq, data) values ($1, $2, $3)', [
          id,
          seq,
          bytes.subarray(start, start + chunkBytes),
        ]);
    },
  async read({ id }) {
    const rows = await db.query<{ data: Buffer }>(
      'select data from media_chunk where media = $1 order by seq',
      [id],
    );
    return Buffer.concat(rows.map(({ data }) => data));
  },
});
