import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useSession } from '#src/session/session.ts';
import { librariesOf } from './canned-rules.ts';
import { queueOf, type Work } from './conversation-rules.ts';

/** As many as one looks through; more are found by typing. */
const MOST = 50;

/** What the queue of a piece of work lets its agents choose from; undefined until it is known. */
function useLibraries(work: Work): readonly string[] | null | undefined {
  const { api, can } = useSession();
  const queueId = queueOf(work)?.id;
  const mayLook = queueId !== undefined && can({ all: ['routing:queue:view'] });
  const queue = useQuery({
    queryKey: ['desk', 'queue', queueId],
    enabled: mayLook,
    staleTime: 60_000,
    queryFn: () =>
      api.call('GET /api/v2/routing/queues/{queueId}', { params: { queueId: queueId ?? '' } }),
  });
  if (!mayLook || queue.isError) return null;
  return queue.data ? librariesOf(queue.data.cannedResponseLibraries) : undefined;
}

/** The canned responses that hold every typed word in name or text. */
export function useCanned(work: Work, typed: string) {
  const { api } = useSession();
  const libraries = useLibraries(work);
  const [phrase] = useDebouncedValue(typed.trim(), 200);
  return useQuery({
    queryKey: ['desk', 'canned', libraries, phrase],
    enabled: libraries !== undefined,
    placeholderData: keepPreviousData,
    queryFn: async () => {
      if (libraries?.length === 0) return [];
      const filters = libraries
        ? [{ name: 'libraryId', operator: 'IN' as const, values: [...libraries] }]
        : [];
      const { results } = await api.call('POST /api/v2/responsemanagement/responses/query', {
        body: { pageSize: MOST, filters, ...(phrase ? { queryPhrase: phrase } : {}) },
      });
      return results.entities ?? [];
    },
  });
}
