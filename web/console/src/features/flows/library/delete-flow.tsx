import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ConfirmDelete } from '#src/components/confirm-delete.tsx';
import { useSession } from '#src/session/session.ts';
import { HALF_OF } from '../document/flow-document.ts';
import { type Flow, flowApiOf } from '../flow-api.ts';

type DeleteFlowProps = { readonly flow: Flow | null; readonly onClose: () => void };

/** Asks once before a flow is deleted, and says what uses it. */
export function DeleteFlow({ flow, onClose }: DeleteFlowProps) {
  const { t } = useTranslation('flows');
  const { api } = useSession();
  const client = useQueryClient();
  const uses = useQuery({
    queryKey: ['flow-uses', flow?.id],
    queryFn: () => flowApiOf(api, HALF_OF[flow?.kind ?? 'bot']).uses(flow?.id ?? ''),
    enabled: flow !== null,
    gcTime: 0,
  });
  const names = (uses.data?.uses ?? []).map(({ name }) => name).join(', ');
  return (
    <ConfirmDelete
      name={flow?.name ?? null}
      consequence={names ? t('library.inUse', { names }) : t('library.deleteConsequence')}
      blocked={names !== ''}
      onConfirm={async () => {
        if (!flow) return;
        await flowApiOf(api, HALF_OF[flow.kind]).remove(flow.id);
        await client.invalidateQueries({ queryKey: ['flows'] });
      }}
      onClose={onClose}
    />
  );
}
