import { createHash } from 'node:crypto';
import type { ConversationReason, MediaTypes, OpenContentAttachment } from '@tandem/contract';
import { HttpCallError, type HttpResponse, PublicError } from '@tandem/kit';
import { allowsMedia } from './supported-content.rules.ts';

/** What the thread's lane of files carries out. */
export type FileFetchPayload = {
  readonly integrationId: string;
  readonly conversationId: string;
  readonly communicationId: string;
  readonly messageId: string;
  /** Of the media that the file becomes, and of the attachment. */
  readonly id: string;
  readonly url: string;
  readonly mime: string;
  readonly filename: string | null;
  /** As the middleware announced it. */
  readonly sha256: string | null;
};

export type FileToFetch = Pick<FileFetchPayload, 'id' | 'url' | 'mime' | 'filename' | 'sha256'>;

export const fileFetchQueue = 'file-fetch';

/** Links are no files; what has no web address cannot be read. */
const isFetchable = ({ mediaType, url }: OpenContentAttachment): boolean =>
  mediaType !== 'Link' && /^https?:\/\//i.test(url);

/** Files of one message that are fetched: each may have 25 MiB, and a message names thousands in a megabyte. */
const mostFiles = 20;

/** The attachments of a message that are fetched, and what is said of those beyond their number. */
export const chosenFiles = <T extends { readonly attachment: OpenContentAttachment }>(
  attachments: readonly T[],
): { readonly chosen: ReadonlySet<T>; readonly left: readonly ConversationReason[] } => {
  const fetchable = attachments.filter(({ attachment }) => isFetchable(attachment));
  const message = `Only the first ${mostFiles} files of a message are fetched; the addresses of the others are the channel's own.`;
  return {
    chosen: new Set(fetchable.slice(0, mostFiles)),
    left: fetchable.length > mostFiles ? [{ code: 'InvalidDestination', message }] : [],
  };
};

export type Verdict =
  | { readonly keep: { readonly bytes: Buffer; readonly mime: string } }
  | { readonly left: ConversationReason }
  | { readonly dropped: ConversationReason }
  | { readonly retry: string };

type Code = NonNullable<ConversationReason['code']>;

const nameOf = ({ filename, mime }: FileToFetch): string =>
  filename ? `${filename.slice(0, 200)} (${mime})` : mime;

const dropped = (file: FileToFetch, code: Code, why: string): Verdict => ({
  dropped: { code, message: `${nameOf(file)} was dropped: ${why}.` },
});

/** The scanner has found something in it. */
export const droppedOf = (
  file: FileToFetch,
  why: string,
): { readonly dropped: ConversationReason } => ({
  dropped: {
    code: 'MessageNotAllowed',
    message: `${nameOf(file)} was dropped: ${why.replace(/\.$/, '')}.`,
  },
});

/** The file stays where the middleware has it. */
export const leftOf = (file: FileToFetch, why: string): { readonly left: ConversationReason } => ({
  left: {
    code: 'InvalidDestination',
    message: `${nameOf(file)} could not be fetched (${why}); its address is the channel's own.`,
  },
});

/** What a call that got no answer says of the file. */
export const verdictOnError = (file: FileToFetch, error: unknown, most: number): Verdict => {
  if (error instanceof HttpCallError)
    return error.reason === 'too-large'
      ? dropped(file, 'InvalidMediaContentLength', `it has more than ${most} bytes`)
      : { retry: error.reason };
  if (error instanceof PublicError)
    return error.code === 'egress.unresolved'
      ? { retry: error.message }
      : leftOf(file, 'this server may not call the address');
  throw error;
};

const vague = new Set(['', 'application/octet-stream', 'binary/octet-stream']);

const servedMime = ({ headers }: HttpResponse): string => {
  const given = headers['content-type'];
  const mime = String(Array.isArray(given) ? given[0] : (given ?? ''));
  return mime.split(';')[0]?.trim().toLowerCase() ?? '';
};

const isAnnounced = (sha256: string, bytes: Buffer): boolean => {
  const digest = createHash('sha256').update(bytes).digest();
  return [digest.toString('hex'), digest.toString('base64')].some(
    (text) => text === sha256 || text === sha256.toLowerCase(),
  );
};

/** What an answer says of the file: size, type and SHA-256 are looked at in what came, not in what was announced. */
export const verdictOnAnswer = (
  file: FileToFetch,
  answer: HttpResponse,
  { mediaTypes, most }: { readonly mediaTypes: MediaTypes; readonly most: number },
): Verdict => {
  const { status, body: bytes } = answer;
  if (status === 429 || status >= 500) return { retry: `HTTP ${status}` };
  if (status < 200 || status >= 300) return leftOf(file, `HTTP ${status}`);
  if (bytes.length === 0) return leftOf(file, 'it is empty');
  if (bytes.length > most)
    return dropped(file, 'InvalidMediaContentLength', `it has more than ${most} bytes`);
  const served = servedMime(answer);
  const mime = vague.has(served) ? file.mime : served;
  if (!allowsMedia(mediaTypes, 'inbound', mime))
    return dropped(
      file,
      'MediaTypeNotAllowed',
      `it is ${mime}, which the supported content profile does not allow`,
    );
  if (file.sha256 && !isAnnounced(file.sha256, bytes))
    return dropped(
      file,
      'InvalidMessageStructure',
      'its SHA-256 is not the one that was announced',
    );
  return { keep: { bytes, mime } };
};
