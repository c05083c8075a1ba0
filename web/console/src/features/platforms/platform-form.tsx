import { Paper } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Form } from '#src/components/form.tsx';
import type { FormValues } from '#src/components/form-rules.ts';
import { LoadingState } from '#src/components/loading-state.tsx';
import { MapField, type MapRow, mapOf, rowsOf } from '#src/components/map-field.tsx';
import { useSession } from '#src/session/session.ts';
import { platformFields } from './platform-fields.ts';
import {
  formToNewPlatform,
  formToPlatform,
  type OpenPlatform,
  platformToForm,
} from './platform-rules.ts';
import { usePlatformChoices } from './use-choices.ts';

type PlatformFormProps = {
  readonly platform: OpenPlatform | null;
  readonly onSaved: (platform: OpenPlatform) => void;
};

/** Name, webhook, secret, headers and, once saved, the content profile. */
export function PlatformForm({ platform, onSaved }: PlatformFormProps) {
  const { t } = useTranslation('platforms');
  const { api, can } = useSession();
  const client = useQueryClient();
  const choices = usePlatformChoices();
  const [headers, setHeaders] = useState<readonly MapRow[]>(() => rowsOf(platform?.webhookHeaders));
  const saved = platform !== null;
  const editable = can({ all: [`messaging:integration:${saved ? 'edit' : 'add'}`] });

  const save = async (values: FormValues) => {
    const map = mapOf(headers);
    const stored = platform
      ? await api.call('PATCH /api/v2/conversations/messaging/integrations/open/{integrationId}', {
          params: { integrationId: platform.id ?? '' },
          body: formToPlatform(values, map),
        })
      : await api.call('POST /api/v2/conversations/messaging/integrations/open', {
          body: formToNewPlatform(values, map),
        });
    await client.invalidateQueries({ queryKey: ['platforms'] });
    onSaved(stored);
  };
  if (!choices.ready) return <LoadingState />;
  return (
    <Paper withBorder p="lg">
      <Form
        fields={platformFields(t, choices, { saved, editable })}
        initial={platformToForm(platform)}
        onSubmit={save}
        readOnly={!editable}
      >
        <MapField
          label={t('fields.headers')}
          description={t('fields.headersHelp')}
          nameLabel={t('fields.headerName')}
          valueLabel={t('fields.headerValue')}
          addLabel={t('fields.addHeader')}
          rows={headers}
          onChange={setHeaders}
          disabled={!editable}
        />
      </Form>
    </Paper>
  );
}
