import { Container, Stack, Tabs } from '@mantine/core';
import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { DetailHeader } from '#src/components/detail-header.tsx';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { LoadingState } from '#src/components/loading-state.tsx';
import { useTab } from '#src/components/use-tab.ts';
import { ConfigurationTab } from './configuration-tab.tsx';
import { ConnectorTab } from './connector-tab.tsx';
import { DetailsTab } from './details-tab.tsx';
import { BOT_CONNECTOR } from './integration-rules.ts';
import { StateBadge, StateReason } from './integration-state.tsx';
import { useIntegration } from './use-integration.ts';

/** One integration: its state, its name, what it is configured with and how its events travel. */
export function IntegrationPage() {
  const { t } = useTranslation('integrations');
  const { integrationId = '' } = useParams({ strict: false }) as { integrationId?: string };
  const { integration: read, configuration } = useIntegration(integrationId);
  const [tab, choose] = useTab(['details', 'configuration'], 'details');
  const integration = read.data;
  const error = read.error ?? configuration.error;
  const state = integration?.reportedState ?? {};
  const isConnector = integration?.integrationType?.id === BOT_CONNECTOR;
  const Configuring = isConnector ? ConnectorTab : ConfigurationTab;
  return (
    <Container size="md" py="lg">
      <DetailHeader
        back={{ to: '/console/integrations', label: t('title') }}
        title={integration?.name ?? t('one')}
        description={integration?.integrationType?.name ?? ''}
        actions={integration && <StateBadge state={state} />}
      />
      {error && <ErrorNotice error={error} />}
      {!error && !(integration && configuration.data) && <LoadingState />}
      {integration && configuration.data && (
        <Stack>
          <StateReason state={state} />
          <Tabs value={tab} onChange={choose} keepMounted={false}>
            <Tabs.List>
              <Tabs.Tab value="details">{t('tabs.details')}</Tabs.Tab>
              <Tabs.Tab value="configuration">{t('tabs.configuration')}</Tabs.Tab>
            </Tabs.List>
            <Tabs.Panel value="details" pt="md">
              <DetailsTab integration={integration} configuration={configuration.data} />
            </Tabs.Panel>
            <Tabs.Panel value="configuration" pt="md">
              <Configuring integration={integration} configuration={configuration.data} />
            </Tabs.Panel>
          </Tabs>
        </Stack>
      )}
    </Container>
  );
}
