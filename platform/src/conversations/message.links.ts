import type { ConversationDeps } from './conversation.deps.ts';
import type { StoredMessage } from './conversation.store.ts';
import { findMediaOf } from './media.store.ts';
import { downloadUrl } from './media.usecases.ts';

type Content = { readonly attachment?: { readonly url?: string } };

const contentOf = ({ body }: StoredMessage): readonly Content[] =>
  (body['content'] ?? []) as readonly Content[];

/** The file an address of ours names, whenever that was signed. */
const idOf = (url: string | undefined): string | undefined =>
  /\/api\/v2\/downloads\/([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})(?:\?|$)/.exec(url ?? '')?.[1];

const withLinks = (message: StoredMessage, linkOf: (url: string) => string): StoredMessage => ({
  ...message,
  body: {
    ...message.body,
    content: contentOf(message).map((content) =>
      content.attachment?.url === undefined
        ? content
        : {
            ...content,
            attachment: { ...content.attachment, url: linkOf(content.attachment.url) },
          },
    ),
  },
});

/**
 * Messages whose files have addresses that are good from now on. Only files of the message's own conversation get one:
 * an address in a message may be anybody's.
 */
export const withFreshLinks = async (
  deps: Pick<ConversationDeps, 'db' | 'signer' | 'clock' | 'media'>,
  { org, origin }: { readonly org: string; readonly origin: string },
  messages: readonly StoredMessage[],
): Promise<StoredMessage[]> => {
  const wanted = messages.flatMap((message) =>
    contentOf(message).flatMap(({ attachment }) => {
      const id = idOf(attachment?.url);
      return id ? [{ conversationId: message.conversationId, id }] : [];
    }),
  );
  const own = await findMediaOf(deps.db, org, wanted);
  if (own.size === 0) return [...messages];
  return messages.map((message) =>
    contentOf(message).length === 0
      ? message
      : withLinks(message, (url) => {
          const id = idOf(url);
          return id && own.has(`${message.conversationId}/${id}`)
            ? downloadUrl(deps, origin, id)
            : url;
        }),
  );
};
