import { useQuery } from '@tanstack/react-query';
import { useSession } from '#src/session/session.ts';

/** Names of the OAuth clients that hold a role, as far as the person may see clients. */
export function useRoleClients(): {
  readonly known: boolean;
  readonly of: (roleId: string) => readonly string[];
} {
  const { api, can } = useSession();
  const read = useQuery({
    queryKey: ['oauth-clients', 'roles'],
    queryFn: () => api.call('GET /api/v2/oauth/clients'),
    enabled: can({ all: ['oauth:client:view'] }),
  });
  const clients = read.data?.entities ?? [];
  return {
    known: read.isSuccess,
    of: (roleId) =>
      clients
        .filter(({ roleDivisions = [] }) => roleDivisions.some((held) => held.roleId === roleId))
        .map(({ name }) => name),
  };
}
