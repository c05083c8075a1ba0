import type { MessageData, MessageDetails } from '@tandem/contract';
import type { StoredMessage } from './conversation.store.ts';

type Attachment = {
  readonly id?: string;
  readonly url?: string;
  readonly mime?: string;
  readonly filename?: string;
  readonly contentSizeBytes?: number;
};

const attachmentsOf = ({ body }: StoredMessage): Attachment[] => {
  const content = (body['content'] ?? []) as readonly { readonly attachment?: Attachment }[];
  return content.flatMap(({ attachment }) => (attachment ? [attachment] : []));
};

const mediaOf = (message: StoredMessage) =>
  attachmentsOf(message).map(({ id, url, mime, filename, contentSizeBytes }) => ({
    ...(id === undefined ? {} : { id }),
    // An address without a signature is of use to nobody.
    ...(url === undefined || url.startsWith('/') ? {} : { url }),
    ...(mime === undefined ? {} : { mediaType: mime }),
    ...(filename === undefined ? {} : { name: filename }),
    ...(contentSizeBytes === undefined ? {} : { contentLengthBytes: contentSizeBytes }),
  }));

const messageUri = ({ conversationId, id }: StoredMessage) =>
  `/api/v2/conversations/messages/${conversationId}/messages/${id}`;

/** One message as the message operations show it. */
export const toMessageData = (message: StoredMessage): MessageData => {
  const { direction, integrationId, customerId, body } = message;
  const inbound = direction === 'inbound';
  const channelId = (body['channel'] as { readonly messageId?: string } | undefined)?.messageId;
  return {
    id: message.id,
    ...(inbound && channelId ? { providerMessageId: channelId } : {}),
    timestamp: message.at.toISOString(),
    fromAddress: inbound ? customerId : integrationId,
    toAddress: inbound ? integrationId : customerId,
    direction,
    messengerType: 'open',
    textBody: (body['text'] as string | undefined) ?? '',
    status: message.status as MessageData['status'],
    media: mediaOf(message),
    normalizedMessage: body as unknown as NonNullable<MessageData['normalizedMessage']>,
    normalizedReceipts: (message.receipts ?? []) as unknown as NonNullable<
      MessageData['normalizedReceipts']
    >,
    ...(message.userId
      ? {
          createdBy: { id: message.userId, version: 1, selfUri: `/api/v2/users/${message.userId}` },
        }
      : {}),
    conversationId: message.conversationId,
    selfUri: messageUri(message),
  };
};

type Receipt = {
  readonly status?: string;
  readonly reasons?: readonly { readonly code?: string; readonly message?: string }[];
};

/** Why the channel, or the product, gave the message up: the last word on it. */
const errorInfoOf = ({ status, receipts }: StoredMessage) => {
  if (status !== 'delivery-failed') return {};
  const failed = (receipts ?? []).findLast((one) => (one as Receipt).status === 'Failed');
  const [reason] = (failed as Receipt | undefined)?.reasons ?? [];
  const code = reason?.code ?? 'GeneralError';
  return { errorInfo: { status: 400, code, message: reason?.message || code } };
};

/** One message as the communications of a conversation list it. */
export const toMessageDetails = (message: StoredMessage): MessageDetails => ({
  messageId: message.id,
  messageURI: messageUri(message),
  messageStatus: message.status as NonNullable<MessageDetails['messageStatus']>,
  messageSegmentCount: 1,
  messageTime: message.at.toISOString(),
  media: mediaOf(message),
  ...errorInfoOf(message),
});
