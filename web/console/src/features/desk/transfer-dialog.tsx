import {
  Button,
  Checkbox,
  Group,
  Modal,
  SegmentedControl,
  Select,
  Stack,
  Textarea,
} from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readAll } from '#src/api/read-all.ts';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { useSession } from '#src/session/session.ts';
import { PersonSelect } from './person-select.tsx';
import type { useAgentActions } from './use-agent-actions.ts';

type TransferDialogProps = {
  readonly opened: boolean;
  /** Kept aside: it can be given away, and nobody stays with it meanwhile. */
  readonly parked: boolean;
  readonly actions: ReturnType<typeof useAgentActions>;
  readonly onClose: () => void;
};
type Target = 'queue' | 'user';
/** Typing narrows the list; more than this at once helps nobody. */
const MOST_SHOWN = 100;
type Named = { readonly id?: string; readonly name?: string };
/** What a note to the next agent may hold: as much as is read at a glance. */
const MOST_OF_NOTE = 500;

const toOptions = (rows: readonly Named[]) =>
  rows.map(({ id = '', name = '' }) => ({ value: id, label: name }));

function useQueues() {
  const { api } = useSession();
  return useQuery({
    queryKey: ['desk', 'targets', 'queue'],
    // What is there now, not when the dialog was last open.
    staleTime: 0,
    queryFn: async () =>
      toOptions(await readAll(100, (query) => api.call('GET /api/v2/routing/queues', { query }))),
  });
}

type QueueSelectProps = {
  readonly value: string | null;
  readonly onChange: (queueId: string | null) => void;
};

function QueueSelect({ value, onChange }: QueueSelectProps) {
  const { t } = useTranslation('desk');
  const { t: common } = useTranslation('common');
  const queues = useQueues();
  const none = queues.isSuccess && queues.data.length === 0;
  return (
    <>
      <Select
        // What is chosen gets the caret; its list would lie over the other fields.
        data-autofocus
        openOnFocus={false}
        label={t('transfer.queue')}
        data={queues.data ?? []}
        value={value}
        onChange={onChange}
        searchable
        nothingFoundMessage={common('nothingFound')}
        limit={MOST_SHOWN}
        disabled={none}
        description={none ? t('transfer.none') : null}
      />
      {queues.isError && <ErrorNotice error={queues.error} />}
    </>
  );
}

/** Gives the conversation to a queue or to a person. */
export function TransferDialog({ opened, ...rest }: TransferDialogProps) {
  const { t } = useTranslation('desk');
  const { t: common } = useTranslation('common');
  return (
    <Modal
      opened={opened}
      onClose={rest.onClose}
      title={t('transfer.title')}
      closeButtonProps={{ 'aria-label': common('close') }}
    >
      <TransferForm {...rest} />
    </Modal>
  );
}

/** Mounted with the dialog: nothing is left of the last time. */
function TransferForm({ parked, actions, onClose }: Omit<TransferDialogProps, 'opened'>) {
  const { t } = useTranslation('desk');
  const { t: common } = useTranslation('common');
  const [target, setTarget] = useState<Target>('queue');
  const [chosen, setChosen] = useState<string | null>(null);
  const [attended, setAttended] = useState(false);
  const [note, setNote] = useState('');
  const go = () => {
    if (!chosen) return;
    const body = target === 'queue' ? { queueId: chosen } : { userId: chosen };
    const transferType = attended && !parked ? 'Attended' : 'Unattended';
    actions.transfer.mutate({ ...body, transferType, note: note.trim() }, { onSuccess: onClose });
  };
  return (
    <Stack>
      <SegmentedControl
        aria-label={t('transfer.to')}
        data={[
          { value: 'queue', label: t('transfer.queue') },
          { value: 'user', label: t('transfer.user') },
        ]}
        value={target}
        onChange={(value) => {
          setTarget(value as Target);
          setChosen(null);
        }}
      />
      {target === 'queue' ? (
        <QueueSelect value={chosen} onChange={setChosen} />
      ) : (
        <PersonSelect label={t('transfer.user')} value={chosen} onChange={setChosen} />
      )}
      {!parked && (
        <Checkbox
          label={t('transfer.attended')}
          description={t('transfer.attendedHelp')}
          checked={attended}
          onChange={(event) => setAttended(event.currentTarget.checked)}
        />
      )}
      <Textarea
        label={t('transfer.note')}
        description={t('transfer.noteHelp')}
        maxLength={MOST_OF_NOTE}
        autosize
        minRows={2}
        maxRows={5}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      {actions.transfer.isError && <ErrorNotice error={actions.transfer.error} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {common('cancel')}
        </Button>
        <Button disabled={!chosen} loading={actions.transfer.isPending} onClick={go}>
          {t('transfer.confirm')}
        </Button>
      </Group>
    </Stack>
  );
}
