import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useLive } from '#src/live/live-provider.tsx';
import { useSession } from '#src/session/session.ts';
import { findPresence, isOnQueue } from './presence-rules.ts';

const KEY = ['desk', 'me'];

/** The agent's presence and routing status, and the ways to change them. */
export function usePresence() {
  const { api, me } = useSession();
  const client = useQueryClient();
  const live = useLive();
  const [chosen, setChosen] = useState<string | null>(null);
  const own = useQuery({
    queryKey: KEY,
    queryFn: () =>
      api.call('GET /api/v2/users/me', { query: { expand: ['presence', 'routingStatus'] } }),
    initialData: me,
  });
  const definitions = useQuery({
    queryKey: ['presence-definitions'],
    queryFn: () => api.call('GET /api/v2/presence/definitions'),
    staleTime: 300_000,
  });
  const reread = () => client.invalidateQueries({ queryKey: KEY });
  useEffect(
    () =>
      live.subscribe({
        topics: [`v2.users.${me.id}.presence`, `v2.users.${me.id}.routingStatus`],
        onResync: () => undefined,
        onEvent: () => void client.invalidateQueries({ queryKey: KEY }),
      }),
    [client, live, me.id],
  );

  const setPresence = useMutation({
    mutationFn: (definitionId: string) =>
      api.call('PATCH /api/v2/users/{userId}/presences/purecloud', {
        params: { userId: me.id },
        body: { primary: true, presenceDefinition: { id: definitionId } },
      }),
    // The choice stays in view until the new state is read, so that the switch does not jump back in between.
    onSettled: async () => {
      await reread();
      setChosen(null);
    },
  });
  const choose = (definitionId: string) => {
    setChosen(definitionId);
    setPresence.mutate(definitionId);
  };
  const backToIdle = useMutation({
    mutationFn: () =>
      api.call('PUT /api/v2/users/{userId}/routingstatus', {
        params: { userId: me.id },
        body: { status: 'IDLE' },
      }),
    onSettled: reread,
  });

  const all = definitions.data?.entities ?? [];
  const current = chosen
    ? all.find(({ id }) => id === chosen)
    : own.data.presence?.presenceDefinition;
  const system =
    current?.systemPresence ?? all.find(({ id }) => id === current?.id)?.systemPresence;
  return {
    definitions: all,
    current: all.find(({ id }) => id === current?.id) ?? null,
    onQueue: isOnQueue(system),
    routingStatus: own.data.routingStatus?.status ?? 'OFF_QUEUE',
    error: definitions.error ?? setPresence.error ?? backToIdle.error,
    busy: setPresence.isPending || backToIdle.isPending,
    choose,
    setOnQueue(wanted: boolean) {
      const definition = findPresence(all, wanted ? 'OnQueue' : 'Available');
      if (definition?.id) choose(definition.id);
    },
    backToIdle: () => backToIdle.mutate(),
  };
}
