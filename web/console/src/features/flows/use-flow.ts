import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useSession } from '#src/session/session.ts';
import { EMPTY_DOCUMENT, type FlowDocument } from './flow-document.ts';

/** Reads a flow with its newest document; a flow that was never saved is empty. */
export function useFlow(flowId: string) {
  const { api } = useSession();
  const flow = useQuery({
    queryKey: ['flows', flowId],
    queryFn: () => api.call('GET /api/v2/flows/{flowId}', { params: { flowId } }),
  });
  const document = useQuery({
    queryKey: ['flows', flowId, 'document'],
    queryFn: async () => {
      if (!flow.data?.savedVersion) return EMPTY_DOCUMENT;
      const read = await api.call('GET /api/v2/flows/{flowId}/latestconfiguration', {
        params: { flowId },
      });
      return read as unknown as FlowDocument;
    },
    // What was never saved has no document to ask for.
    enabled: flow.isSuccess,
    // A reread while somebody edits must not take the work away.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  return { flow, document };
}

/** Saves a new version of a flow, and publishes the saved one. */
export function useFlowDeeds(flowId: string) {
  const { api } = useSession();
  const client = useQueryClient();
  const reread = () => client.invalidateQueries({ queryKey: ['flows'] });
  const save = useMutation({
    mutationFn: (document: FlowDocument) =>
      api.call('POST /api/v2/flows/{flowId}/versions', {
        params: { flowId },
        body: document as unknown as Record<string, unknown>,
      }),
    onSuccess: reread,
  });
  const publish = useMutation({
    mutationFn: (version: string) =>
      api.call('POST /api/v2/flows/actions/publish', { query: { flow: flowId, version } }),
    onSuccess: reread,
  });
  return { save, publish };
}
