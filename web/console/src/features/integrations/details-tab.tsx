import { Button, Paper, Stack, Text, Title } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmDelete } from '#src/components/confirm-delete.tsx';
import { Form } from '#src/components/form.tsx';
import { textOf } from '#src/components/form-rules.ts';
import { notifyDone } from '#src/components/notify.ts';
import { useSession } from '#src/session/session.ts';
import { ActiveSwitch } from './active-switch.tsx';
import { type Configuration, type Integration, wordsOf } from './integration-rules.ts';
import { useIntegrationChanges } from './use-integration.ts';

type Props = { readonly integration: Integration; readonly configuration: Configuration };

function DetailsForm({ configuration, readOnly }: Props & { readonly readOnly: boolean }) {
  const { t } = useTranslation('integrations');
  const { configure } = useIntegrationChanges(configuration.id ?? '');
  return (
    <Form
      fields={[
        {
          ...{ kind: 'text', name: 'name', label: t('fields.name') },
          ...{ required: true, maxLength: 256, disabled: readOnly },
        },
        {
          ...{ kind: 'textarea', name: 'notes', label: t('fields.notes') },
          ...{ maxLength: 4000, disabled: readOnly },
        },
      ]}
      initial={{ name: configuration.name, notes: configuration.notes }}
      readOnly={readOnly}
      onSubmit={(values) =>
        configure({
          ...configuration,
          name: textOf(values, 'name'),
          notes: textOf(values, 'notes'),
        })
      }
      onDone={() => notifyDone(t('saved'))}
    />
  );
}

function Delete({ integration }: Pick<Props, 'integration'>) {
  const { t } = useTranslation('integrations');
  const navigate = useNavigate();
  const [asking, setAsking] = useState(false);
  const { remove } = useIntegrationChanges(integration.id ?? '');
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconTrash size={16} />}
        onClick={() => setAsking(true)}
      >
        {t('delete.run')}
      </Button>
      <ConfirmDelete
        name={asking ? (integration.name ?? '') : null}
        consequence={t(wordsOf(integration, 'delete.consequence'))}
        onConfirm={async () => {
          await remove();
          await navigate({ to: '/console/integrations' });
        }}
        onClose={() => setAsking(false)}
      />
    </>
  );
}

/** Whether the integration is active, what it is called, and its end. */
export function DetailsTab({ integration, configuration }: Props) {
  const { t } = useTranslation('integrations');
  const { can } = useSession();
  const readOnly = !can({ all: ['integrations:integration:edit'] });
  return (
    <Stack>
      <ActiveSwitch integration={integration} disabled={readOnly} />
      <Paper withBorder p="lg">
        <DetailsForm
          key={configuration.version}
          integration={integration}
          configuration={configuration}
          readOnly={readOnly}
        />
      </Paper>
      {can({ all: ['integrations:integration:delete'] }) && (
        <Paper withBorder p="lg" component="section">
          <Title order={2} size="h4">
            {t('delete.title')}
          </Title>
          <Text size="sm" mb="md">
            {t(wordsOf(integration, 'delete.consequence'))}
          </Text>
          <Delete integration={integration} />
        </Paper>
      )}
    </Stack>
  );
}
