import { Button, Group, Modal, Select, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import type { FlowDocument } from '../document/flow-document.ts';
import { InputFields } from './input-fields.tsx';
import type { RunApi } from './run-api.ts';
import { firstInputs, readInputs } from './run-rules.ts';

type RunNowProps = {
  readonly opened: boolean;
  readonly runs: RunApi;
  readonly document: FlowDocument;
  readonly onClose: () => void;
  readonly onStarted: (id: string) => void;
};

const LABELS = ['Live', 'Latest', 'Test', 'Dev'] as const;
type Label = (typeof LABELS)[number];

function RunForm({ runs, document, onStarted }: RunNowProps) {
  const { t } = useTranslation('flows');
  const { variables } = document;
  const [typed, setTyped] = useState(() => firstInputs(variables));
  const [label, setLabel] = useState<Label | null>(null);
  const { values, wrong } = readInputs(variables, typed);
  const start = useMutation({
    mutationFn: () => runs.start({ inputs: { ...values }, ...(label ? { label } : {}) }),
    onSuccess: ({ id }) => onStarted(id),
  });
  return (
    <Stack>
      <Text size="sm">{t('runs.nowHelp')}</Text>
      <Select
        label={t('runs.label')}
        placeholder={t('runs.labelDefault')}
        data={[...LABELS]}
        value={label}
        onChange={(next) => setLabel(LABELS.find((one) => one === next) ?? null)}
      />
      <InputFields variables={variables} typed={typed} wrong={wrong} onChange={setTyped} />
      {start.isError && <ErrorNotice error={start.error} />}
      <Group justify="flex-end">
        <Button disabled={wrong.size > 0} loading={start.isPending} onClick={() => start.mutate()}>
          {t('runs.start')}
        </Button>
      </Group>
    </Stack>
  );
}

/** Starts the published flow by hand. */
export function RunNow(props: RunNowProps) {
  const { t } = useTranslation('flows');
  const { t: common } = useTranslation('common');
  return (
    <Modal
      opened={props.opened}
      onClose={props.onClose}
      title={t('runs.now')}
      closeButtonProps={{ 'aria-label': common('close') }}
    >
      {props.opened && <RunForm {...props} />}
    </Modal>
  );
}
