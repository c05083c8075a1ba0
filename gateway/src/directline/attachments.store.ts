import type { Database, Queryable } from '@tandem/kit';
import { type Session, storableText } from '../conversations/index.ts';

export type UploadedFile = {
  readonly id: string;
  readonly name: string;
  readonly contentType: string;
  readonly data: Buffer;
};

const chunkBytes = 256 * 1024;

/** Stores a file in chunks, in the transaction that stores its message. */
export const insertAttachment = async (
  db: Queryable,
  session: Session,
  { file, at }: { file: UploadedFile; at: Date },
) => {
  await db.query(
    `insert into attachment (id, org, session, name, content_type, bytes, created_at) values ($1, $2, $3, $4, $5, $6, $7)`,
    [
      ...[file.id, session.org, session.id, storableText(file.name), file.contentType],
      ...[file.data.length, at],
    ],
  );
  for (let start = 0, position = 0; start < file.data.length; start += chunkBytes, position += 1)
    await db.query(
      'insert into attachment_chunk (attachment, position, data) values ($1, $2, $3)',
      [file.id, position, file.data.subarray(start, start + chunkBytes)],
    );
};

export const readAttachment = async (db: Database, id: string): Promise<UploadedFile | null> => {
  const [row] = await db.query<{ name: string; content_type: string }>(
    'select name, content_type from attachment where id = $1',
    [id],
  );
  if (!row) return null;
  const chunks = await db.query<{ data: Buffer }>(
    'select data from attachment_chunk where attachment = $1 order by position',
    [id],
  );
  return {
    id,
    name: row.name,
    contentType: row.content_type,
    data: Buffer.concat(chunks.map(({ data }) => data)),
  };
};
