import { Paper, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { Form } from '#src/components/form.tsx';
import { listOf } from '#src/components/form-rules.ts';
import { LoadingState } from '#src/components/loading-state.tsx';
import { useSession } from '#src/session/session.ts';
import {
  choosableKinds,
  destinationFields,
  destinationToForm,
  formToDestination,
} from './destination-form.ts';
import type { Destination } from './destination-rules.ts';
import { useDestinationChanges, useOffer } from './use-destinations.ts';

type Props = {
  readonly stored: Destination | null;
  readonly onSaved: (destination: Destination) => void;
};

/** The form of a destination, new or stored. */
export function DestinationSettings({ stored, onSaved }: Props) {
  const { t } = useTranslation('event-destinations');
  const { can } = useSession();
  const { kinds: known, topics, error, retry } = useOffer();
  const { save } = useDestinationChanges();
  const [isSilent, setSilent] = useState(stored?.topics.length === 0);
  if (error) return <ErrorNotice error={error} onRetry={retry} />;
  if (!(known && topics)) return <LoadingState />;
  const kinds = choosableKinds(known, stored);
  const editable = can({ all: [`integrations:integration:${stored ? 'edit' : 'add'}`] });
  const translate = (key: string, defaultValue?: string) =>
    defaultValue === undefined ? t(key) : t(key, { defaultValue });
  const fields = destinationFields(translate, { kinds, topics, stored });
  return (
    <Paper withBorder p="lg">
      <Form
        // Somebody else's change is shown, not overwritten unseen.
        key={stored?.version ?? 'new'}
        fields={fields.map((field) => (editable ? field : { ...field, disabled: true }))}
        initial={destinationToForm(stored, kinds)}
        readOnly={!editable}
        follow={(_, next) => {
          setSilent(listOf(next, 'topics').length === 0);
          return next;
        }}
        onSubmit={async (values) =>
          onSaved(await save(formToDestination(values, { kinds, stored }), stored))
        }
      >
        {isSilent && <Text size="sm">{t('noTopics')}</Text>}
      </Form>
    </Paper>
  );
}
