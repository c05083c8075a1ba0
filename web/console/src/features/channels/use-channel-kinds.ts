import { useQuery } from '@tanstack/react-query';
import { readAll } from '#src/api/read-all.ts';
import { useSession } from '#src/session/session.ts';

/** Kinds of channels as the server declares them. */
export function useChannelKinds() {
  const { api } = useSession();
  return useQuery({
    queryKey: ['channel-kinds'],
    queryFn: () => api.call('GET /tandem/gateway/channel-kinds'),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Endpoints that a channel may belong to. */
export function useEndpoints() {
  const { api } = useSession();
  return useQuery({
    queryKey: ['endpoints', 'all'],
    queryFn: () =>
      readAll(100, (page) => api.call('GET /tandem/gateway/endpoints', { query: page })),
  });
}
