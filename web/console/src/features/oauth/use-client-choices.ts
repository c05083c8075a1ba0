import { useQuery } from '@tanstack/react-query';
import { useRoleOptions } from '#src/api/use-role-options.ts';
import { useApi } from '#src/session/session.ts';

/** Roles and scopes that a client can be given. */
export function useClientChoices() {
  const api = useApi();
  const { roles, ready } = useRoleOptions();
  const scopes = useQuery({
    queryKey: ['oauth-scopes'],
    queryFn: () => api.call('GET /api/v2/oauth/scopes'),
  });
  return {
    roles,
    scopes: (scopes.data?.entities ?? []).flatMap(({ id }) =>
      id ? [{ value: id, label: id }] : [],
    ),
    ready: ready && !scopes.isPending,
  };
}
