import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { IconExternalLink, IconKey, IconMessage } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmDelete } from '#src/components/confirm-delete.tsx';
import { CopyField } from '#src/components/copy-field.tsx';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { JsonView } from '#src/components/json-view.tsx';
import { SecretOnce } from '#src/components/secret-once.tsx';
import { useSession } from '#src/session/session.ts';
import type { Endpoint } from './endpoint-rules.ts';

/** Makes a secret with which a server of the customer's own opens conversations. */
function DirectLineSecret({ endpoint }: { readonly endpoint: Endpoint }) {
  const { t } = useTranslation('bots');
  const { api } = useSession();
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const make = useMutation({
    mutationFn: () =>
      api.call('POST /tandem/gateway/endpoints/{endpointId}/secret', {
        params: { endpointId: endpoint.id },
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['endpoints', endpoint.id] }),
  });
  return (
    <div>
      <Text size="sm" fw="var(--mantine-font-weight-medium)">
        {t('directLine.title')}
      </Text>
      <Text size="xs" c="dimmed" mb="xs">
        {endpoint.hasDirectLineSecret ? t('directLine.stored') : t('directLine.none')}
      </Text>
      <Button
        variant="default"
        size="xs"
        leftSection={<IconKey size={14} />}
        loading={make.isPending}
        onClick={() => (endpoint.hasDirectLineSecret ? setAsking(true) : make.mutate())}
      >
        {t('directLine.make')}
      </Button>
      {make.isError && <ErrorNotice error={make.error} />}
      <ConfirmDelete
        name={asking ? endpoint.name : null}
        title={t('directLine.question')}
        consequence={t('directLine.consequence')}
        confirmLabel={t('directLine.make')}
        onConfirm={() => make.mutateAsync()}
        onClose={() => setAsking(false)}
      />
      <SecretOnce
        title={t('directLine.title')}
        values={make.data ? [{ label: t('directLine.title'), value: make.data.secret }] : null}
        onClose={make.reset}
      />
    </div>
  );
}

/** What goes elsewhere: into the widget, a page, the contact centre. */
export function EndpointAddresses({ endpoint }: { readonly endpoint: Endpoint }) {
  const { t } = useTranslation('bots');
  const { can } = useSession();
  return (
    <Paper withBorder p="lg" component="section">
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h4">
          {t('addresses.title')}
        </Title>
        <Group gap="xs">
          <Button
            component={Link}
            to={`/console/bots/${endpoint.id}/chat`}
            variant="light"
            leftSection={<IconMessage size={16} />}
          >
            {t('webChat')}
          </Button>
          <Button
            component="a"
            href={endpoint.demoUrl}
            target="_blank"
            rel="noreferrer"
            variant="light"
            leftSection={<IconExternalLink size={16} />}
          >
            {t('openDemo')}
          </Button>
        </Group>
      </Group>
      <Stack gap="sm">
        <CopyField
          label={t('addresses.configuration')}
          description={t('addresses.configurationHelp')}
          value={endpoint.configurationUrl}
        />
        {endpoint.webhookUrl && (
          <CopyField
            label={t('addresses.webhook')}
            description={t(
              endpoint.handover?.kind === 'genesys-bot-connector'
                ? 'addresses.connectorHelp'
                : 'addresses.webhookHelp',
            )}
            value={endpoint.webhookUrl}
          />
        )}
        <JsonView label={t('addresses.embed')} value={endpoint.embedCode} />
        {can({ all: ['gateway:endpoint:edit'] }) && <DirectLineSecret endpoint={endpoint} />}
      </Stack>
    </Paper>
  );
}
