import { Button, Code } from '@mantine/core';
import { IconShieldCheck } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BodyOf, ReplyOf } from '#src/api/operations.ts';
import { useHomeDivision } from '#src/api/use-home-division.ts';
import { useRoleOptions } from '#src/api/use-role-options.ts';
import { ConfirmDelete } from '#src/components/confirm-delete.tsx';
import { DateText } from '#src/components/date-text.tsx';
import { FormDrawer } from '#src/components/form-drawer.tsx';
import { type FormValues, listOf, textOf } from '#src/components/form-rules.ts';
import { ListPage, type ListRequest } from '#src/components/list-page.tsx';
import { notifyDone } from '#src/components/notify.ts';
import { DANGER } from '#src/components/row-actions.tsx';
import { StatusBadge } from '#src/components/status-badge.tsx';
import { useSession } from '#src/session/session.ts';
import { onePage } from './paging-rules.ts';

type Authorization = ReplyOf<'GET /api/v2/oauth/authorizations/{clientId}'>;
type Decision = BodyOf<'PUT /tandem/oauth/authorizations/{clientId}'>;
const KEY = ['oauth-authorizations'];

const nameOf = ({ client }: Authorization): string => client?.name ?? client?.id ?? '';

function useDecision() {
  const { api } = useSession();
  const cache = useQueryClient();
  return async (clientId: string, body: Decision): Promise<void> => {
    await api.call('PUT /tandem/oauth/authorizations/{clientId}', { params: { clientId }, body });
    await cache.invalidateQueries({ queryKey: KEY });
  };
}

function AuthoriseDrawer({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation('oauth');
  const { roles } = useRoleOptions();
  const home = useHomeDivision();
  const decide = useDecision();
  const submit = (values: FormValues) =>
    decide(textOf(values, 'client'), {
      state: 'Authorized',
      roleDivisions: listOf(values, 'roles').map((roleId) => ({ roleId, divisionId: home ?? '' })),
    });
  return (
    <FormDrawer
      opened={opened}
      title={t('apps.new')}
      submitLabel={t('apps.authorise')}
      fields={[
        {
          kind: 'text',
          name: 'client',
          label: t('fields.id'),
          description: t('apps.clientHelp'),
          required: true,
        },
        {
          kind: 'multiselect',
          name: 'roles',
          label: t('fields.roles'),
          description: t('apps.rolesHelp'),
          options: roles,
        },
      ]}
      onSubmit={submit}
      onDone={() => {
        notifyDone(t('apps.saved'));
        onClose();
      }}
      onClose={onClose}
    />
  );
}

/** Authorised applications: clients that may work in this organisation. */
export function AuthorizationsPage() {
  const { t } = useTranslation('oauth');
  const { api } = useSession();
  const decide = useDecision();
  const [adding, setAdding] = useState(false);
  const [doomed, setDoomed] = useState<Authorization | null>(null);
  const load = async (request: ListRequest) => {
    const { entities } = await api.call('GET /api/v2/oauth/authorizations');
    const named = (entities ?? []).map((one) => ({ ...one, name: nameOf(one) }));
    return onePage(named, request);
  };
  return (
    <>
      <ListPage<Authorization>
        title={t('apps.title')}
        description={t('apps.description')}
        queryKey={KEY}
        load={load}
        columns={[
          { key: 'name', header: t('fields.name'), render: nameOf },
          {
            key: 'id',
            header: t('fields.id'),
            minor: true,
            render: ({ client }) => <Code>{client?.id}</Code>,
          },
          {
            key: 'state',
            header: t('fields.state'),
            render: ({ state = 'Authorized' }) => (
              <StatusBadge tone={state === 'Authorized' ? 'good' : 'neutral'}>
                {t(`apps.states.${state}`)}
              </StatusBadge>
            ),
          },
          {
            key: 'since',
            header: t('apps.since'),
            minor: true,
            render: ({ dateCreated }) => <DateText value={dateCreated} />,
          },
        ]}
        rowId={({ client }) => client?.id ?? ''}
        rowActions={(one) =>
          one.state === 'Revoked' ? null : (
            <Button
              size="xs"
              variant="subtle"
              color="red"
              c={DANGER}
              onClick={() => setDoomed(one)}
            >
              {t('apps.revoke')}
            </Button>
          )
        }
        searchable
        newLabel={t('apps.new')}
        onNew={() => setAdding(true)}
        empty={{
          title: t('apps.emptyTitle'),
          text: t('apps.emptyText'),
          icon: <IconShieldCheck />,
        }}
      />
      <AuthoriseDrawer opened={adding} onClose={() => setAdding(false)} />
      <ConfirmDelete
        name={doomed && nameOf(doomed)}
        title={t('apps.revokeTitle', { name: doomed && nameOf(doomed) })}
        consequence={t('apps.revokeConsequence')}
        confirmLabel={t('apps.revoke')}
        onConfirm={() => decide(doomed?.client?.id ?? '', { state: 'Revoked' })}
        onClose={() => setDoomed(null)}
      />
    </>
  );
}
