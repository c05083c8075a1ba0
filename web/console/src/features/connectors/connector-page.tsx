import { Container, Paper, Stack } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { CopyField } from '#src/components/copy-field.tsx';
import { DetailHeader } from '#src/components/detail-header.tsx';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { LoadingState } from '#src/components/loading-state.tsx';
import { notifyDone } from '#src/components/notify.ts';
import { useSession } from '#src/session/session.ts';
import { ConnectorForm } from './connector-form.tsx';
import type { ConnectorBody } from './connector-rules.ts';
import { ConnectorStatus } from './connector-status.tsx';
import { useChoices } from './use-choices.ts';

/** One connector: its id, how it stands, what may be done about it, and what it may do. */
export function ConnectorPage() {
  const { t } = useTranslation('connectors');
  const { api, can } = useSession();
  const cache = useQueryClient();
  const { connectorId = '' } = useParams({ strict: false }) as { connectorId?: string };
  const params = { connectorId };
  const { choices, error: choicesError } = useChoices();
  const read = useQuery({
    queryKey: ['connectors', connectorId],
    queryFn: () => api.call('GET /tandem/connectors/{connectorId}', { params }),
  });
  const connector = read.data;
  const error = read.error ?? choicesError;
  const save = async (body: ConnectorBody) => {
    await api.call('PUT /tandem/connectors/{connectorId}', { params, body });
    await cache.invalidateQueries({ queryKey: ['connectors'] });
    notifyDone(t('saved'));
  };
  return (
    <Container size="md" py="lg">
      <DetailHeader
        back={{ to: '/console/connectors', label: t('title') }}
        title={connector?.name ?? t('one')}
        {...(connector ? { description: t(`kinds.${connector.kind}`) } : {})}
      />
      {error && <ErrorNotice error={error} />}
      {!error && !(connector && choices) && <LoadingState />}
      {connector && choices && (
        <Stack>
          <Paper withBorder p="lg" component="section">
            <CopyField label={t('fields.id')} description={t('idHelp')} value={connector.id} />
          </Paper>
          <ConnectorStatus connector={connector} />
          <ConnectorForm
            key={connector.version}
            kind={connector.kind}
            connector={connector}
            choices={choices}
            readOnly={!can({ all: ['integrations:connector:edit'] })}
            onSubmit={save}
          />
        </Stack>
      )}
    </Container>
  );
}
