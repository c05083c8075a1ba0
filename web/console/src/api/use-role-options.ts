import { useQuery } from '@tanstack/react-query';
import { useSession } from '../session/session.ts';
import { readAll } from './read-all.ts';

export type RoleOption = {
  readonly value: string;
  readonly label: string;
  readonly description: string;
};

/** The organisation's roles to choose from; none without the permission to see them. */
export function useRoleOptions(): {
  readonly roles: readonly RoleOption[];
  readonly ready: boolean;
} {
  const { api, can } = useSession();
  const enabled = can({ all: ['authorization:role:view'] });
  const list = useQuery({
    queryKey: ['roles', 'choices'],
    queryFn: () =>
      readAll(100, (page) => api.call('GET /api/v2/authorization/roles', { query: page })),
    enabled,
  });
  const roles = (list.data ?? []).flatMap(({ id, name, description }) =>
    id ? [{ value: id, label: name ?? id, description: description ?? '' }] : [],
  );
  return { roles, ready: !enabled || !list.isPending };
}
