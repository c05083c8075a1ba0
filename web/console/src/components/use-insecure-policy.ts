import { useQuery } from '@tanstack/react-query';
import { useSession } from '../session/session.ts';

/** Whether the policy of the organisation forbids insecure strings, as far as the person may see it. */
export function useInsecurePolicy() {
  const { api, can } = useSession();
  const { isLoading, data } = useQuery({
    queryKey: ['vault', 'policy'],
    queryFn: () => api.call('GET /tandem/vault/policy'),
    enabled: can({ all: ['vault:policy:view'] }),
  });
  return { isKnown: !isLoading, forbidden: data?.insecureStrings === 'forbidden' };
}
