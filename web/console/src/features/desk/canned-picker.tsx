import { Combobox, Paper, Text, TextInput, useCombobox } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { type Canned, cannedText, fittingOnes } from './canned-rules.ts';
import type { Work } from './conversation-rules.ts';
import classes from './desk.module.css';
import { useCanned } from './use-canned.ts';

type CannedPickerProps = {
  readonly work: Work;
  readonly onPick: (response: Canned) => void;
  readonly onClose: () => void;
};

/** Finds a canned response by words and keys: arrows choose, Enter takes it, Escape goes back. */
export function CannedPicker({ work, onPick, onClose }: CannedPickerProps) {
  const { t } = useTranslation('desk');
  const [typed, setTyped] = useState('');
  const responses = useCanned(work, typed);
  const combobox = useCombobox({ opened: true });
  // What was found last, narrowed at once: Enter takes what fits the words, however fast they were typed.
  const rows = useMemo(() => fittingOnes(responses.data ?? [], typed), [responses.data, typed]);
  const { selectFirstOption } = combobox;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is found changes, not the store
  useEffect(() => {
    selectFirstOption();
  }, [rows]);
  const pick = (id: string) => {
    const found = rows.find((one) => one.id === id);
    if (found) onPick(found);
  };
  return (
    <Paper withBorder p="xs" role="group" aria-label={t('canned.label')}>
      <Combobox store={combobox} onOptionSubmit={pick}>
        <Combobox.EventsTarget>
          <TextInput
            autoFocus
            size="xs"
            leftSection={<IconSearch size={14} />}
            aria-label={t('canned.search')}
            placeholder={t('canned.search')}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Escape') return;
              event.stopPropagation();
              onClose();
            }}
          />
        </Combobox.EventsTarget>
        <Combobox.Options aria-label={t('canned.label')} className={classes['canned'] ?? ''}>
          {rows.map((one) => (
            <Combobox.Option key={one.id} value={one.id ?? ''}>
              <Text size="sm" fw={600} truncate>
                {one.name ?? cannedText(one)}
              </Text>
              <Text size="xs" lineClamp={2}>
                {cannedText(one)}
              </Text>
            </Combobox.Option>
          ))}
          {responses.isSuccess && !responses.isPlaceholderData && rows.length === 0 && (
            <Combobox.Empty>{t(typed ? 'canned.nothing' : 'canned.none')}</Combobox.Empty>
          )}
        </Combobox.Options>
      </Combobox>
      {responses.isError && <ErrorNotice error={responses.error} />}
    </Paper>
  );
}
