import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ConfirmEnding } from '#src/components/confirm-ending.tsx';
import { useSession } from '#src/session/session.ts';
import type { HandoverProvider } from './provider-rules.ts';

type DeleteProviderProps = {
  /** Null keeps the dialog closed. */
  readonly provider: HandoverProvider | null;
  readonly onClose: () => void;
};

/** Asks before a provider is deleted; where handovers run with it, whether they are to end along with it. */
export function DeleteProvider({ provider, onClose }: DeleteProviderProps) {
  const { t } = useTranslation('handover-providers');
  const { api } = useSession();
  const client = useQueryClient();
  const named = { name: provider?.name ?? '' };
  const params = { providerId: provider?.id ?? '' };
  return (
    <ConfirmEnding
      name={provider?.name ?? null}
      consequence={t('deleteConsequence')}
      code="gateway.handoverProvider.running"
      ending={{
        title: t('endTitle', named),
        consequence: (count) => t('endConsequence', { count }),
        confirm: t('endConfirm'),
        done: t('ended', named),
      }}
      remove={async (query) => {
        const removed = { params, query };
        await api.call('DELETE /tandem/gateway/handover-providers/{providerId}', removed);
        await client.invalidateQueries({ queryKey: ['handover-providers'] });
      }}
      onClose={onClose}
    />
  );
}
