import { createHash } from 'node:crypto';
import type { Principal, WebhookAttachment } from '@tandem/contract';
import { isInfected, type Transaction } from '@tandem/kit';
import type { ConversationDeps, OutboundIntegration } from './conversation.deps.ts';
import { conversationErrors } from './conversation.errors.ts';
import { readConversation } from './conversation.store.ts';
import { mediaTypeOf, mimeOf, mostMediaBytes } from './media.rules.ts';
import {
  findMedia,
  insertMedia,
  listMedia,
  type MediaRecord,
  markInvalid,
  markValid,
} from './media.store.ts';
import { messageErrors } from './message.errors.ts';
import { requireSelf, userOf } from './participant.access.ts';

/** How long an address for an upload is good; milliseconds. */
const uploadMs = 3_600_000;

const downloadText = (id: string, until: string) => `download ${id} ${until}`;
const uploadText = (id: string, until: string) => `upload ${id} ${until}`;

type LinkDeps = Pick<ConversationDeps, 'signer' | 'clock' | 'media'>;

/** Address where anybody who holds it may fetch the media for a while: channels have no token. */
export const downloadUrl = (
  { signer, clock, media }: LinkDeps,
  origin: string,
  id: string,
): string => {
  const until = String(clock.now().getTime() + media.linkMs);
  return `${origin}/api/v2/downloads/${id}?until=${until}&signature=${signer.sign(downloadText(id, until))}`;
};

export const uploadUrl = (
  { signer, clock }: Pick<ConversationDeps, 'signer' | 'clock'>,
  origin: string,
  id: string,
): string => {
  const until = String(clock.now().getTime() + uploadMs);
  return `${origin}/api/v2/uploads/${id}?until=${until}&signature=${signer.sign(uploadText(id, until))}`;
};

export type Communication = { readonly conversationId: string; readonly communicationId: string };

/** The communication of the calling agent. @throws conversationErrors.notFound, notYours, notConnected */
const requireCommunicationOf = async (
  deps: ConversationDeps,
  principal: Principal,
  where: Communication,
) => {
  const loaded = await readConversation(deps, principal.org, where.conversationId);
  const wanted = where.communicationId.toLowerCase();
  const participant = loaded?.participants.find((p) => p.communicationId === wanted);
  if (!loaded || !participant) throw conversationErrors.notFound();
  return participant;
};

/** Announces media; its bytes come to the upload address. @throws as above; messageErrors.mediaTooLarge (413) */
export const createUpload = async (
  deps: ConversationDeps,
  principal: Principal,
  request: Communication & {
    readonly name: string | null;
    readonly size: number | null;
    readonly md5: string | null;
  },
): Promise<MediaRecord> => {
  userOf(principal);
  const participant = await requireCommunicationOf(deps, principal, request);
  requireSelf(principal, participant);
  if (participant.state !== 'connected')
    throw conversationErrors.notConnected({ state: participant.state });
  if ((request.size ?? 0) > mostMediaBytes)
    throw messageErrors.mediaTooLarge({ most: String(mostMediaBytes) });
  const id = deps.ids.uuid();
  await insertMedia(deps.db, {
    id,
    org: principal.org,
    conversationId: request.conversationId,
    communicationId: participant.communicationId,
    name: request.name,
    expectedSize: request.size,
    expectedMd5: request.md5,
    createdAt: deps.clock.now(),
    storage: deps.media.storages.current.kind,
  });
  return (await findMedia(deps.db, id)) as MediaRecord;
};

/** Media of a communication. @throws conversationErrors.notFound */
export const mediaOfCommunication = async (
  deps: ConversationDeps,
  principal: Principal,
  where: Communication & { readonly ids?: readonly string[] },
): Promise<MediaRecord[]> => {
  const { communicationId } = await requireCommunicationOf(deps, principal, where);
  const { ids } = where;
  return listMedia(deps.db, principal.org, { communicationId, ...(ids ? { ids } : {}) });
};

type Upload = {
  readonly id: string;
  readonly until: string;
  readonly signature: string;
  readonly bytes: Buffer;
  readonly contentType: string | undefined;
  readonly fileName: string | null;
};

const matches = ({ expectedMd5 }: MediaRecord, bytes: Buffer): boolean => {
  if (expectedMd5 === null) return true;
  const digest = createHash('md5').update(bytes).digest();
  return [digest.toString('base64'), digest.toString('hex')].includes(expectedMd5);
};

