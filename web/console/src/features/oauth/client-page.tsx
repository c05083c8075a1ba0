import { Button, Container, Paper, Stack, Text, Title } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useHomeDivision } from '#src/api/use-home-division.ts';
import { ConfirmDelete } from '#src/components/confirm-delete.tsx';
import { CopyField } from '#src/components/copy-field.tsx';
import { DetailHeader } from '#src/components/detail-header.tsx';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { Form } from '#src/components/form.tsx';
import { LoadingState } from '#src/components/loading-state.tsx';
import { notifyDone } from '#src/components/notify.ts';
import { SecretOnce } from '#src/components/secret-once.tsx';
import { useSession } from '#src/session/session.ts';
import { clientFields, clientToForm, formToClient, type OAuthClient } from './client-rules.ts';
import { UsageCard } from './usage-card.tsx';
import { useClientChoices } from './use-client-choices.ts';

/** Id of the client, and a new secret in place of a lost one. */
function Credentials({ client }: { readonly client: OAuthClient }) {
  const { t } = useTranslation('oauth');
  const { api, can } = useSession();
  const [asking, setAsking] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  return (
    <Paper withBorder p="lg" component="section">
      <Title order={2} size="h4" mb="sm">
        {t('secret.section')}
      </Title>
      <Stack align="flex-start">
        <div style={{ width: '100%' }}>
          <CopyField label={t('fields.id')} value={client.id ?? ''} />
        </div>
        <Text size="sm" c="dimmed">
          {t('secret.never')}
        </Text>
        {can({ all: ['oauth:client:edit'] }) && (
          <Button
            variant="default"
            leftSection={<IconRefresh size={16} />}
            onClick={() => setAsking(true)}
          >
            {t('secret.rotate')}
          </Button>
        )}
      </Stack>
      <ConfirmDelete
        name={asking ? client.name : null}
        title={t('secret.rotateTitle', { name: client.name })}
        consequence={t('secret.rotateConsequence')}
        confirmLabel={t('secret.rotate')}
        onConfirm={async () => {
          const made = await api.call('POST /api/v2/oauth/clients/{clientId}/secret', {
            params: { clientId: client.id ?? '' },
          });
          setSecret(made.secret ?? '');
        }}
        onClose={() => setAsking(false)}
      />
      <SecretOnce
        title={t('secret.title', { name: client.name })}
        values={secret === null ? null : [{ label: t('fields.secret'), value: secret }]}
        onClose={() => setSecret(null)}
      />
    </Paper>
  );
}

/** An OAuth client: settings, credentials. */
export function ClientPage() {
  const { t } = useTranslation('oauth');
  const { api, can } = useSession();
  const cache = useQueryClient();
  const home = useHomeDivision();
  const choices = useClientChoices();
  const { clientId = '' } = useParams({ strict: false }) as { clientId?: string };
  const read = useQuery({
    queryKey: ['oauth-clients', clientId],
    queryFn: () => api.call('GET /api/v2/oauth/clients/{clientId}', { params: { clientId } }),
  });
  const client = read.data;
  return (
    <Container size="md" py="lg">
      <DetailHeader
        back={{ to: '/console/oauth-clients', label: t('clients.title') }}
        title={client?.name ?? t('clients.one')}
        description={client ? t(`grants.${client.authorizedGrantType}`) : ''}
      />
      {(read.isPending || !choices.ready) && <LoadingState />}
      {read.isError && <ErrorNotice error={read.error} onRetry={() => void read.refetch()} />}
      {client && choices.ready && (
        <Stack>
          <Credentials client={client} />
          <Paper withBorder p="lg">
            <Form
              key={client.dateModified ?? client.id}
              fields={clientFields(t, choices, true)}
              initial={clientToForm(client)}
              readOnly={!can({ all: ['oauth:client:edit'] })}
              onSubmit={async (values) => {
                await api.call('PUT /api/v2/oauth/clients/{clientId}', {
                  params: { clientId },
                  body: formToClient(values, client, home),
                });
                await cache.invalidateQueries({ queryKey: ['oauth-clients'] });
              }}
              onDone={() => notifyDone(t('clients.saved'))}
            />
          </Paper>
          <UsageCard clientId={clientId} />
        </Stack>
      )}
    </Container>
  );
}
