import { IconPlugConnected } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
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

/** OAuth connections: other systems that flows and connectors work with. */
export function ConnectionsPage() {
  const { t } = useTranslation('connections');
  const { api, can } = useSession();
  const cache = useQueryClient();
  const navigate = useNavigate();
  const [doomed, setDoomed] = useState<Connection | null>(null);
  const open = ({ id }: Connection) => void navigate({ to: `/console/connections/${id}` });
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
        onOpen={open}
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
        consequence={t('deleteConsequence')}
        onConfirm={async () => {
          await api.call('DELETE /tandem/connections/{connectionId}', {
            params: { connectionId: doomed?.id ?? '' },
          });
          await cache.invalidateQueries({ queryKey: KEY });
        }}
        onClose={() => setDoomed(null)}
      />
    </>
  );
}
