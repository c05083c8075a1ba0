import type { Queryable, Transaction } from '@tandem/kit';
import type { StorageKind } from '../media-storage/index.ts';
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
  readonly storage: StorageKind;
  /** Of the bytes, as lower-case hex digits; null until they are there. */
  readonly sha256: string | null;
};

const columns = `id, org, conversation as "conversationId", communication as "communicationId", name, mime, size,
  expected_size as "expectedSize", expected_md5 as "expectedMd5", status, created_at as "createdAt",
  storage, sha256`;

export const insertMedia = async (
  db: Queryable,
  media: Omit<MediaRecord, 'mime' | 'size' | 'status' | 'sha256'>,
): Promise<void> => {
  await db.query(
    `insert into media (id, org, conversation, communication, name, expected_size, expected_md5, created_at,
       storage)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      media.id,
      media.org,
      media.conversationId,
      media.communicationId,
      media.name,
      media.expectedSize,
      media.expectedMd5,
      media.createdAt,
      media.storage,
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

/** What became known of media with its bytes. */
export type MediaFacts = {
  readonly id: string;
  readonly mime: string;
  readonly name: string | null;
  readonly size: number;
  readonly sha256: string;
};

/** Media whose bytes are there from now on. @returns false if they were there before. */
export const markValid = async (tx: Transaction, media: MediaFacts): Promise<boolean> => {
  const updated = await tx.query(
    `update media set status = 'valid', mime = $2, size = $3, name = coalesce(name, $4), sha256 = $5
     where id = $1 and status = 'uploading' returning id`,
    [media.id, media.mime, media.size, media.name, media.sha256],
  );
  return updated.length === 1;
};

export const markInvalid = async (db: Queryable, id: string): Promise<void> => {
  await db.query(`update media set status = 'invalid' where id = $1 and status = 'uploading'`, [
    id,
  ]);
};

/** Those of some pairs that are a conversation and a file of it, as texts `conversation/file`. */
export const findMediaOf = async (
  db: Queryable,
  org: string,
  wanted: readonly { readonly conversationId: string; readonly id: string }[],
): Promise<ReadonlySet<string>> => {
  if (wanted.length === 0) return new Set();
  const rows = await db.query<{ pair: string }>(
    `select m.conversation || '/' || m.id as pair from unnest($2::uuid[], $3::uuid[]) w(conversation, id)
     join media m on m.id = w.id and m.conversation = w.conversation
     where m.org = $1 and m.status = 'valid'`,
    [org, wanted.map(({ conversationId }) => conversationId), wanted.map(({ id }) => id)],
  );
  return new Set(rows.map(({ pair }) => pair));
};
