import { createHash } from 'node:crypto';
import type { ConversationReason } from '@tandem/contract';
import type { Clock, Database, Queryable, Transaction } from '@tandem/kit';
import type { MediaStorages } from '../media-storage/index.ts';
import { toMessageKey } from '../threads/index.ts';
import { findMedia, insertMedia, markValid } from './media.store.ts';

/** A file of a customer as it is fetched: `id` is that of its media. */
export type InboundFile = {
  readonly id: string;
  readonly org: string;
  readonly conversationId: string;
  readonly communicationId: string;
  readonly name: string | null;
};

export type KeptFile = { readonly mime: string; readonly size: number; readonly sha256: string };

/** A file that is kept already; null while it is not. */
export const findKeptFile = async (db: Queryable, id: string): Promise<KeptFile | null> => {
  const media = await findMedia(db, id);
  if (media?.status !== 'valid' || media.sha256 === null) return null;
  const { mime, size, sha256 } = media;
  return { mime: mime ?? 'application/octet-stream', size: size ?? 0, sha256 };
};

/** Keeps the bytes of a file; once, however often it is tried. */
export const keepFile = async (
  { db, clock, storages }: { db: Database; clock: Pick<Clock, 'now'>; storages: MediaStorages },
  file: InboundFile,
  { bytes, mime }: { readonly bytes: Buffer; readonly mime: string },
): Promise<KeptFile> => {
  const { id, org, conversationId, communicationId, name } = file;
  const { current } = storages;
  if (!(await findMedia(db, id)))
    await insertMedia(db, {
      ...{ id, org, conversationId, communicationId, name },
      ...{ expectedSize: null, expectedMd5: null, createdAt: clock.now(), storage: current.kind },
    });
  const kept = {
    mime,
    size: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  };
  const storage = storages.of((await findMedia(db, id))?.storage ?? current.kind);
  const finish = await storage.write(file, bytes, mime);
  await db.transaction(async (tx) => {
    if (await markValid(tx, { id, name, ...kept })) await finish(tx);
  });
  return kept;
};

/** What became of a file: it is kept, stays where it is, or is dropped; the last two with the reason. */
export type FileOutcome = { readonly id: string } & (
  | { readonly kept: KeptFile }
  | { readonly left: ConversationReason }
  | { readonly dropped: ConversationReason }
);

type Body = {
  readonly content?: readonly { readonly attachment?: { readonly id?: string } }[];
  readonly reasons?: readonly ConversationReason[];
};

const withOutcome = (body: Body, outcome: FileOutcome): Body => {
  const { id } = outcome;
  const content = (body.content ?? []).flatMap((one) => {
    if (one.attachment?.id !== id) return [one];
    if ('dropped' in outcome) return [];
    if ('left' in outcome) return [one];
    const { mime, size, sha256 } = outcome.kept;
    const url = `/api/v2/downloads/${id}`;
    return [
      { ...one, attachment: { ...one.attachment, url, mime, sha256, contentSizeBytes: size } },
    ];
  });
  const reason = 'dropped' in outcome ? outcome.dropped : 'left' in outcome ? outcome.left : null;
  const { content: _, ...rest } = body;
  return {
    ...rest,
    ...(content.length > 0 ? { content } : {}),
    ...(reason ? { reasons: [...(body.reasons ?? []), reason] } : {}),
  };
};

/** Writes on a stored message what became of its file. A message that is gone meanwhile needs no word of it. */
export const noteFile = async (
  tx: Transaction,
  { org, messageId }: { readonly org: string; readonly messageId: string },
  outcome: FileOutcome,
): Promise<void> => {
  const key = toMessageKey(messageId);
  const [row] = await tx.query<{ body: Body }>(
    'select body from message where org = $1 and id = $2 for update',
    [org, key],
  );
  if (!row) return;
  await tx.query('update message set body = $3 where org = $1 and id = $2', [
    org,
    key,
    JSON.stringify(withOutcome(row.body, outcome)),
  ]);
};
