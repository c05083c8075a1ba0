import {
  type Call,
  type Handler,
  handle,
  type MessageMediaData,
  mediaOperations,
  conversationMessagesOperations as ops,
} from '@tandem/contract';
import { pageOf, toListing } from '../users/index.ts';
import type { ConversationDeps } from './conversation.deps.ts';
import { conversationErrors } from './conversation.errors.ts';
import { headerName, mayShowInline, mostMediaBytes, servedType } from './media.rules.ts';
import type { MediaRecord } from './media.store.ts';
import {
  createUpload,
  downloadUrl,
  fetchMedia,
  mediaOfCommunication,
  receiveUpload,
  requireUploadAddress,
  uploadUrl,
} from './media.usecases.ts';
import { messageErrors } from './message.errors.ts';

const selfUri = ({ id, conversationId, communicationId }: MediaRecord) =>
  `/api/v2/conversations/messages/${conversationId}/communications/${communicationId}/messages/media/${id}`;

const toMediaWire = (
  deps: ConversationDeps,
  media: MediaRecord,
  origin: string,
): MessageMediaData => ({
  id: media.id,
  ...(media.name === null ? {} : { name: media.name }),
  conversationId: media.conversationId,
  communicationId: media.communicationId,
  status: media.status,
  ...(media.mime === null ? {} : { mediaType: media.mime }),
  ...(media.size === null ? {} : { contentLengthBytes: media.size }),
  ...(media.status === 'valid' ? { url: downloadUrl(deps, origin, media.id) } : {}),
  ...(media.status === 'uploading' ? { uploadUrl: uploadUrl(deps, origin, media.id) } : {}),
  selfUri: selfUri(media),
});

const announceHandlers = (deps: ConversationDeps): Handler[] => [
  handle(ops.postConversationsMessageCommunicationMessagesMedia, async (call) => {
    const { principal, params, clientOrigin: origin } = call;
    const request = { ...params, name: null, size: null, md5: null };
    const media = await createUpload(deps, principal, request);
    return { status: 202, body: toMediaWire(deps, media, origin) };
  }),
  handle(ops.postConversationsMessageCommunicationMessagesMediaUploads, async (call) => {
    const { principal, params, body, clientOrigin: origin } = call;
    const media = await createUpload(deps, principal, {
      ...params,
      name: body.fileName,
      size: body.contentLengthBytes,
      md5: body.contentMd5 ?? null,
    });
    return {
      status: 200,
      body: {
        id: media.id,
        name: body.fileName,
        uploadUrl: uploadUrl(deps, origin, media.id),
        uploadHeaders: {},
        selfUri: selfUri(media),
      },
    };
  }),
];

const readHandlers = (deps: ConversationDeps): Handler[] => [
  handle(ops.getConversationsMessageCommunicationMessagesMedia, async (call) => {
    const { principal, params, query, clientOrigin: origin } = call;
    const all = (await mediaOfCommunication(deps, principal, params)).filter(
      ({ status }) => query.status === undefined || query.status === status,
    );
    const { limit, offset } = pageOf(query);
    const entities = all.slice(offset, offset + limit).map((m) => toMediaWire(deps, m, origin));
    const path = ops.getConversationsMessageCommunicationMessagesMedia.path
      .replace('{conversationId}', params.conversationId)
      .replace('{communicationId}', params.communicationId);
    const listing = toListing({ path, query: { ...query }, total: all.length, entities });
    return { status: 202, body: listing };
  }),
  handle(ops.getConversationsMessageCommunicationMessagesMediaMediaId, async (call) => {
    const { principal, params, clientOrigin: origin } = call;
    const found = await mediaOfCommunication(deps, principal, { ...params, ids: [params.mediaId] });
    if (!found[0]) throw conversationErrors.notFound();
    return { status: 200, body: toMediaWire(deps, found[0], origin) };
  }),
];

type UploadCall = Pick<Call, 'headers' | 'rawBody'> & {
  readonly params: { readonly uploadId: string };
  readonly query: { readonly until: string; readonly signature: string };
};

/** @throws messageErrors.mediaMismatch (400) for what calls itself a form and is none. */
const readForm = async (bytes: Buffer, contentType: string): Promise<FormData> => {
  try {
    const headers = { 'content-type': contentType };
    return await new Response(new Uint8Array(bytes), { headers }).formData();
  } catch {
    throw messageErrors.mediaMismatch({ what: 'content: the form cannot be read' });
  }
};

/** The file of a form, or the body as it is. */
const fileOf = async ({ headers, rawBody }: UploadCall) => {
  const contentType = String(headers['content-type'] ?? '');
  const bytes = rawBody ?? Buffer.alloc(0);
  if (!contentType.startsWith('multipart/form-data')) return { bytes, contentType, fileName: null };
  const form = await readForm(bytes, contentType);
  const file = [...form.values()].find((value) => value instanceof File);
  return file
    ? {
        bytes: Buffer.from(await file.arrayBuffer()),
        contentType: file.type,
        fileName: file.name || null,
      }
    : { bytes: Buffer.alloc(0), contentType: '', fileName: null };
};

const upload = async (deps: ConversationDeps, call: UploadCall) => {
  const { until, signature } = call.query;
  const file = await fileOf(call);
  await receiveUpload(deps, { id: call.params.uploadId, until, signature, ...file });
  return { status: 200 };
};

/** Room for the lines of a form around the file. */
const bodyLimit = mostMediaBytes + 64 * 1024;

const uploadOptions = (deps: ConversationDeps) => ({
  raw: true,
  bodyLimit,
  admit: ({ params, query }: Pick<Call, 'params' | 'query'>) => {
    const { until = '', signature = '' } = query as Record<string, string | undefined>;
    const id = (params as Record<string, string>)['uploadId'] ?? '';
    requireUploadAddress(deps, { id, until: String(until), signature: String(signature) });
  },
});

/** Media of messages: announced, uploaded and fetched. */
export const mediaHandlers = (deps: ConversationDeps): Handler[] => [
  ...announceHandlers(deps),
  ...readHandlers(deps),
  handle(mediaOperations.putUpload, (call) => upload(deps, call), uploadOptions(deps)),
  handle(mediaOperations.postUpload, (call) => upload(deps, call), uploadOptions(deps)),
  handle(mediaOperations.getDownload, async ({ params, query }) => {
    const { bytes, mime, name } = await fetchMedia(deps, {
      id: params.downloadId,
      ...query,
    });
    const type = servedType(mime);
    const disposition = mayShowInline(type) ? 'inline' : 'attachment';
    return {
      status: 200,
      body: bytes,
      headers: {
        'content-type': type,
        'content-length': String(bytes.length),
        'content-disposition': `${disposition}; filename*=UTF-8''${headerName(name ?? 'file')}`,
        'content-security-policy': "default-src 'none'; sandbox",
        'x-content-type-options': 'nosniff',
        'cross-origin-resource-policy': 'cross-origin',
      },
    };
  }),
];
