import { useQuery } from '@tanstack/react-query';
import { readAll } from '#src/api/read-all.ts';
import { useSession } from '#src/session/session.ts';

/** API destinations that a rule may send to. */
export function useDestinations() {
  const { api } = useSession();
  return useQuery({
    queryKey: ['api-destinations', 'choices'],
    queryFn: () =>
      readAll(200, (page) => api.call('GET /tandem/events/api-destinations', { query: page })),
  });
}
