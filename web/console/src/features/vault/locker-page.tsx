import { Button, Container, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readAll } from '#src/api/read-all.ts';
import { ConfirmDelete } from '#src/components/confirm-delete.tsx';
import { DetailHeader } from '#src/components/detail-header.tsx';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { FormDrawer } from '#src/components/form-drawer.tsx';
import { LoadingState } from '#src/components/loading-state.tsx';
import { notifyDone } from '#src/components/notify.ts';
import { useSession } from '#src/session/session.ts';
import { CredentialTable } from './credential-table.tsx';
import { formToLocker, lockerFields } from './locker-fields.ts';
import { MembersPanel } from './members-panel.tsx';
import { RequestsPanel } from './requests-panel.tsx';
import { RightsTable } from './rights-table.tsx';
import type { LockerDetail } from './vault-rules.ts';

function CredentialsPanel({ locker }: { readonly locker: LockerDetail }) {
  const { t } = useTranslation('vault');
  const { api, can } = useSession();
  const navigate = useNavigate();
  const list = useQuery({
    queryKey: ['vault', 'credentials', locker.id],
    queryFn: () =>
      readAll(200, (page) =>
        api.call('GET /tandem/vault/credentials', { query: { ...page, lockerId: locker.id } }),
      ),
  });
  const mayAdd = locker.rights.includes('addCredentials') && can({ all: ['vault:credential:add'] });
  return (
    <Paper withBorder p="lg" component="section">
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h4">
          {t('locker.credentials')}
        </Title>
        {mayAdd && (
          <Button
            leftSection={<IconPlus size={16} />}
            onClick={() => void navigate({ to: `/console/vault/${locker.id}/new` })}
          >
            {t('credential.new')}
          </Button>
        )}
      </Group>
      {list.isPending && <LoadingState />}
      {list.isError && <ErrorNotice error={list.error} onRetry={() => void list.refetch()} />}
      {list.data?.length === 0 && <Text c="dimmed">{t('credential.none')}</Text>}
      {list.data && list.data.length > 0 && (
        <CredentialTable label={t('locker.credentials')} rows={list.data} />
      )}
    </Paper>
  );
}

/** What the person may do with the locker itself. */
function LockerActions({ locker }: { readonly locker: LockerDetail }) {
  const { t } = useTranslation(['vault', 'common']);
  const { api } = useSession();
  const cache = useQueryClient();
  const navigate = useNavigate();
  const [open, setOpen] = useState<'edit' | 'delete' | null>(null);
  const params = { lockerId: locker.id };
  return (
    <Group gap="xs">
      {locker.rights.includes('editLocker') && (
        <Button variant="default" onClick={() => setOpen('edit')}>
          {t('vault:locker.edit')}
        </Button>
      )}
      {locker.rights.includes('deleteLocker') && (
        <Button variant="default" onClick={() => setOpen('delete')}>
          {t('vault:locker.delete')}
        </Button>
      )}
      <FormDrawer
        opened={open === 'edit'}
        title={t('vault:locker.edit')}
        fields={lockerFields(t)}
        initial={{ name: locker.name, description: locker.description }}
        onSubmit={async (values) => {
          await api.call('PUT /tandem/vault/lockers/{lockerId}', {
            params,
            body: formToLocker(values),
          });
          await cache.invalidateQueries({ queryKey: ['vault'] });
        }}
        onDone={() => {
          notifyDone(t('vault:locker.saved'));
          setOpen(null);
        }}
        onClose={() => setOpen(null)}
      />
      <ConfirmDelete
        name={open === 'delete' ? locker.name : null}
        consequence={t('vault:locker.deleteConsequence')}
        onConfirm={async () => {
          await api.call('DELETE /tandem/vault/lockers/{lockerId}', { params });
          // What is gone is not asked for again.
          await navigate({ to: '/console/vault' });
          cache.removeQueries({ queryKey: ['vault', 'lockers', locker.id] });
          await cache.invalidateQueries({ queryKey: ['vault'] });
        }}
        onClose={() => setOpen(null)}
      />
    </Group>
  );
}

/** A locker: its credentials, who belongs to it, and who may do what. */
export function LockerPage() {
  const { t } = useTranslation('vault');
  const { api } = useSession();
  const { lockerId = '' } = useParams({ strict: false }) as { lockerId?: string };
  const read = useQuery({
    queryKey: ['vault', 'lockers', lockerId],
    queryFn: () => api.call('GET /tandem/vault/lockers/{lockerId}', { params: { lockerId } }),
  });
  const locker = read.data;
  return (
    <Container size="xl" py="lg">
      <DetailHeader
        back={{ to: '/console/vault', label: t('title') }}
        title={locker?.name ?? t('locker.one')}
        description={locker?.description ?? ''}
        actions={locker ? <LockerActions locker={locker} /> : null}
      />
      {read.isPending && <LoadingState />}
      {read.isError && <ErrorNotice error={read.error} onRetry={() => void read.refetch()} />}
      {locker && (
        <Stack>
          <RequestsPanel lockerId={locker.id} />
          <CredentialsPanel locker={locker} />
          <MembersPanel locker={locker} />
          <RightsTable />
        </Stack>
      )}
    </Container>
  );
}
