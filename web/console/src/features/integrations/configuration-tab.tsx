import { Alert, Code, Paper, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import {
  awsAccountIdPattern,
  eventBridgeType,
  eventSourceSuffixPattern,
  partnerSourceName,
} from '@tandem/contract';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { Form } from '#src/components/form.tsx';
import {
  type FieldDescriptor,
  type FormValues,
  listOf,
  textOf,
} from '#src/components/form-rules.ts';
import { LoadingState } from '#src/components/loading-state.tsx';
import { notifyDone } from '#src/components/notify.ts';
import { useSession } from '#src/session/session.ts';
import { DeliverySection } from './delivery-section.tsx';
import {
  type ConfigSchema,
  type Configuration,
  choicesOf,
  type Integration,
  isOtherSource,
  propertiesOf,
  type SourceProperties,
} from './integration-rules.ts';
import { useIntegrationChanges } from './use-integration.ts';

type Props = { readonly integration: Integration; readonly configuration: Configuration };
type Topic = { readonly id?: string; readonly description?: string };
type Volume = { readonly topic: string; readonly eventsPerDay: number };
type Offer = {
  readonly schema: ConfigSchema;
  readonly topics: readonly Topic[];
  readonly volume: readonly Volume[];
};

const SUFFIX = new RegExp(eventSourceSuffixPattern);
const ACCOUNT = new RegExp(awsAccountIdPattern);

/** What the form offers: the schema of the type, what topics are about, and the organisation's id. */
function useOffer() {
  const { api } = useSession();
  const schema = useQuery({
    queryKey: ['integration-types', eventBridgeType, 'properties'],
    queryFn: () =>
      api.call('GET /api/v2/integrations/types/{typeId}/configschemas/{configType}', {
        params: { typeId: eventBridgeType, configType: 'properties' },
      }),
  });
  const topics = useQuery({
    queryKey: ['available-topics'],
    queryFn: () =>
      api.call('GET /api/v2/notifications/availabletopics', {
        query: { expand: ['description'] },
      }),
  });
  // Only a help: without it the form is the same.
  const volume = useQuery({
    queryKey: ['event-volume'],
    queryFn: () => api.call('GET /tandem/events/volume'),
  });
  const organisation = useQuery({
    queryKey: ['organisation'],
    queryFn: () => api.call('GET /api/v2/organizations/me'),
  });
  return {
    error: schema.error ?? topics.error ?? organisation.error,
    schema: schema.data,
    topics: topics.data?.entities,
    volume: volume.data?.topics ?? [],
    org: organisation.data?.id,
  };
}

/** What a topic is about, and how many events of it come. */
function useHints({ topics, volume }: Offer) {
  const { t } = useTranslation('integrations');
  const abouts = new Map(topics.map(({ id, description }) => [id, description]));
  const counts = new Map(volume.map(({ topic, eventsPerDay }) => [topic, eventsPerDay]));
  return (topic: string): string => {
    const count = counts.get(topic);
    const often = count === undefined ? '' : t('perDay', { count: Math.round(count) });
    return [abouts.get(topic), often].filter(Boolean).join(' · ');
  };
}

function useFields(offer: Offer, disabled: boolean) {
  const { t } = useTranslation('integrations');
  const hintOf = useHints(offer);
  const { schema } = offer;
  const fields: readonly FieldDescriptor[] = [
    {
      ...{ kind: 'text', name: 'awsAccountId', label: t('fields.account'), disabled },
      ...{ description: t('fields.accountHelp'), maxLength: 256 },
    },
    {
      ...{ kind: 'select', name: 'awsAccountRegion', label: t('fields.region'), disabled },
      description: t('fields.regionHelp'),
      options: choicesOf(schema, 'awsAccountRegion').map((value) => ({ value, label: value })),
    },
    {
      ...{ kind: 'text', name: 'eventSourceSuffix', label: t('fields.suffix'), disabled },
      ...{ description: t('fields.suffixHelp'), maxLength: 64 },
      ...{ pattern: SUFFIX, patternMessage: t('fields.suffixWrong') },
    },
    {
      ...{ kind: 'multiselect', name: 'eventFilter', label: t('fields.topics'), disabled },
      description: t('fields.topicsHelp'),
      options: choicesOf(schema, 'eventFilter').map((value) => {
        const hint = hintOf(value);
        return { value, label: value, ...(hint ? { hint } : {}) };
      }),
    },
  ];
  return fields;
}

const typedOf = (values: FormValues): SourceProperties => ({
  awsAccountId: textOf(values, 'awsAccountId'),
  awsAccountRegion: textOf(values, 'awsAccountRegion'),
  eventSourceSuffix: textOf(values, 'eventSourceSuffix'),
  eventFilter: listOf(values, 'eventFilter'),
});

/** The full name of the partner event source, as it will be. */
function Preview({ org, suffix }: { readonly org: string; readonly suffix: string }) {
  const { t } = useTranslation('integrations');
  return (
    <div role="status">
      <Text size="sm" fw="var(--mantine-font-weight-medium)">
        {t('preview')}
      </Text>
      <Code block style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
        {partnerSourceName(org, suffix || '…')}
      </Code>
    </div>
  );
}

type FormProps = Props & { readonly offer: Offer; readonly org: string };

function ConfigurationForm({ integration, configuration, offer, org }: FormProps) {
  const { t } = useTranslation('integrations');
  const { can } = useSession();
  const readOnly = !can({ all: ['integrations:integration:edit'] });
  const fields = useFields(offer, readOnly);
  const saved = propertiesOf(configuration);
  const [typed, setTyped] = useState(saved);
  const { configure } = useIntegrationChanges(integration.id ?? '');
  // A save of another source ends the try to activate, too, that has failed.
  const isWanted = ['ACTIVE', 'ERROR'].includes(integration.reportedState?.code ?? '');
  const isAccountWrong = typed.awsAccountId !== '' && !ACCOUNT.test(typed.awsAccountId);
  return (
    <Form
      fields={fields}
      initial={saved}
      readOnly={readOnly}
      follow={(_, next) => {
        setTyped(typedOf(next));
        return next;
      }}
      onSubmit={(values) => configure({ ...configuration, properties: { ...typedOf(values) } })}
      onDone={() => notifyDone(t('saved'))}
    >
      <Preview org={org} suffix={typed.eventSourceSuffix} />
      {typed.eventFilter.length === 0 && <Text size="sm">{t('noTopics')}</Text>}
      {isAccountWrong && (
        <Alert color="orange" icon={<IconAlertTriangle size={18} />} role="status">
          {t('accountWrong', { account: typed.awsAccountId })}
        </Alert>
      )}
      {isWanted && isOtherSource(saved, typed) && (
        <Alert color="orange" icon={<IconAlertTriangle size={18} />} role="status">
          {t('deactivates')}
        </Alert>
      )}
    </Form>
  );
}

/** Account, region, suffix and topics, and how the events travel. */
export function ConfigurationTab({ integration, configuration }: Props) {
  const { t } = useTranslation('integrations');
  const { schema, topics, volume, org, error } = useOffer();
  if (error) return <ErrorNotice error={error} />;
  if (!(schema && topics && org)) return <LoadingState />;
  return (
    <Stack>
      <Paper withBorder p="lg" component="section">
        <Title order={2} size="h4" mb="md">
          {t('source')}
        </Title>
        <ConfigurationForm
          key={configuration.version}
          {...{ integration, configuration, org }}
          offer={{ schema, topics, volume }}
        />
      </Paper>
      <DeliverySection integration={integration} configuration={configuration} org={org} />
    </Stack>
  );
}
