import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useSession } from '#src/session/session.ts';
import {
  DESTINATIONS,
  type Destination,
  type DestinationBody,
  FOLLOW_MS,
} from './destination-rules.ts';

/** Asking opens a connection to the other side, so it is asked seldom. */
const REMOTE_MS = 60_000;

/** One destination, read again while the page is open. */
export function useDestination(destinationId: string) {
  const { api } = useSession();
  return useQuery({
    queryKey: [...DESTINATIONS, destinationId],
    queryFn: () =>
      api.call('GET /tandem/events/destinations/{destinationId}', { params: { destinationId } }),
    refetchInterval: FOLLOW_MS,
  });
}

/** What receives at the other side. */
export function useRemote(destinationId: string) {
  const { api } = useSession();
  return useQuery({
    queryKey: [...DESTINATIONS, destinationId, 'remote'],
    queryFn: () =>
      api.call('GET /tandem/events/destinations/{destinationId}/remote', {
        params: { destinationId },
      }),
    refetchInterval: REMOTE_MS,
    staleTime: REMOTE_MS / 2,
    retry: false,
  });
}

/** What the form offers: kinds with their settings, and topics with what they are about and bring. */
export function useOffer() {
  const { t } = useTranslation('event-destinations');
  const { api } = useSession();
  const kinds = useQuery({
    queryKey: ['event-destination-kinds'],
    queryFn: () => api.call('GET /tandem/events/destination-kinds'),
  });
  const volume = useQuery({
    queryKey: ['event-volume'],
    queryFn: () => api.call('GET /tandem/events/volume'),
  });
  // Only a help: without it the form is the same.
  const abouts = useQuery({
    queryKey: ['available-topics'],
    queryFn: () =>
      api.call('GET /api/v2/notifications/availabletopics', {
        query: { expand: ['description'] },
      }),
    retry: false,
  });
  const about = new Map(abouts.data?.entities?.map(({ id, description }) => [id, description]));
  const topics = volume.data?.topics.map(({ topic, eventsPerDay }) => {
    const often = t('perDay', { count: Math.round(eventsPerDay) });
    return {
      ...{ value: topic, label: topic },
      hint: [about.get(topic), often].filter(Boolean).join(' · '),
    };
  });
  return {
    error: kinds.error ?? volume.error,
    kinds: kinds.data?.kinds,
    topics,
    retry: () => void Promise.all([kinds.refetch(), volume.refetch()]),
  };
}

/** Changes destinations, and reads anew what pages show of them. */
export function useDestinationChanges() {
  const { api } = useSession();
  const cache = useQueryClient();
  const reread = () => cache.invalidateQueries({ queryKey: DESTINATIONS });
  return {
    reread,
    async save(body: DestinationBody, stored: Destination | null) {
      const saved = stored
        ? await api.call('PUT /tandem/events/destinations/{destinationId}', {
            params: { destinationId: stored.id },
            body,
          })
        : await api.call('POST /tandem/events/destinations', { body });
      await reread();
      return saved;
    },
    async turn({ id: destinationId }: Destination, state: 'running' | 'paused') {
      const params = { destinationId };
      if (state === 'paused')
        await api.call('POST /tandem/events/destinations/{destinationId}/pause', { params });
      else await api.call('POST /tandem/events/destinations/{destinationId}/resume', { params });
      await reread();
    },
    remove: (destinationId: string) =>
      api.call('DELETE /tandem/events/destinations/{destinationId}', { params: { destinationId } }),
    /** What was kept of one that is deleted goes, once no page shows it: a page would ask for it again. */
    async forget(destinationId: string) {
      cache.removeQueries({ queryKey: [...DESTINATIONS, destinationId] });
      await cache.invalidateQueries({ queryKey: [...DESTINATIONS, 'list'] });
    },
  };
}
