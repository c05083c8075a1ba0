import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useSession } from '#src/session/session.ts';
import { changeOf, withChange } from './label-rules.ts';

const LABELS = '/tandem/desk/conversations/{conversationId}/labels';

export const labelsKey = (conversationId: string) => ['desk', 'labels', conversationId] as const;

type Kept = { readonly labels: readonly string[] };

/** What colleagues filed the conversation under. */
export function useLabels(conversationId: string): readonly string[] {
  const { api, can } = useSession();
  const labels = useQuery({
    queryKey: labelsKey(conversationId),
    enabled: can({ all: ['conversation:message:view'] }),
    queryFn: () => api.call(`GET ${LABELS}`, { params: { conversationId } }),
  });
  return labels.data?.labels ?? [];
}

/** Labels that the organisation uses, to choose from. */
export function useUsedLabels(): readonly string[] {
  const { api, can } = useSession();
  const used = useQuery({
    queryKey: ['desk', 'used-labels'],
    enabled: can({ all: ['conversation:message:view'] }),
    queryFn: () => api.call('GET /tandem/desk/labels'),
  });
  return (used.data?.entities ?? []).map(({ name }) => name);
}

/** Changes the labels to those that are wanted; shown at once, and taken back when it does not succeed. */
export function useChangeLabels(conversationId: string) {
  const { api } = useSession();
  const client = useQueryClient();
  const queryKey = labelsKey(conversationId);
  const mutationKey = ['change', ...queryKey];
  return useMutation({
    mutationKey,
    mutationFn: (wanted: { readonly before: readonly string[]; readonly after: string[] }) =>
      api.call(`PATCH ${LABELS}`, { params: { conversationId }, body: changeOf(wanted) }),
    onMutate: async (wanted) => {
      await client.cancelQueries({ queryKey });
      client.setQueryData<Kept>(queryKey, (old) => ({
        labels: withChange(old?.labels ?? [], changeOf(wanted)),
      }));
    },
    onSettled: async () => {
      // The last of several changes that follow each other quickly reads what has become of all.
      if (client.isMutating({ mutationKey }) > 1) return;
      await client.invalidateQueries({ queryKey });
      await client.invalidateQueries({ queryKey: ['desk', 'used-labels'] });
    },
  });
}
