import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { readAll } from '#src/api/read-all.ts';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { LoadingState } from '#src/components/loading-state.tsx';
import { useSession } from '#src/session/session.ts';
import { ChosenList } from './chosen-list.tsx';

const PAGE_SIZE = 100;

/** The wrap-up codes that the queue offers. */
export function WrapupCodesTab({ queueId }: { readonly queueId: string }) {
  const { t } = useTranslation('queues');
  const { api, can } = useSession();
  const client = useQueryClient();
  const editable = can({ all: ['routing:queue:edit'] });
  const own = useQuery({
    queryKey: ['queues', queueId, 'codes'],
    queryFn: () =>
      readAll(PAGE_SIZE, (page) =>
        api.call('GET /api/v2/routing/queues/{queueId}/wrapupcodes', {
          params: { queueId },
          query: page,
        }),
      ),
  });
  const all = useQuery({
    queryKey: ['wrapup-codes', 'choices'],
    queryFn: () =>
      readAll(PAGE_SIZE, (page) => api.call('GET /api/v2/routing/wrapupcodes', { query: page })),
    enabled: editable,
  });
  if (own.isPending) return <LoadingState />;
  if (own.isError) return <ErrorNotice error={own.error} />;
  const reread = () => client.invalidateQueries({ queryKey: ['queues', queueId] });
  return (
    <ChosenList
      label={t('codes.choose')}
      addLabel={t('codes.add')}
      emptyText={t('codes.empty')}
      entries={own.data.map(({ id = '', name = '' }) => ({ id, name }))}
      candidates={(all.data ?? []).map(({ id = '', name = '' }) => ({ id, name }))}
      editable={editable}
      add={async (ids) => {
        await api.call('POST /api/v2/routing/queues/{queueId}/wrapupcodes', {
          params: { queueId },
          body: ids.map((id) => ({ id })),
        });
        await reread();
      }}
      remove={async (codeId) => {
        await api.call('DELETE /api/v2/routing/queues/{queueId}/wrapupcodes/{codeId}', {
          params: { queueId, codeId },
        });
        await reread();
      }}
    />
  );
}
