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
import { plainPresence } from './presence-rules.ts';
import type { useAgentActions } from './use-agent-actions.ts';

type TransferDialogProps = {
  readonly opened: boolean;
  readonly actions: ReturnType<typeof useAgentActions>;
  readonly onClose: () => void;
};
type Target = 'queue' | 'user';
/** Typing narrows the list; more than this at once helps nobody. */
const MOST_SHOWN = 100;
type Named = { readonly id?: string; readonly name?: string };
type Person = Named & {
  readonly presence?: { readonly presenceDefinition?: { readonly systemPresence?: string } };
};
/** What a note to the next agent may hold: as much as is read at a glance. */
const MOST_OF_NOTE = 500;

const toOptions = (rows: readonly Named[]) =>
  rows.map(({ id = '', name = '' }) => ({ value: id, label: name }));

function useTargets(target: Target, enabled: boolean) {
  const { api, me } = useSession();
  const { t } = useTranslation('desk');
  const withPresence = ({ name = '', presence, ...user }: Person): Named => {
    const state = presence?.presenceDefinition?.systemPresence;
    return { ...user, name: state ? `${name} · ${t(`presence.${plainPresence(state)}`)}` : name };
  };
  return useQuery({
    queryKey: ['desk', 'targets', target],
    enabled,
    // Who is there now, not when the dialog was last open.
    staleTime: 0,
    queryFn: async () => {
      if (target === 'queue') {
        return toOptions(
          await readAll(100, (query) => api.call('GET /api/v2/routing/queues', { query })),
        );
      }
      const users = await readAll(100, (page) =>
        api.call('GET /api/v2/users', {
          query: { ...page, state: 'active', expand: ['presence'] },
        }),
      );
      return toOptions(users.map(withPresence)).filter(({ value }) => value !== me.id);
    },
  });
}

/** Gives the conversation to a queue or to a person. */
export function TransferDialog({ opened, actions, onClose }: TransferDialogProps) {
  const { t } = useTranslation('desk');
  const { t: common } = useTranslation('common');
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('transfer.title')}
      closeButtonProps={{ 'aria-label': common('close') }}
    >
      <TransferForm actions={actions} onClose={onClose} />
    </Modal>
  );
}

/** Mounted with the dialog: nothing is left of the last time. */
function TransferForm({ actions, onClose }: Omit<TransferDialogProps, 'opened'>) {
  const { t } = useTranslation('desk');
  const { t: common } = useTranslation('common');
  const [target, setTarget] = useState<Target>('queue');
  const [chosen, setChosen] = useState<string | null>(null);
  const [attended, setAttended] = useState(false);
  const [note, setNote] = useState('');
  const targets = useTargets(target, true);
  const none = targets.isSuccess && targets.data.length === 0;
  const go = () => {
    if (!chosen) return;
    const body = target === 'queue' ? { queueId: chosen } : { userId: chosen };
    const transferType = attended ? 'Attended' : 'Unattended';
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
      <Select
        label={t(`transfer.${target}`)}
        data={targets.data ?? []}
        value={chosen}
        onChange={setChosen}
        searchable
        nothingFoundMessage={common('nothingFound')}
        limit={MOST_SHOWN}
        disabled={none}
        description={none ? t(`transfer.none.${target}`) : null}
      />
      <Checkbox
        label={t('transfer.attended')}
        description={t('transfer.attendedHelp')}
        checked={attended}
        onChange={(event) => setAttended(event.currentTarget.checked)}
      />
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
      {targets.isError && <ErrorNotice error={targets.error} />}
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
