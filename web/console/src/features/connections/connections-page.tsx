import { IconPlugConnected } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmDelete } from '#src/components/confirm-delete.tsx';
import { DateText } from '#src/components/date-text.tsx';
import { ListPage } from '#src/components/list-page.tsx';
import { DeleteAction, EditAction } from '#src/components/row-actions.tsx';
import { StatusBadge } from '#src/components/status-badge.tsx';
import { useSession } from '#src/session/session.ts';
import { type Connection, STATE_TONES } from './connection-rules.ts';

const KEY = ['connections'];

/** Names of what uses a connection that somebody wants to delete. */
function useUsers(doomed: Connection | null) {
  const { api } = useSession();
  const uses = useQuery({
    queryKey: [...KEY, doomed?.id, 'uses'],
    queryFn: () =>
      api.call('GET /tandem/connections/{connectionId}/uses', {
        params: { connectionId: doomed?.id ?? '' },
      }),
    enabled: doomed !== null,
    // Flows are drawn meanwhile: what was read for an earlier question does not count.
    staleTime: 0,
  });
  const { flows = [], connectors = [] } = uses.data ?? {};
  const names = [...flows, ...connectors].map(({ name }) => name).join(', ');
  return { names, isPending: uses.isFetching };
}

const pathOf = ({ id }: Connection): string => `/console/connections/${id}`;

/** OAuth connections: other systems that flows and connectors work with. */
export function ConnectionsPage() {
  const { t } = useTranslation('connections');
  const { api, can } = useSession();
  const cache = useQueryClient();
  const navigate = useNavigate();
  const [doomed, setDoomed] = useState<Connection | null>(null);
  const users = useUsers(doomed);
  const open = (row: Connection) => void navigate({ to: pathOf(row) });
  return (
    <>
      <ListPage<Connection>
        title={t('title')}
        description={t('description')}
        queryKey={KEY}
        load={({ pageNumber, pageSize }) =>
          api.call('GET /tandem/connections', { query: { pageNumber, pageSize } })
        }
        columns={[
          { key: 'name', header: t('fields.name'), render: ({ name }) => name },
          {
            key: 'provider',
            header: t('fields.provider'),
            minor: true,
            render: ({ provider }) => t(`providers.${provider}`),
          },
          {
            key: 'grant',
            header: t('fields.grant'),
            minor: true,
            render: ({ grant }) => t(`grants.${grant}`),
          },
          {
            key: 'state',
            header: t('fields.state'),
            render: ({ state }) => (
              <StatusBadge tone={STATE_TONES[state]}>{t(`states.${state}`)}</StatusBadge>
            ),
          },
          {
            key: 'expires',
            header: t('dates.expires'),
            minor: true,
            render: ({ dateExpires }) => <DateText value={dateExpires} />,
          },
        ]}
        rowId={({ id }) => id}
        linkTo={pathOf}
        rowActions={(row) => (
          <>
            {can({ all: ['vault:connection:edit'] }) && (
              <EditAction name={row.name} onClick={() => open(row)} />
            )}
            {can({ all: ['vault:connection:delete'] }) && (
              <DeleteAction name={row.name} onClick={() => setDoomed(row)} />
            )}
          </>
        )}
        {...(can({ all: ['vault:connection:add'] })
          ? {
              newLabel: t('new'),
              onNew: () => void navigate({ to: '/console/connections/new' }),
            }
          : {})}
        empty={{ title: t('emptyTitle'), text: t('emptyText'), icon: <IconPlugConnected /> }}
      />
      <ConfirmDelete
        name={doomed?.name ?? null}
        consequence={users.names ? t('deleteUsed', users) : t('deleteConsequence')}
        blocked={users.isPending}
        onConfirm={async () => {
          await api.call('DELETE /tandem/connections/{connectionId}', {
            params: { connectionId: doomed?.id ?? '' },
            // Who confirms has read the names; what came since is still in the way.
            query: { force: users.names !== '' },
          });
          await cache.invalidateQueries({ queryKey: KEY });
        }}
        onClose={() => setDoomed(null)}
      />
    </>
  );
}
