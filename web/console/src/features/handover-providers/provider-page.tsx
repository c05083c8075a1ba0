import { Anchor, Container, List, Paper, Stack, Text, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ConnectionChecks } from '#src/components/connection-checks.tsx';
import { CopyField } from '#src/components/copy-field.tsx';
import { DetailHeader } from '#src/components/detail-header.tsx';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { Form } from '#src/components/form.tsx';
import type { FormValues } from '#src/components/form-rules.ts';
import { LoadingState } from '#src/components/loading-state.tsx';
import { notifyDone } from '#src/components/notify.ts';
import type { Provider as Kind } from '#src/components/part-form-rules.ts';
import { useSession } from '#src/session/session.ts';
import { CapabilityTable } from './capability-table.tsx';
import {
  formToProvider,
  type HandoverProvider,
  kindsOf,
  providerFields,
  providerToForm,
} from './provider-rules.ts';
import { useKinds } from './use-kinds.ts';

type ProviderFormProps = {
  readonly provider: HandoverProvider | null;
  readonly kinds: readonly Kind[];
};

function ProviderForm({ provider, kinds }: ProviderFormProps) {
  const { t } = useTranslation('handover-providers');
  const { t: bots } = useTranslation('bots');
  const { api, can } = useSession();
  const client = useQueryClient();
  const navigate = useNavigate();
  const editable = can({ all: [`gateway:endpoint:${provider ? 'edit' : 'add'}`] });
  // What a kind declares is named alike here and at an endpoint.
  const translate = (key: string, defaultValue?: string) =>
    defaultValue === undefined ? t(key) : bots(key, { defaultValue });
  const save = async (values: FormValues) => {
    const body = formToProvider(values, { kinds, provider });
    const saved = provider
      ? await api.call('PUT /tandem/gateway/handover-providers/{providerId}', {
          ...{ params: { providerId: provider.id }, body },
        })
      : await api.call('POST /tandem/gateway/handover-providers', { body });
    await client.invalidateQueries({ queryKey: ['handover-providers'] });
    notifyDone(t('saved'));
    if (!provider) void navigate({ to: `/console/handover-providers/${saved.id}`, replace: true });
  };
  return (
    <Paper withBorder p="lg">
      <Form
        fields={providerFields({ kinds, provider }, translate).map((field) =>
          editable ? field : { ...field, disabled: true },
        )}
        initial={providerToForm({ kinds, provider })}
        readOnly={!editable}
        onSubmit={save}
      />
    </Paper>
  );
}

function WebhookAddress({ provider }: { readonly provider: HandoverProvider }) {
  const { t } = useTranslation('handover-providers');
  return (
    <Paper withBorder p="lg" component="section">
      <Title order={2} size="h4" mb="sm">
        {t('webhook.title')}
      </Title>
      <CopyField
        label={t('webhook.label')}
        value={provider.webhookUrl}
        description={t('webhook.help')}
      />
      {provider.secrets.includes('urlToken') && (
        <Text size="sm" mt="xs">
          {t('webhook.token')}
        </Text>
      )}
    </Paper>
  );
}

function ProviderTest({ provider: { id } }: { readonly provider: HandoverProvider }) {
  const { t } = useTranslation('handover-providers');
  const { t: bots } = useTranslation('bots');
  const { api } = useSession();
  return (
    <ConnectionChecks
      title={bots('test.title')}
      help={t('testHelp')}
      run={bots('test.run')}
      lineOf={({ check, state }) =>
        bots('test.line', { check: t(`checks.${check}`), state: bots(`test.states.${state}`) })
      }
      test={() =>
        api.call('POST /tandem/gateway/handover-providers/{providerId}/test', {
          params: { providerId: id },
        })
      }
    />
  );
}

const placeOf = { endpoint: '/console/bots', flow: '/console/flows' } as const;

/** Endpoints and flows that hand over to it. */
function ProviderUses({ provider: { id } }: { readonly provider: HandoverProvider }) {
  const { t } = useTranslation('handover-providers');
  const { api } = useSession();
  const uses = useQuery({
    queryKey: ['handover-providers', id, 'uses'],
    queryFn: () =>
      api.call('GET /tandem/gateway/handover-providers/{providerId}/uses', {
        params: { providerId: id },
      }),
  });
  const found = uses.data?.entities ?? [];
  return (
    <Paper withBorder p="lg" component="section">
      <Title order={2} size="h4" mb="sm">
        {t('uses.title')}
      </Title>
      {uses.isError && <ErrorNotice error={uses.error} />}
      {uses.data && found.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('uses.none')}
        </Text>
      )}
      <List size="sm">
        {found.map((use) => (
          <List.Item key={use.id}>
            <Anchor component={Link} size="sm" to={`${placeOf[use.kind]}/${use.id}`}>
              {t(`uses.${use.kind}`, { name: use.name })}
            </Anchor>
          </List.Item>
        ))}
      </List>
    </Paper>
  );
}

/** A provider that exists, or a new one: settings, address, test, what it can do and who uses it. */
export function ProviderPage() {
  const { t } = useTranslation('handover-providers');
  const { api, can } = useSession();
  const { providerId } = useParams({ strict: false }) as { providerId?: string };
  const kinds = useKinds();
  const read = useQuery({
    queryKey: ['handover-providers', providerId],
    queryFn: () =>
      api.call('GET /tandem/gateway/handover-providers/{providerId}', {
        params: { providerId: providerId ?? '' },
      }),
    enabled: providerId !== undefined,
  });
  const provider = read.data ?? null;
  const error = kinds.error ?? read.error;
  const ready = kinds.data && (providerId === undefined || provider);
  return (
    <Container size="md" py="lg">
      <DetailHeader
        back={{ to: '/console/handover-providers', label: t('title') }}
        title={providerId ? (provider?.name ?? t('one')) : t('new')}
        description={t('pageDescription')}
      />
      {error && <ErrorNotice error={error} />}
      {!ready && !error && <LoadingState />}
      {ready && (
        <Stack>
          {provider && <WebhookAddress provider={provider} />}
          {provider && can({ all: ['gateway:endpoint:edit'] }) && (
            <ProviderTest key={`test ${provider.dateModified}`} provider={provider} />
          )}
          <ProviderForm
            key={`form ${provider?.dateModified ?? 'new'}`}
            provider={provider}
            kinds={kindsOf(kinds.data.handover)}
          />
          {provider?.capabilities && <CapabilityTable capabilities={provider.capabilities} />}
          {provider && <ProviderUses provider={provider} />}
        </Stack>
      )}
    </Container>
  );
}
