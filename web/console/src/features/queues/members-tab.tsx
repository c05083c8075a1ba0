import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { readAll } from '#src/api/read-all.ts';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { LoadingState } from '#src/components/loading-state.tsx';
import { StatusBadge } from '#src/components/status-badge.tsx';
import { useSession } from '#src/session/session.ts';
import { ChosenList } from './chosen-list.tsx';

const PAGE_SIZE = 100;

/** The queue's members; whoever may edit the queue adds and removes them. */
export function MembersTab({ queueId }: { readonly queueId: string }) {
  const { t } = useTranslation('queues');
  const { api, can } = useSession();
  const client = useQueryClient();
  const editable = can({ any: ['routing:queue:edit', 'routing:queueMember:manage'] });
  const members = useQuery({
    queryKey: ['queues', queueId, 'members'],
    queryFn: () =>
      readAll(PAGE_SIZE, (page) =>
        api.call('GET /api/v2/routing/queues/{queueId}/members', {
          params: { queueId },
          query: page,
        }),
      ),
  });
  const users = useQuery({
    queryKey: ['users', 'choices'],
    queryFn: () =>
      readAll(PAGE_SIZE, (page) =>
        api.call('GET /api/v2/users', { query: { ...page, state: 'active' } }),
      ),
    enabled: editable,
  });
  if (members.isPending) return <LoadingState />;
  if (members.isError) return <ErrorNotice error={members.error} />;
  const rows = members.data;
  const change = async (ids: string[], remove: boolean) => {
    await api.call('POST /api/v2/routing/queues/{queueId}/members', {
      params: { queueId },
      query: remove ? { delete: true } : {},
      body: ids.map((id) => ({ id })),
    });
    await client.invalidateQueries({ queryKey: ['queues'] });
  };
  return (
    <>
      {users.isError && <ErrorNotice error={users.error} />}
      <ChosenList
        label={t('members.choose')}
        addLabel={t('members.add')}
        emptyText={t('members.empty')}
        entries={rows.map(({ id = '', name = '' }) => ({ id, name }))}
        candidates={(users.data ?? []).map(({ id = '', name = '' }) => ({ id, name }))}
        editable={editable}
        add={(ids) => change(ids, false)}
        remove={(id) => change([id], true)}
        detail={({ id }) => {
          const joined = rows.find((row) => row.id === id)?.joined ?? false;
          return (
            <StatusBadge tone={joined ? 'good' : 'neutral'}>
              {joined ? t('members.joined') : t('members.notJoined')}
            </StatusBadge>
          );
        }}
      />
    </>
  );
}
