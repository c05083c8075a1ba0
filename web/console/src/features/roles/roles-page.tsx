import { IconShieldLock } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmDelete } from '#src/components/confirm-delete.tsx';
import { ListPage } from '#src/components/list-page.tsx';
import { DeleteAction, EditAction } from '#src/components/row-actions.tsx';
import { StatusBadge } from '#src/components/status-badge.tsx';
import { useRoleDescription } from '#src/components/use-role-description.ts';
import { useSession } from '#src/session/session.ts';
import type { Role } from './policy-rules.ts';
import { useRoleClients } from './use-role-clients.ts';

const pathOf = ({ id = '' }: Role): string => `/console/roles/${id}`;

/** Roles: named sets of permissions. */
export function RolesPage() {
  const { t } = useTranslation('roles');
  const { api, can } = useSession();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [doomed, setDoomed] = useState<Role | null>(null);
  const clients = useRoleClients();
  const describe = useRoleDescription();
  const holding = clients.of(doomed?.id ?? '');
  const open = (role: Role) => void navigate({ to: pathOf(role) });
  return (
    <>
      <ListPage<Role>
        title={t('title')}
        description={t('description')}
        queryKey={['roles']}
        load={({ search, ...page }) =>
          api.call('GET /api/v2/authorization/roles', {
            query: { ...page, name: search ? `*${search}*` : undefined, userCount: true },
          })
        }
        columns={[
          { key: 'name', header: t('fields.name'), render: ({ name }) => name ?? '' },
          {
            key: 'description',
            header: t('fields.description'),
            minor: true,
            render: ({ description }) => describe(description),
          },
          { key: 'users', header: t('users'), render: ({ userCount }) => userCount ?? 0 },
          ...(clients.known
            ? [
                {
                  key: 'clients',
                  header: t('clients'),
                  minor: true,
                  render: ({ id = '' }: Role) => clients.of(id).length,
                },
              ]
            : []),
          {
            key: 'default',
            header: t('origin'),
            minor: true,
            render: (role) =>
              role.default ? <StatusBadge tone="neutral">{t('default')}</StatusBadge> : null,
          },
        ]}
        rowId={({ id = '' }) => id}
        linkTo={pathOf}
        rowActions={(role) => (
          <>
            {can({ all: ['authorization:role:edit'] }) && (
              <EditAction name={role.name ?? ''} onClick={() => open(role)} />
            )}
            {can({ all: ['authorization:role:delete'] }) && !role.default && (
              <DeleteAction name={role.name ?? ''} onClick={() => setDoomed(role)} />
            )}
          </>
        )}
        searchable
        {...(can({ all: ['authorization:role:add'] })
          ? { newLabel: t('new'), onNew: () => void navigate({ to: '/console/roles/new' }) }
          : {})}
        empty={{ title: t('empty.title'), text: t('empty.text'), icon: <IconShieldLock /> }}
      />
      <ConfirmDelete
        name={doomed?.name ?? null}
        consequence={[
          t('deleteConsequence', { count: doomed?.userCount ?? 0 }),
          clients.known
            ? t('deleteClients', { count: holding.length, names: holding.join(', ') })
            : t('deleteUnknownClients'),
        ].join(' ')}
        onConfirm={async () => {
          await api.call('DELETE /api/v2/authorization/roles/{roleId}', {
            params: { roleId: doomed?.id ?? '' },
          });
          await client.invalidateQueries({ queryKey: ['roles'] });
        }}
        onClose={() => setDoomed(null)}
      />
    </>
  );
}
