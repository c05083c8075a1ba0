import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '#src/api/api-error.ts';
import { ConfirmDelete } from '#src/components/confirm-delete.tsx';
import { notifyDone } from '#src/components/notify.ts';
import { useSession } from '#src/session/session.ts';
import type { HandoverProvider } from './provider-rules.ts';

const runningCode = 'gateway.handoverProvider.running';

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
  const [running, setRunning] = useState<number | null>(null);
  const params = { providerId: provider?.id ?? '' };
  const close = () => {
    setRunning(null);
    onClose();
  };
  const remove = (query: { running?: 'end' }) =>
    api.call('DELETE /tandem/gateway/handover-providers/{providerId}', { params, query });
  const countRunning = async () =>
    (await api.call('GET /tandem/gateway/handover-providers/{providerId}/uses', { params }))
      .running;
  const removeIdle = async () => {
    try {
      await remove({});
    } catch (error) {
      if (error instanceof ApiError && error.code === runningCode) setRunning(await countRunning());
      throw error;
    }
    await client.invalidateQueries({ queryKey: ['handover-providers'] });
  };
  const removeWithRunning = async () => {
    await remove({ running: 'end' });
    await client.invalidateQueries({ queryKey: ['handover-providers'] });
    notifyDone(t('ended', { name: provider?.name ?? '' }));
  };
  const name = provider?.name ?? null;
  // The second question is another dialog: nothing of the first one, not even its error, stays in it.
  return running === null ? (
    <ConfirmDelete
      key="delete"
      name={name}
      consequence={t('deleteConsequence')}
      onConfirm={removeIdle}
      onClose={close}
    />
  ) : (
    <ConfirmDelete
      key="end"
      name={name}
      title={t('endTitle', { name: name ?? '' })}
      consequence={t('endConsequence', { count: running })}
      confirmLabel={t('endConfirm')}
      onConfirm={removeWithRunning}
      onClose={close}
    />
  );
}
