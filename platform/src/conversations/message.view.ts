import type { MessageData, MessageDetails } from '@tandem/contract';
import type { ListedMessage, MessageContent, StoredMessage } from './conversation.store.ts';

const mediumOf = ({
  id,
  url,
  mime,
  filename,
  contentSizeBytes,
}: NonNullable<MessageContent['attachment']>) => ({
  ...(id === undefined ? {} : { id }),
  // An address without a signature is of use to nobody.
  ...(url === undefined || url.startsWith('/') ? {} : { url }),
  ...(mime === undefined ? {} : { mediaType: mime }),
  ...(filename === undefined ? {} : { name: filename }),
  ...(contentSizeBytes === undefined ? {} : { contentLengthBytes: contentSizeBytes }),
});

const mediaOf = (content: readonly MessageContent[]) =>
  content.flatMap(({ attachment }) => (attachment ? [mediumOf(attachment)] : []));

const messageUri = ({ conversationId, id }: Pick<ListedMessage, 'conversationId' | 'id'>) =>
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
    media: mediaOf((body['content'] ?? []) as readonly MessageContent[]),
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
const errorInfoOf = ({ status, receipts }: ListedMessage) => {
  if (status !== 'delivery-failed') return {};
  const failed = (receipts ?? []).findLast((one) => (one as Receipt).status === 'Failed');
  const [reason] = (failed as Receipt | undefined)?.reasons ?? [];
  const code = reason?.code ?? 'GeneralError';
  return { errorInfo: { status: 400, code, message: reason?.message || code } };
};

/** One message as the communications of a conversation list it. */
export const toMessageDetails = (message: ListedMessage): MessageDetails => ({
  messageId: message.id,
  messageURI: messageUri(message),
  messageStatus: message.status as NonNullable<MessageDetails['messageStatus']>,
  messageSegmentCount: 1,
  messageTime: message.at,
  media: message.content === null ? [] : mediaOf(message.content),
  ...errorInfoOf(message),
});
