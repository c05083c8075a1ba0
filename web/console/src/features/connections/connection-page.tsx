import { Container, Paper, Stack } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { CopyField } from '#src/components/copy-field.tsx';
import { DetailHeader } from '#src/components/detail-header.tsx';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { Form } from '#src/components/form.tsx';
import type { FormValues } from '#src/components/form-rules.ts';
import { LoadingState } from '#src/components/loading-state.tsx';
import { notifyDone } from '#src/components/notify.ts';
import { useSession } from '#src/session/session.ts';
import { connectionFields } from './connection-fields.ts';
import {
  type Connection,
  connectionToForm,
  followProvider,
  formToConnection,
  isCode,
} from './connection-rules.ts';
import { ConnectionStatus } from './connection-status.tsx';

function ConnectionForm({ connection }: { readonly connection: Connection | null }) {
  const { t } = useTranslation('connections');
  const { api, can } = useSession();
  const cache = useQueryClient();
  const navigate = useNavigate();
  const save = async (values: FormValues) => {
    const body = formToConnection(values);
    const saved = connection
      ? await api.call('PUT /tandem/connections/{connectionId}', {
          params: { connectionId: connection.id },
          body,
        })
      : await api.call('POST /tandem/connections', { body });
    await cache.invalidateQueries({ queryKey: ['connections'] });
    notifyDone(t('saved'));
    if (!connection) void navigate({ to: `/console/connections/${saved.id}`, replace: true });
  };
  return (
    <Paper withBorder p="lg">
      <Form
        fields={connectionFields(t, connection)}
        initial={connectionToForm(connection)}
        readOnly={!can({ all: [`vault:connection:${connection ? 'edit' : 'add'}`] })}
        {...(connection ? {} : { follow: followProvider })}
        onSubmit={save}
      />
    </Paper>
  );
}

function CallbackUrl({ url }: { readonly url: string }) {
  const { t } = useTranslation('connections');
  return (
    <Paper withBorder p="lg" component="section">
      <CopyField label={t('callback.label')} description={t('callback.help')} value={url} />
    </Paper>
  );
}

/** An OAuth connection: callback URL, state with sign-in and test, settings. */
export function ConnectionPage() {
  const { t } = useTranslation('connections');
  const { api } = useSession();
  const { connectionId } = useParams({ strict: false }) as { connectionId?: string };
  const settings = useQuery({
    queryKey: ['connection-settings'],
    queryFn: () => api.call('GET /tandem/connections/settings'),
  });
  const read = useQuery({
    queryKey: ['connections', connectionId],
    queryFn: () =>
      api.call('GET /tandem/connections/{connectionId}', {
        params: { connectionId: connectionId ?? '' },
      }),
    enabled: connectionId !== undefined,
  });
  const connection = read.data ?? null;
  const error = settings.error ?? read.error;
  const isReady = settings.data && (connectionId === undefined || connection);
  return (
    <Container size="md" py="lg">
      <DetailHeader
        back={{ to: '/console/connections', label: t('title') }}
        title={connectionId ? (connection?.name ?? t('one')) : t('new')}
        description={connection ? t(`grants.${connection.grant}`) : t('newDescription')}
      />
      {error && <ErrorNotice error={error} />}
      {!isReady && !error && <LoadingState />}
      {isReady && (
        <Stack>
          {(!connection || isCode(connection)) && <CallbackUrl url={settings.data.callbackUrl} />}
          {connection && <ConnectionStatus connection={connection} />}
          <ConnectionForm key={connection?.version ?? 'new'} connection={connection} />
        </Stack>
      )}
    </Container>
  );
}
