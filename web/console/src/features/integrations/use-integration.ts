import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useSession } from '#src/session/session.ts';
import { type Configuration, INTEGRATIONS } from './integration-rules.ts';

/** How often the state is asked for while the page is open: delivery may fail and recover by itself. */
const STATE_MS = 10_000;

/** One integration and its configuration. */
export function useIntegration(integrationId: string) {
  const { api } = useSession();
  const params = { integrationId };
  const integration = useQuery({
    queryKey: [...INTEGRATIONS, integrationId],
    queryFn: () => api.call('GET /api/v2/integrations/{integrationId}', { params }),
    refetchInterval: STATE_MS,
  });
  const configuration = useQuery({
    queryKey: [...INTEGRATIONS, integrationId, 'configuration'],
    queryFn: () => api.call('GET /api/v2/integrations/{integrationId}/config/current', { params }),
  });
  return { integration, configuration };
}

/** Changes an integration, and reads anew what the page shows of it. */
export function useIntegrationChanges(integrationId: string) {
  const { api } = useSession();
  const cache = useQueryClient();
  const params = { integrationId };
  const reread = () => cache.invalidateQueries({ queryKey: INTEGRATIONS });
  return {
    reread,
    async configure(configuration: Configuration) {
      await api.call('PUT /api/v2/integrations/{integrationId}/config/current', {
        params,
        body: configuration,
      });
      await reread();
    },
    async turn(intendedState: 'ENABLED' | 'DISABLED') {
      await api.call('PATCH /api/v2/integrations/{integrationId}', {
        params,
        body: { intendedState },
      });
      await reread();
    },
    remove: () => api.call('DELETE /api/v2/integrations/{integrationId}', { params }),
  };
}
