import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { ApiError } from '#src/api/api-error.ts';
import type { Api } from '#src/api/client.ts';
import { useLive } from '#src/live/live-provider.tsx';
import { useSession } from '#src/session/session.ts';
import {
  type Conversation,
  isConversation,
  missingFrom,
  sortIntoLists,
  upsert,
} from './conversation-rules.ts';

const KEY = ['desk', 'conversations'];
// Events carry the whole conversation; reading again shortly after mends whatever an event got wrong.
const REREAD_AFTER_MS = 1000;
const TRY_AGAIN_MS = 5000;

async function readOne(api: Api, conversationId: string): Promise<Conversation[]> {
  try {
    const params = { conversationId };
    return [await api.call('GET /api/v2/conversations/messages/{conversationId}', { params })];
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return [];
    throw error;
  }
}

type ReadAll = { readonly api: Api; readonly client: QueryClient; readonly userId: string };

async function readAll({ api, client, userId }: ReadAll): Promise<readonly Conversation[]> {
  const listing = await api.call('GET /api/v2/conversations/messages');
  const fresh = listing.entities ?? [];
  const old = client.getQueryData<readonly Conversation[]>(KEY) ?? [];
  const missing = await Promise.all(missingFrom(fresh, old, userId).map((id) => readOne(api, id)));
  return [...fresh, ...missing.flat()];
}

/** The agent's conversations, kept current by events. */
export function useConversations() {
  const { api, me } = useSession();
  const client = useQueryClient();
  const live = useLive();
  const query = useQuery({
    queryKey: KEY,
    queryFn: () => readAll({ api, client, userId: me.id }),
    staleTime: 0,
    // The live channel may be up while a reading failed: what is shown does not stay old.
    refetchInterval: ({ state }) => (state.status === 'error' ? TRY_AGAIN_MS : false),
  });

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const reread = () => client.invalidateQueries({ queryKey: KEY });
    const leave = live.subscribe({
      topics: [`v2.users.${me.id}.conversations.messages`],
      onResync: () => void client.invalidateQueries({ queryKey: ['desk'] }),
      onEvent: ({ eventBody }) => {
        if (isConversation(eventBody)) {
          client.setQueryData<readonly Conversation[]>(KEY, (old) => upsert(old ?? [], eventBody));
        }
        clearTimeout(timer);
        timer = setTimeout(() => void reread(), REREAD_AFTER_MS);
      },
    });
    return () => {
      clearTimeout(timer);
      leave();
    };
  }, [client, live, me.id]);

  const lists = useMemo(() => sortIntoLists(query.data ?? [], me.id), [query.data, me.id]);
  return { query, lists, reread: () => client.invalidateQueries({ queryKey: KEY }) };
}
