import { Code } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmDelete } from '#src/components/confirm-delete.tsx';
import { ListPage, type ListRequest } from '#src/components/list-page.tsx';
import { DeleteAction, EditAction } from '#src/components/row-actions.tsx';
import { StatusBadge } from '#src/components/status-badge.tsx';
import { useSession } from '#src/session/session.ts';
import type { OAuthClient } from './client-rules.ts';
import { onePage } from './paging-rules.ts';

const KEY = ['oauth-clients'];

const pathOf = ({ id = '' }: OAuthClient): string => `/console/oauth-clients/${id}`;

/** OAuth clients: who may get tokens, and with which roles. */
export function ClientsPage() {
  const { t } = useTranslation('oauth');
  const { api, can } = useSession();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [doomed, setDoomed] = useState<OAuthClient | null>(null);
  const open = (row: OAuthClient) => void navigate({ to: pathOf(row) });
  const load = async (request: ListRequest) => {
    const { entities } = await api.call('GET /api/v2/oauth/clients');
    return onePage(entities ?? [], request);
  };
  return (
    <>
      <ListPage<OAuthClient>
        title={t('clients.title')}
        description={t('clients.description')}
        queryKey={KEY}
        load={load}
        columns={[
          { key: 'name', header: t('fields.name'), render: ({ name }) => name },
          {
            key: 'grant',
            header: t('fields.grant'),
            minor: true,
            render: ({ authorizedGrantType }) => t(`grants.${authorizedGrantType}`),
          },
          {
            key: 'id',
            header: t('fields.id'),
            minor: true,
            render: ({ id }) => <Code>{id}</Code>,
          },
          {
            key: 'state',
            header: t('fields.state'),
            render: ({ state }) =>
              state === 'active' || !state ? (
                <StatusBadge tone="good">{t('states.active')}</StatusBadge>
              ) : (
                <StatusBadge tone="neutral">{t('states.inactive')}</StatusBadge>
              ),
          },
        ]}
        rowId={({ id = '' }) => id}
        linkTo={pathOf}
        rowActions={(row) => (
          <>
            {can({ all: ['oauth:client:edit'] }) && (
              <EditAction name={row.name} onClick={() => open(row)} />
            )}
            {can({ all: ['oauth:client:delete'] }) && (
              <DeleteAction name={row.name} onClick={() => setDoomed(row)} />
            )}
          </>
        )}
        searchable
        {...(can({ all: ['oauth:client:add'] })
          ? {
              newLabel: t('clients.new'),
              onNew: () => void navigate({ to: '/console/oauth-clients/new' }),
            }
          : {})}
        empty={{ title: t('clients.emptyTitle'), text: t('clients.emptyText'), icon: <IconKey /> }}
      />
      <ConfirmDelete
        name={doomed?.name ?? null}
        consequence={t('clients.deleteConsequence')}
        onConfirm={async () => {
          await api.call('DELETE /api/v2/oauth/clients/{clientId}', {
            params: { clientId: doomed?.id ?? '' },
          });
          await client.invalidateQueries({ queryKey: KEY });
        }}
        onClose={() => setDoomed(null)}
      />
    </>
  );
}
