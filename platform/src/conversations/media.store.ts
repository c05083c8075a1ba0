import type { Queryable, Transaction } from '@tandem/kit';
import { isUuid } from './conversation.commit.ts';

export type MediaRecord = {
  readonly id: string;
  readonly org: string;
  readonly conversationId: string;
  readonly communicationId: string;
  readonly name: string | null;
  readonly mime: string | null;
  readonly size: number | null;
  readonly expectedSize: number | null;
  readonly expectedMd5: string | null;
  readonly status: 'uploading' | 'valid' | 'invalid';
  readonly createdAt: Date;
};

const columns = `id, org, conversation as "conversationId", communication as "communicationId", name, mime, size,
  expected_size as "expectedSize", expected_md5 as "expectedMd5", status, created_at as "createdAt"`;

/** Size of one stored piece in bytes. */
const chunkBytes = 256 * 1024;

export const insertMedia = async (
  db: Queryable,
  media: Omit<MediaRecord, 'mime' | 'size' | 'status'>,
): Promise<void> => {
  await db.query(
    `insert into media (id, org, conversation, communication, name, expected_size, expected_md5, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      media.id,
      media.org,
      media.conversationId,
      media.communicationId,
      media.name,
      media.expectedSize,
      media.expectedMd5,
      media.createdAt,
    ],
  );
};

/** By id alone: for addresses whose signature says that the caller may. */
export const findMedia = async (db: Queryable, id: string): Promise<MediaRecord | null> => {
  if (!isUuid.test(id)) return null;
  return (
    (await db.query<MediaRecord>(`select ${columns} from media where id = $1`, [id]))[0] ?? null
  );
};

export const listMedia = async (
  db: Queryable,
  org: string,
  { communicationId, ids }: { readonly communicationId: string; readonly ids?: readonly string[] },
): Promise<MediaRecord[]> => {
  if (!isUuid.test(communicationId)) return [];
  const some = ids === undefined ? '' : ' and id = any ($3::uuid[])';
  return db.query<MediaRecord>(
    `select ${columns} from media where org = $1 and communication = $2${some} order by created_at, id`,
    [org, communicationId, ...(ids === undefined ? [] : [ids.filter((id) => isUuid.test(id))])],
  );
};

/** Stores the bytes once. @returns false if they were stored before. */
export const storeBytes = async (
  tx: Transaction,
  media: { readonly id: string; readonly mime: string; readonly name: string | null },
  bytes: Buffer,
): Promise<boolean> => {
  const updated = await tx.query(
    `update media set status = 'valid', mime = $2, size = $3, name = coalesce(name, $4)
     where id = $1 and status = 'uploading' returning id`,
    [media.id, media.mime, bytes.length, media.name],
  );
  if (updated.length === 0) return false;
  for (let start = 0, seq = 0; start < bytes.length; start += chunkBytes, seq += 1)
    await tx.query('insert into media_chunk (media, seq, data) values ($1, $2, $3)', [
      media.id,
      seq,
      bytes.subarray(start, start + chunkBytes),
    ]);
  return true;
};

export const markInvalid = async (db: Queryable, id: string): Promise<void> => {
  await db.query(`update media set status = 'invalid' where id = $1 and status = 'uploading'`, [
    id,
  ]);
};

export const readBytes = async (db: Queryable, id: string): Promise<Buffer> => {
  const rows = await db.query<{ data: Buffer }>(
    'select data from media_chunk where media = $1 order by seq',
    [id],
  );
  return Buffer.concat(rows.map(({ data }) => data));
};
