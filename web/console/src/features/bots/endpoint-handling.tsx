import { Accordion, Alert, Stack, Text, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DateText } from '#src/components/date-text.tsx';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { Form } from '#src/components/form.tsx';
import type { FormValues } from '#src/components/form-rules.ts';
import { LoadingState } from '#src/components/loading-state.tsx';
import { notifyDone } from '#src/components/notify.ts';
import { useSession } from '#src/session/session.ts';
import {
  formToHours,
  formToOptions,
  type Handling,
  type HandlingBody,
  hoursFields,
  hoursToForm,
  isLanguage,
  languagesOf,
  type OptionWords,
  optionFields,
  optionsToForm,
} from './handling-rules.ts';

type PartProps = {
  readonly handling: Handling;
  readonly readOnly: boolean;
  readonly save: (body: HandlingBody) => Promise<void>;
};

/** Endpoints and nodes of flows have the options in common, and their words. */
const useOptionWords = (): OptionWords => {
  const { t: word, i18n } = useTranslation('flow-actions');
  const { t } = useTranslation('bots');
  const names = new Intl.DisplayNames([i18n.language], { type: 'language' });
  return {
    // What was stored before is shown, too, whatever it is.
    language: (tag) => (isLanguage(tag) ? (names.of(tag) ?? tag) : tag),
    badLanguage: () => t('handling.badLanguage'),
    field: ({ name, label }) => word(`flow.field.${name}`, { defaultValue: label }),
    help: ({ name, help = '' }) =>
      [
        word(`flow.fieldHelp.${name}`, { defaultValue: help }),
        // Only here: what a node leaves empty is as the endpoint has it.
        t(`handling.empty.${name}`, { defaultValue: '' }),
      ]
        .filter(Boolean)
        .join(' '),
    choice: (choice) => word(`flow.choice.${choice}`, { defaultValue: choice }),
    section: (section) => word(`flow.section.${section}`, { defaultValue: section }),
  };
};

/** What is said and done in a handover, for bots that do not say it themselves. */
function HandlingOptions({ handling, readOnly, save }: PartProps) {
  const words = useOptionWords();
  const initial = optionsToForm(handling);
  const [languages, setLanguages] = useState(() => languagesOf(initial));
  const fields = optionFields(handling, languages, words);
  return (
    <Form
      fields={fields.map((field) => ({ ...field, disabled: readOnly }))}
      initial={initial}
      onValues={(values) => setLanguages(languagesOf(values))}
      readOnly={readOnly}
      sectionOrder={3}
      onSubmit={(values: FormValues) => save({ options: formToOptions(values, handling) })}
    />
  );
}

/** When agents are there. Out of these hours a handover ends at once. */
function OpeningHours({ handling, readOnly, save }: PartProps) {
  const { t } = useTranslation('bots');
  const { open, nextChange, hours } = handling;
  return (
    <Stack>
      {hours && !open && !nextChange && (
        <Alert color="yellow" variant="light">
          {t('hours.never')}
        </Alert>
      )}
      {hours && (open || nextChange) && (
        <Text size="sm">
          {t(open ? 'hours.openNow' : 'hours.closedNow')}{' '}
          {nextChange && (
            <>
              {t(open ? 'hours.until' : 'hours.from')} <DateText value={nextChange} />
            </>
          )}
        </Text>
      )}
      <Form
        fields={hoursFields(handling, (key) => t(key)).map((field) => ({
          ...field,
          disabled: readOnly,
        }))}
        initial={hoursToForm(handling)}
        readOnly={readOnly}
        onSubmit={(values: FormValues) =>
          save({ options: handling.options, hours: formToHours(values) })
        }
      />
    </Stack>
  );
}

/** How conversations with agents go at an endpoint, and when agents are there. */
export function EndpointHandling({ endpointId }: { readonly endpointId: string }) {
  const { t } = useTranslation('bots');
  const { api, can } = useSession();
  const client = useQueryClient();
  const queryKey = ['endpoints', endpointId, 'handling'];
  const params = { endpointId };
  const read = useQuery({
    queryKey,
    queryFn: () => api.call('GET /tandem/gateway/endpoints/{endpointId}/handling', { params }),
  });
  const save = async (body: HandlingBody) => {
    const saved = await api.call('PUT /tandem/gateway/endpoints/{endpointId}/handling', {
      params,
      body,
    });
    client.setQueryData(queryKey, saved);
    notifyDone(t('saved'));
  };
  if (read.error) return <ErrorNotice error={read.error} />;
  if (!read.data) return <LoadingState />;
  const part = { handling: read.data, readOnly: !can({ all: ['gateway:endpoint:edit'] }), save };
  return (
    <Accordion variant="separated" multiple order={2}>
      <Accordion.Item value="handling">
        <Accordion.Control>
          <Title order={3} size="h5" component="span">
            {t('handling.title')}
          </Title>
          <Text size="sm" c="dimmed">
            {t('handling.description')}
          </Text>
        </Accordion.Control>
        <Accordion.Panel>
          <HandlingOptions key={JSON.stringify(read.data.options)} {...part} />
        </Accordion.Panel>
      </Accordion.Item>
      <Accordion.Item value="hours">
        <Accordion.Control>
          <Title order={3} size="h5" component="span">
            {t('hours.title')}
          </Title>
          <Text size="sm" c="dimmed">
            {t('hours.description')}
          </Text>
        </Accordion.Control>
        <Accordion.Panel>
          <OpeningHours key={JSON.stringify(read.data.hours)} {...part} />
        </Accordion.Panel>
      </Accordion.Item>
    </Accordion>
  );
}
