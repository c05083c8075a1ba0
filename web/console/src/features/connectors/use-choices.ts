import { useQuery } from '@tanstack/react-query';
import { readAll } from '#src/api/read-all.ts';
import { useSession } from '#src/session/session.ts';

/** What a connector can be made of. */
export function useChoices() {
  const { api, can } = useSession();
  const settings = useQuery({
    queryKey: ['connector-settings'],
    queryFn: () => api.call('GET /tandem/connectors/settings'),
  });
  const maySee = can({ all: ['vault:connection:view'] });
  const connections = useQuery({
    queryKey: ['connections', 'all'],
    queryFn: () => readAll(200, (page) => api.call('GET /tandem/connections', { query: page })),
    enabled: maySee,
  });
  const isReady = settings.data && (connections.data || !maySee);
  return {
    choices: isReady ? { settings: settings.data, connections: connections.data ?? [] } : null,
    error: settings.error ?? connections.error,
  };
}
