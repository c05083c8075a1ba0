import { useQuery } from '@tanstack/react-query';
import { useApi } from '../session/session.ts';

/** Id of the home division, where everything lives that names no other; null until it is known. */
export function useHomeDivision(): string | null {
  const api = useApi();
  const home = useQuery({
    queryKey: ['home-division'],
    queryFn: () => api.call('GET /api/v2/authorization/divisions/home'),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return home.data?.id ?? null;
}
