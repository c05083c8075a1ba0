import { useQuery } from '@tanstack/react-query';
import { toCatalogue } from '../document/catalogue.ts';
import { emptyDocument, readDocument } from '../document/flow-document.ts';
import { type Flow, type FlowHalf, useFlowApi } from '../flow-api.ts';

/** Reads a flow with its newest document and the actions it may use; one that was never saved is empty. */
export function useFlow(half: FlowHalf, flowId: string) {
  const flows = useFlowApi(half);
  const flow = useQuery({
    queryKey: ['flows', half, flowId],
    queryFn: () => flows.get(flowId),
  });
  const kind = flow.data?.kind;
  const document = useQuery({
    // Not below `flows`: a reread while somebody edits must not take the work away.
    queryKey: ['flow-document', half, flowId],
    queryFn: async () => {
      const { savedVersion = null, kind: of } = flow.data as Flow;
      if (savedVersion === null) return { version: null, document: emptyDocument(of) };
      const read = await flows.version(flowId, savedVersion);
      return { version: read.version, document: readDocument(read.document) };
    },
    enabled: flow.isSuccess,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  const catalogue = useQuery({
    queryKey: ['flow-catalogue', half, kind],
    queryFn: async () => toCatalogue((await flows.catalogue(kind ?? '')).actions),
    enabled: kind !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return { flows, flow, document, catalogue };
}
