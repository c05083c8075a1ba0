import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useLive } from '#src/live/live-provider.tsx';
import { useSession } from '#src/session/session.ts';

export const MY_QUEUES = ['desk', 'my-queues'];

/** The queues that the agent is a member of, and which of them they take part in; read again when that changes. */
export function useMyQueues() {
  const { api, me } = useSession();
  const client = useQueryClient();
  const live = useLive();
  useEffect(() => {
    const reread = () => void client.invalidateQueries({ queryKey: MY_QUEUES });
    return live.subscribe({
      topics: [`v2.users.${me.id}.activity`],
      onResync: reread,
      // The rest of the activity is told by topics of its own.
      onEvent: ({ eventBody }) => {
        if ((eventBody as { dateActiveQueuesChanged?: string }).dateActiveQueuesChanged) reread();
      },
    });
  }, [client, live, me.id]);
  return useQuery({
    queryKey: MY_QUEUES,
    queryFn: () => api.call('GET /api/v2/routing/queues/me', { query: { pageSize: 100 } }),
    staleTime: 60_000,
  });
}
