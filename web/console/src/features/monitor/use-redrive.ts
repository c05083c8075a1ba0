import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { notifyDone } from '#src/components/notify.ts';
import { useSession } from '#src/session/session.ts';

export type RedriveTarget = { readonly deliveryId: string } | { readonly conversationId: string };

/** Sends dead letters again: one, or those of a conversation in their old order. */
export function useRedrive() {
  const { t } = useTranslation('monitor');
  const { api } = useSession();
  const client = useQueryClient();
  return async (target: RedriveTarget): Promise<void> => {
    const { redriven } = await api.call('POST /tandem/monitor/deliveries/redrive', {
      body:
        'deliveryId' in target
          ? { deliveryIds: [target.deliveryId] }
          : { conversationId: target.conversationId },
    });
    notifyDone(t('redrive.done', { count: redriven }));
    await Promise.all([
      client.invalidateQueries({ queryKey: ['deliveries'] }),
      client.invalidateQueries({ queryKey: ['conversations'] }),
    ]);
  };
}
