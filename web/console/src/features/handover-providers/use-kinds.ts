import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useSession } from '#src/session/session.ts';

/** Kinds of bots and handover as the server declares them. */
export function useKinds() {
  const { api } = useSession();
  return useQuery({
    queryKey: ['bot-providers'],
    queryFn: () => api.call('GET /tandem/gateway/providers'),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Name of a kind of handover. */
export function useKindName() {
  const { t } = useTranslation('bots');
  const kinds = useKinds();
  return (kind: string): string =>
    t(`kinds.${kind}`, {
      defaultValue: kinds.data?.handover.find((one) => one.kind === kind)?.label ?? kind,
    });
}
