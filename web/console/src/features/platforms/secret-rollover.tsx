import { Button, Group, Paper, Text, Title } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmDelete } from '#src/components/confirm-delete.tsx';
import { DateText } from '#src/components/date-text.tsx';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { FormDrawer } from '#src/components/form-drawer.tsx';
import { type FieldDescriptor, type FormValues, textOf } from '#src/components/form-rules.ts';
import { generateSecret } from '#src/components/generate-secret.ts';
import { notifyDone } from '#src/components/notify.ts';
import { useSession } from '#src/session/session.ts';
import { SECRET_LENGTH } from './platform-fields.ts';

/** Overlaps to choose from, in minutes. */
const OVERLAPS = [60, 1440, 10_080, 43_200] as const;
const USUAL = '1440';

const fieldsOf = (t: (key: string) => string): readonly FieldDescriptor[] => [
  {
    kind: 'secret',
    name: 'secret',
    label: t('rollover.secret'),
    description: t('rollover.secretHelp'),
    required: true,
    minLength: SECRET_LENGTH,
    generate: generateSecret,
  },
  {
    kind: 'select',
    name: 'overlap',
    label: t('rollover.overlap'),
    description: t('rollover.overlapHelp'),
    required: true,
    options: OVERLAPS.map((minutes) => ({
      value: String(minutes),
      label: t(`rollover.overlaps.${minutes}`),
    })),
  },
];

/** Puts a new signature secret in place while the one before stays good for a while. */
export function SecretRollover({ integrationId }: { readonly integrationId: string }) {
  const { t } = useTranslation('platforms');
  const { api, can } = useSession();
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const [ending, setEnding] = useState(false);
  const queryKey = ['platforms', integrationId, 'secret'];
  const mayEdit = can({ all: ['messaging:integration:edit'] });
  const state = useQuery({
    queryKey,
    queryFn: () =>
      api.call('GET /tandem/messaging/integrations/{integrationId}/secret', {
        params: { integrationId },
      }),
  });
  const save = async (values: FormValues) => {
    await api.call('PUT /tandem/messaging/integrations/{integrationId}/secret', {
      params: { integrationId },
      body: { secret: textOf(values, 'secret'), overlapMinutes: Number(textOf(values, 'overlap')) },
    });
    await client.invalidateQueries({ queryKey });
    notifyDone(t('rollover.done'));
  };
  const until = state.data?.previousValidUntil;
  return (
    <Paper withBorder p="lg" component="section">
      <Group justify="space-between">
        <div style={{ flex: '1 1 16rem' }}>
          <Title order={2} size="h4">
            {t('rollover.title')}
          </Title>
          <Text size="sm" c="dimmed">
            {t('rollover.help')}
          </Text>
        </div>
        {mayEdit && (
          <Button
            variant="default"
            leftSection={<IconKey size={16} aria-hidden />}
            onClick={() => setOpen(true)}
          >
            {t('rollover.change')}
          </Button>
        )}
      </Group>
      {state.isError && <ErrorNotice error={state.error} />}
      {until && (
        <Group mt="sm" justify="space-between">
          <Text size="sm">
            {t('rollover.until')} <DateText value={until} />
          </Text>
          {mayEdit && (
            <Button variant="light" color="red" size="xs" onClick={() => setEnding(true)}>
              {t('rollover.end')}
            </Button>
          )}
        </Group>
      )}
      <FormDrawer
        opened={open}
        title={t('rollover.change')}
        fields={fieldsOf(t)}
        initial={{ overlap: USUAL }}
        onSubmit={save}
        onClose={() => setOpen(false)}
      />
      <ConfirmDelete
        name={ending ? t('rollover.end') : null}
        title={t('rollover.endTitle')}
        consequence={t('rollover.endConsequence')}
        confirmLabel={t('rollover.end')}
        onConfirm={async () => {
          await api.call('DELETE /tandem/messaging/integrations/{integrationId}/secret/previous', {
            params: { integrationId },
          });
          await client.invalidateQueries({ queryKey });
        }}
        onClose={() => setEnding(false)}
      />
    </Paper>
  );
}
