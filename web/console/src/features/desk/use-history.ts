import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useApi } from '#src/session/session.ts';
import type { Conversation } from './conversation-rules.ts';
import { history, type MessageData, messageDetails, unreadIds } from './message-rules.ts';

type Known = Readonly<Record<string, MessageData>>;

// The wire's limit for one call.
const BULK = 1000;
export const historyKey = (conversationId: string) => ['desk', 'history', conversationId] as const;

/** Adds messages to what is known of a conversation. */
export const withMessages = (known: Known, messages: readonly MessageData[]): Known => ({
  ...known,
  ...Object.fromEntries(messages.flatMap((one) => (one.id ? [[one.id, one]] : []))),
});

/** The messages of a conversation; only those not at hand are read. */
export function useHistory(conversation: Conversation) {
  const api = useApi();
  const client = useQueryClient();
  const conversationId = conversation.id ?? '';
  const key = historyKey(conversationId);
  const details = useMemo(() => messageDetails(conversation), [conversation]);
  const known = client.getQueryData<Known>(key) ?? {};
  const missing = unreadIds(details, known);

  const query = useQuery({
    queryKey: [...key, 'read', details.size],
    enabled: missing.length > 0,
    queryFn: async () => {
      for (let start = 0; start < missing.length; start += BULK) {
        const { entities = [] } = await api.call(
          'POST /api/v2/conversations/messages/{conversationId}/messages/bulk',
          {
            params: { conversationId },
            query: { useNormalizedMessage: true },
            body: missing.slice(start, start + BULK),
          },
        );
        client.setQueryData<Known>(key, (old) => withMessages(old ?? {}, entities));
      }
      return details.size;
    },
  });
  const stored = useQuery<Known>({ queryKey: key, enabled: false, initialData: {} });
  const messages = useMemo(() => history(conversation, stored.data), [conversation, stored.data]);
  return { messages, loading: query.isLoading && messages.length === 0, query };
}
