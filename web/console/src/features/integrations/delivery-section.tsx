import { Alert, Anchor, Box, Group, Paper, Text, Title } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { customBusSource, partnerSourceName } from '@tandem/contract';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AwsGuide } from '#src/components/aws-guide.tsx';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { Form } from '#src/components/form.tsx';
import { type FormValues, textOf } from '#src/components/form-rules.ts';
import { LoadingState } from '#src/components/loading-state.tsx';
import { notifyDone } from '#src/components/notify.ts';
import { useSession } from '#src/session/session.ts';
import { fieldsOf, kindOf, toForm, toRequest } from './delivery-rules.ts';
import {
  type Configuration,
  type Delivery,
  INTEGRATIONS,
  type Integration,
  propertiesOf,
} from './integration-rules.ts';
import { useIntegrationChanges } from './use-integration.ts';

type Props = {
  readonly integration: Integration;
  readonly configuration: Configuration;
  readonly org: string;
};

/** How the partner event source of the embedded buses stands. */
function SourceState({ source }: { readonly source: Delivery['partnerSource'] }) {
  const { t } = useTranslation('integrations');
  if (!source) return <Text size="sm">{t('delivery.noSource')}</Text>;
  return (
    <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
      {t(`delivery.sources.${source.state}`, { name: source.name })}
    </Text>
  );
}

/** What the account needs before events arrive on a custom bus. */
function Guide({ configuration, org, values }: Omit<Props, 'integration'> & Typed) {
  const { awsAccountId, awsAccountRegion, eventSourceSuffix } = propertiesOf(configuration);
  return (
    <AwsGuide
      account={awsAccountId}
      region={textOf(values, 'region') || awsAccountRegion}
      bus={textOf(values, 'eventBus')}
      source={textOf(values, 'source') || customBusSource(org, eventSourceSuffix)}
      partner={partnerSourceName(org, eventSourceSuffix)}
    />
  );
}

type Typed = { readonly values: FormValues };

function DeliveryForm({ saved, ...props }: Props & { readonly saved: Delivery }) {
  const { t } = useTranslation('integrations');
  const { api, can } = useSession();
  const { integration } = props;
  const integrationId = integration.id ?? '';
  const { reread } = useIntegrationChanges(integrationId);
  const [values, setValues] = useState(() => toForm(saved));
  const readOnly = !can({ all: ['integrations:integration:edit'] });
  const kind = kindOf(values);
  const deactivates = integration.intendedState === 'ENABLED' && kind !== saved.kind;
  return (
    <>
      <Form
        fields={fieldsOf(t, { saved, disabled: readOnly })}
        initial={toForm(saved)}
        readOnly={readOnly}
        submitLabel={t('delivery.save')}
        follow={(_, next) => {
          setValues(next);
          return next;
        }}
        onSubmit={async (typed) => {
          await api.call('PUT /tandem/integrations/{integrationId}/delivery', {
            params: { integrationId },
            body: toRequest(typed, saved),
          });
          await reread();
        }}
        onDone={() => notifyDone(t('saved'))}
      >
        <Text size="sm">{t(`delivery.about.${kind}`)}</Text>
        {kind === 'embedded' && <SourceState source={saved.partnerSource} />}
        {deactivates && (
          <Alert color="orange" icon={<IconAlertTriangle size={18} />} role="status">
            {t('delivery.deactivates')}
          </Alert>
        )}
      </Form>
      {kind === 'aws-bus' && (
        <Box mt="lg">
          <Guide {...props} values={values} />
        </Box>
      )}
    </>
  );
}

/** Where it is told what became of the events. */
function Ways({ integration, kind }: Pick<Props, 'integration'> & Pick<Delivery, 'kind'>) {
  const { t } = useTranslation('integrations');
  return (
    <Group mb="md">
      {kind === 'embedded' && (
        <Anchor component={Link} to="/console/event-buses" size="sm">
          {t('delivery.buses')}
        </Anchor>
      )}
      <Anchor component={Link} to={`/console/event-destinations/${integration.id}`} size="sm">
        {t('delivery.log')}
      </Anchor>
    </Group>
  );
}

/** How the events of an integration travel. */
export function DeliverySection(props: Props) {
  const { t } = useTranslation('integrations');
  const { api } = useSession();
  const integrationId = props.integration.id ?? '';
  const read = useQuery({
    queryKey: [...INTEGRATIONS, integrationId, 'delivery'],
    queryFn: () =>
      api.call('GET /tandem/integrations/{integrationId}/delivery', { params: { integrationId } }),
  });
  return (
    <Paper withBorder p="lg" component="section">
      <Title order={2} size="h4" mb="md">
        {t('delivery.title')}
      </Title>
      {read.isPending && <LoadingState />}
      {read.isError && <ErrorNotice error={read.error} onRetry={() => void read.refetch()} />}
      {read.data && props.integration.intendedState === 'ENABLED' && (
        <Ways integration={props.integration} kind={read.data.kind} />
      )}
      {read.data && <DeliveryForm key={JSON.stringify(read.data)} saved={read.data} {...props} />}
    </Paper>
  );
}
