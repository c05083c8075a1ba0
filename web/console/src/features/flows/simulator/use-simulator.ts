import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { FlowDocument } from '../document/flow-document.ts';
import type { FlowHalf } from '../flow-api.ts';
import { type Simulation, type SimulationMessage, useSimulatorApi } from './simulator-api.ts';

const POLL_MS = 1000;

type Begin = {
  readonly document: FlowDocument;
  readonly flowId: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly participantData?: Readonly<Record<string, string>>;
  readonly message?: string;
};

/** One simulation: begun, told things, polled while a call is under way. */
export function useSimulator(half: FlowHalf) {
  const api = useSimulatorApi(half);
  const client = useQueryClient();
  const [begun, setBegun] = useState<{ readonly id: string; readonly document: FlowDocument }>();
  const id = begun?.id ?? '';
  const read = useQuery({
    queryKey: ['simulation', id],
    queryFn: () => api.get(id),
    enabled: begun !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
    refetchInterval: ({ state }) => (state.data?.awaits === 'call' ? POLL_MS : false),
  });
  const keep = (view: Simulation) => client.setQueryData(['simulation', view.id], view);
  const start = useMutation({
    mutationFn: ({ document, inputs, participantData, ...rest }: Begin) =>
      api.start({
        ...rest,
        document,
        ...(inputs ? { inputs: { ...inputs } } : {}),
        ...(participantData ? { participantData: { ...participantData } } : {}),
      }),
    onSuccess: (view, { document }) => {
      keep(view);
      setBegun({ id: view.id, document });
    },
  });
  const act = useMutation({
    mutationFn: (deed: SimulationMessage | 'skip') =>
      deed === 'skip' ? api.skip(id) : api.say(id, deed),
    onSuccess: keep,
  });
  return {
    view: begun ? read.data : undefined,
    /** The draft that runs. */
    document: begun?.document,
    busy: start.isPending || act.isPending,
    error: start.error ?? act.error ?? read.error,
    start: start.mutate,
    say: (message: SimulationMessage) => act.mutate(message),
    skip: () => act.mutate('skip'),
    over: () => {
      setBegun(undefined);
      start.reset();
      act.reset();
    },
  };
}
export type Simulator = ReturnType<typeof useSimulator>;
