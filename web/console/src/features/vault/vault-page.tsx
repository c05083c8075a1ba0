import { Button, Container, Paper, Stack, Text, Title } from '@mantine/core';
import { IconLock, IconPlus } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readAll } from '#src/api/read-all.ts';
import { FormDrawer } from '#src/components/form-drawer.tsx';
import { ListPage } from '#src/components/list-page.tsx';
import { notifyDone } from '#src/components/notify.ts';
import { useSession } from '#src/session/session.ts';
import { CredentialTable } from './credential-table.tsx';
import { formToLocker, lockerFields } from './locker-fields.ts';
import { PolicyPanel } from './policy-panel.tsx';
import { RequestsPanel } from './requests-panel.tsx';
import { RightsTable } from './rights-table.tsx';
import { type Locker, noLocker } from './vault-rules.ts';

/** Credentials that are in no locker: of use to nobody until they are put into one. */
function LooseCredentials() {
  const { t } = useTranslation('vault');
  const { api, can } = useSession();
  const navigate = useNavigate();
  const list = useQuery({
    queryKey: ['vault', 'credentials'],
    queryFn: () =>
      readAll(200, (page) => api.call('GET /tandem/vault/credentials', { query: page })),
  });
  const loose = (list.data ?? []).filter(({ locker }) => locker === null);
  if (loose.length === 0) return null;
  return (
    <Paper withBorder p="lg" component="section">
      <Title order={2} size="h4">
        {t('loose.title')}
      </Title>
      <Text c="dimmed" size="sm" mb="sm">
        {t('loose.text')}
      </Text>
      <CredentialTable label={t('loose.title')} rows={loose} />
      {can({ all: ['vault:credential:add'] }) && (
        <Button
          variant="default"
          mt="sm"
          leftSection={<IconPlus size={16} />}
          onClick={() => void navigate({ to: `/console/vault/${noLocker}/new` })}
        >
          {t('credential.new')}
        </Button>
      )}
    </Paper>
  );
}

/** Lockers of credentials, and what goes for all of them. */
export function VaultPage() {
  const { t } = useTranslation('vault');
  const { api, can } = useSession();
  const cache = useQueryClient();
  const navigate = useNavigate();
  const [adding, setAdding] = useState(false);
  return (
    <>
      <ListPage<Locker>
        title={t('title')}
        description={t('description')}
        queryKey={['vault', 'lockers']}
        load={({ search: _, ...page }) => api.call('GET /tandem/vault/lockers', { query: page })}
        columns={[
          { key: 'name', header: t('fields.name'), render: ({ name }) => name },
          {
            key: 'description',
            header: t('fields.description'),
            minor: true,
            render: ({ description }) => description,
          },
          {
            key: 'credentials',
            header: t('locker.credentials'),
            render: ({ credentialCount }) => credentialCount,
          },
          {
            key: 'roles',
            header: t('locker.yourRole'),
            minor: true,
            render: ({ roles }) => roles.map((role) => t(`roles.${role}`)).join(', '),
          },
        ]}
        rowId={({ id }) => id}
        linkTo={({ id }) => `/console/vault/${id}`}
        {...(can({ all: ['vault:locker:add'] })
          ? { newLabel: t('locker.new'), onNew: () => setAdding(true) }
          : {})}
        empty={{ title: t('empty.title'), text: t('empty.text'), icon: <IconLock /> }}
      />
      <Container size="xl" pb="lg">
        <Stack>
          <RequestsPanel />
          <LooseCredentials />
          {can({ all: ['vault:policy:view'] }) && <PolicyPanel />}
          <RightsTable />
        </Stack>
      </Container>
      <FormDrawer
        opened={adding}
        title={t('locker.new')}
        fields={lockerFields(t)}
        onSubmit={async (values) => {
          const made = await api.call('POST /tandem/vault/lockers', {
            body: formToLocker(values),
          });
          await cache.invalidateQueries({ queryKey: ['vault'] });
          void navigate({ to: `/console/vault/${made.id}` });
        }}
        onDone={() => {
          notifyDone(t('locker.saved'));
          setAdding(false);
        }}
        onClose={() => setAdding(false)}
      />
    </>
  );
}
