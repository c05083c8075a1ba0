import { Paper, Text, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { Form } from '#src/components/form.tsx';
import { type FieldDescriptor, type FormValues, textOf } from '#src/components/form-rules.ts';
import { notifyDone } from '#src/components/notify.ts';
import { useSession } from '#src/session/session.ts';

const fieldsOf = (t: (key: string) => string, disabled: boolean): readonly FieldDescriptor[] => [
  {
    kind: 'switch',
    name: 'resolve',
    label: t('identity.resolve'),
    description: t('identity.resolveHelp'),
    disabled,
  },
  {
    kind: 'text',
    name: 'source',
    label: t('identity.source'),
    description: t('identity.sourceHelp'),
    maxLength: 100,
    disabled,
    visible: (values) => values['resolve'] === true,
  },
];

/** Whether customers of the platform are found among the external contacts. */
export function IdentitySettings({ integrationId }: { readonly integrationId: string }) {
  const { t } = useTranslation('platforms');
  const { api, can } = useSession();
  const client = useQueryClient();
  const queryKey = ['platforms', integrationId, 'identity'];
  const right = (verb: 'view' | 'edit') =>
    can({ all: [`messaging:integration:${verb}`, `messaging:identityResolutionOpen:${verb}`] });
  const visible = right('view');
  const read = useQuery({
    queryKey,
    queryFn: () =>
      api.call(
        'GET /api/v2/conversations/messaging/identityresolution/integrations/open/{integrationId}',
        { params: { integrationId } },
      ),
    enabled: visible,
  });
  const save = async (values: FormValues) => {
    const source = textOf(values, 'source');
    await api.call(
      'PUT /api/v2/conversations/messaging/identityresolution/integrations/open/{integrationId}',
      {
        params: { integrationId },
        body: {
          resolveIdentities: values['resolve'] === true,
          ...(source ? { externalSource: { id: source } } : {}),
        },
      },
    );
    await client.invalidateQueries({ queryKey });
    notifyDone(t('identity.saved'));
  };
  if (!visible) return null;
  return (
    <Paper withBorder p="lg" component="section">
      <Title order={2} size="h4">
        {t('identity.title')}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {t('identity.help')}
      </Text>
      {read.isError && <ErrorNotice error={read.error} />}
      {read.data && (
        <Form
          key={JSON.stringify(read.data)}
          fields={fieldsOf(t, !right('edit'))}
          initial={{
            resolve: read.data.resolveIdentities,
            source: read.data.externalSource?.id ?? '',
          }}
          onSubmit={save}
          readOnly={!right('edit')}
          submitLabel={t('identity.save')}
        />
      )}
    </Paper>
  );
}
