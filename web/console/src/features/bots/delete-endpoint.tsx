import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ConfirmEnding } from '#src/components/confirm-ending.tsx';
import { useSession } from '#src/session/session.ts';
import type { Endpoint } from './endpoint-rules.ts';

type DeleteEndpointProps = {
  /** Null keeps the dialog closed. */
  readonly endpoint: Endpoint | null;
  readonly onClose: () => void;
};

/** Asks before an endpoint is deleted; where handovers run there, whether they are to end along with it. */
export function DeleteEndpoint({ endpoint, onClose }: DeleteEndpointProps) {
  const { t } = useTranslation('bots');
  const { api } = useSession();
  const client = useQueryClient();
  const named = { name: endpoint?.name ?? '' };
  const params = { endpointId: endpoint?.id ?? '' };
  return (
    <ConfirmEnding
      name={endpoint?.name ?? null}
      consequence={t('deleteConsequence')}
      code="gateway.endpoint.running"
      ending={{
        title: t('running.title', named),
        consequence: (count) => t('running.delete', { count }),
        confirm: t('running.confirmDelete'),
        done: t('running.deleted', named),
      }}
      remove={async (query) => {
        await api.call('DELETE /tandem/gateway/endpoints/{endpointId}', { params, query });
        await client.invalidateQueries({ queryKey: ['endpoints'] });
      }}
      onClose={onClose}
    />
  );
}