/** Whether an address for an upload is ours and still good. @throws messageErrors.uploadRefused (403) */
export const requireUploadAddress = (
  { signer, clock }: Pick<ConversationDeps, 'signer' | 'clock'>,
  { id, until, signature }: Pick<Upload, 'id' | 'until' | 'signature'>,
): void => {
  const isGood = signer.verify(uploadText(id, until), signature);
  if (!isGood || Number(until) < clock.now().getTime()) throw messageErrors.uploadRefused();
};

/** Takes the bytes of announced media, once. @throws messageErrors.uploadRefused, mediaTooLarge, mediaMismatch, fileScanErrors */
export const receiveUpload = async (deps: ConversationDeps, upload: Upload): Promise<void> => {
  const { id, bytes } = upload;
  requireUploadAddress(deps, upload);
  const media = await findMedia(deps.db, id);
  if (media?.status !== 'uploading') throw messageErrors.uploadRefused();
  if (bytes.length > mostMediaBytes)
    throw messageErrors.mediaTooLarge({ most: String(mostMediaBytes) });
  const wrong =
    media.expectedSize !== null && media.expectedSize !== bytes.length
      ? 'contentLengthBytes'
      : matches(media, bytes)
        ? null
        : 'contentMd5';
  if (wrong || bytes.length === 0) {
    await markInvalid(deps.db, id);
    throw messageErrors.mediaMismatch({ what: wrong ?? 'content: it is empty' });
  }
  const name = media.name ?? upload.fileName;
  const mime = mimeOf(upload.contentType, name);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const storage = deps.media.storages.of(media.storage);
  const finish = await storage.write(media, bytes, mime).catch(async (error: unknown) => {
    if (isInfected(error)) await markInvalid(deps.db, id);
    throw error;
  });
  await deps.db.transaction(async (tx) => {
    const facts = { id, mime, name, size: bytes.length, sha256 };
    if (!(await markValid(tx, facts))) throw messageErrors.uploadRefused();
    await finish(tx);
  });
};

/**
 * Media with its bytes for whoever holds the signed address while that is good.
 * @throws conversationErrors.notFound, messageErrors.linkExpired (410)
 */
export const fetchMedia = async (
  { db, signer, clock, media: { storages } }: LinkDeps & Pick<ConversationDeps, 'db'>,
  address: { readonly id: string; readonly until: string; readonly signature: string },
): Promise<MediaRecord & { readonly bytes: Buffer }> => {
  const { id, until, signature } = address;
  if (!signer.verify(downloadText(id, until), signature)) throw conversationErrors.notFound();
  if (Number(until) < clock.now().getTime()) throw messageErrors.linkExpired();
  const media = await findMedia(db, id);
  if (media?.status !== 'valid') throw conversationErrors.notFound();
  return { ...media, bytes: await storages.of(media.storage).read(media) };
};

/**
 * Uploaded media as attachments of a message.
 * @throws messageErrors.mediaUnknown, mediaNotAllowed (400)
 */
export const attachMedia = async (
  deps: ConversationDeps,
  tx: Transaction,
  input: {
    readonly org: string;
    readonly communicationId: string;
    readonly mediaIds: readonly string[];
    readonly origin: string;
    readonly integration: OutboundIntegration;
  },
): Promise<WebhookAttachment[]> => {
  const { org, communicationId, mediaIds, origin, integration } = input;
  if (mediaIds.length === 0) return [];
  const found = await listMedia(tx, org, { communicationId, ids: mediaIds });
  return mediaIds.map((wanted) => {
    const media = found.find(({ id }) => id === wanted.toLowerCase());
    if (media?.status !== 'valid') throw messageErrors.mediaUnknown({ id: wanted });
    const mime = media.mime ?? 'application/octet-stream';
    if (!deps.messaging.allowsMedia(integration.mediaTypes, 'outbound', mime))
      throw messageErrors.mediaNotAllowed({ mime });
    return {
      contentType: 'Attachment',
      attachment: {
        id: media.id,
        mediaType: mediaTypeOf(mime),
        url: downloadUrl(deps, origin, media.id),
        mime,
        ...(media.name === null ? {} : { filename: media.name }),
        ...(media.size === null ? {} : { contentSizeBytes: media.size }),
        ...(media.sha256 === null ? {} : { sha256: media.sha256 }),
      },
    };
  });
};
