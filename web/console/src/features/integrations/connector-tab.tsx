import { Paper, Stack, Text, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { Form } from '#src/components/form.tsx';
import { type FieldDescriptor, textOf } from '#src/components/form-rules.ts';
import { LoadingState } from '#src/components/loading-state.tsx';
import { notifyDone } from '#src/components/notify.ts';
import { useSession } from '#src/session/session.ts';
import { type BotList, linesOf, listOfLines, wrongLine } from './connector-rules.ts';
import type { Configuration, Integration } from './integration-rules.ts';
import { useIntegrationChanges } from './use-integration.ts';

type Props = { readonly integration: Integration; readonly configuration: Configuration };

const URI = 'botConnectorHandleUtteranceUri';
const CREDENTIAL = 'basicAuth';
const HEADER = 'verify-token';
const ADDRESS = /^https?:\/\/[^\s/]+/i;

/** Keeps the token where nobody reads it again; answers the id under which the configuration names it. */
function useCredential({ integration, configuration }: Props) {
  const { api } = useSession();
  return async (token: string): Promise<string> => {
    const id = configuration.credentials[CREDENTIAL]?.id;
    const body = {
      ...{ name: integration.name ?? '', type: { id: 'userDefined' } },
      credentialFields: { [HEADER]: token },
    };
    const kept = id
      ? await api.call('PUT /api/v2/integrations/credentials/{credentialId}', {
          ...{ params: { credentialId: id }, body },
        })
      : await api.call('POST /api/v2/integrations/credentials', { body });
    return String(kept.id);
  };
}

/** Where the bots are called, and the token that proves it. */
function AddressForm({ integration, configuration }: Props) {
  const { t } = useTranslation('integrations');
  const { can } = useSession();
  const disabled = !can({ all: ['integrations:integration:edit'] });
  const { configure } = useIntegrationChanges(integration.id ?? '');
  const keep = useCredential({ integration, configuration });
  const hasToken = CREDENTIAL in configuration.credentials;
  const fields: readonly FieldDescriptor[] = [
    {
      ...{ kind: 'text', name: 'uri', label: t('connector.uri'), disabled, maxLength: 2048 },
      ...{ description: t('connector.uriHelp'), required: true },
      ...{ pattern: ADDRESS, patternMessage: t('connector.uriWrong') },
    },
    {
      ...{ kind: 'secret', name: 'token', label: t('connector.token'), disabled },
      description: t(hasToken ? 'connector.tokenKept' : 'connector.tokenHelp'),
    },
  ];
  return (
    <Form
      fields={fields}
      initial={{ uri: String(configuration.properties[URI] ?? ''), token: '' }}
      readOnly={disabled}
      onSubmit={async (values) => {
        const token = textOf(values, 'token');
        const credentials = token
          ? { [CREDENTIAL]: { id: await keep(token) } }
          : configuration.credentials;
        const properties = { [URI]: textOf(values, 'uri') };
        await configure({ ...configuration, properties, credentials });
      }}
      onDone={() => notifyDone(t('saved'))}
    />
  );
}

/** The bots that flows may choose, one line for each version. */
function BotsForm({ integrationId, list }: { integrationId: string; list: BotList }) {
  const { t } = useTranslation('integrations');
  const { api, can } = useSession();
  const cache = useQueryClient();
  const disabled = !can({ all: ['integration:botconnector:edit'] });
  return (
    <Form
      fields={[
        {
          ...{ kind: 'textarea', name: 'bots', label: t('connector.bots'), disabled },
          description: t('connector.botsHelp'),
        },
      ]}
      initial={{ bots: linesOf(list) }}
      readOnly={disabled}
      onSubmit={async (values) => {
        const text = textOf(values, 'bots');
        const line = wrongLine(text);
        if (line !== null) throw new Error(t('connector.botsWrong', { line }));
        await api.call('PUT /api/v2/integrations/botconnector/{integrationId}/bots', {
          params: { integrationId },
          body: listOfLines(text, list),
        });
        await cache.invalidateQueries({ queryKey: ['connector-bots', integrationId] });
      }}
      onDone={() => notifyDone(t('connector.botsSaved'))}
    />
  );
}

/** A Genesys Bot Connector: where its bots are called, and which they are. */
export function ConnectorTab({ integration, configuration }: Props) {
  const { t } = useTranslation('integrations');
  const { api } = useSession();
  const integrationId = integration.id ?? '';
  const bots = useQuery({
    queryKey: ['connector-bots', integrationId],
    queryFn: () =>
      api.call('GET /api/v2/integrations/botconnector/{integrationId}/bots', {
        params: { integrationId },
      }),
  });
  return (
    <Stack>
      <Paper withBorder p="lg" component="section">
        <Title order={2} size="h4" mb="md">
          {t('connector.title')}
        </Title>
        <AddressForm key={configuration.version} {...{ integration, configuration }} />
      </Paper>
      <Paper withBorder p="lg" component="section">
        <Title order={2} size="h4">
          {t('connector.botsTitle')}
        </Title>
        <Text size="sm" mb="md">
          {t('connector.botsAbout')}
        </Text>
        {bots.isError && <ErrorNotice error={bots.error} />}
        {bots.isPending && <LoadingState />}
        {bots.data && (
          <BotsForm
            key={JSON.stringify(bots.data)}
            integrationId={integrationId}
            list={bots.data}
          />
        )}
      </Paper>
    </Stack>
  );
}
