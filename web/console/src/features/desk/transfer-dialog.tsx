import { Button, Checkbox, Group, Modal, SegmentedControl, Select, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readAll } from '#src/api/read-all.ts';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { useSession } from '#src/session/session.ts';
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

const toOptions = (rows: readonly Named[]) =>
  rows.map(({ id = '', name = '' }) => ({ value: id, label: name }));

function useTargets(target: Target, enabled: boolean) {
  const { api, me } = useSession();
  return useQuery({
    queryKey: ['desk', 'targets', target],
    enabled,
    queryFn: async () => {
      if (target === 'queue') {
        return toOptions(
          await readAll(100, (query) => api.call('GET /api/v2/routing/queues', { query })),
        );
      }
      const users = await readAll(100, (page) =>
        api.call('GET /api/v2/users', { query: { ...page, state: 'active' } }),
      );
      return toOptions(users).filter(({ value }) => value !== me.id);
    },
  });
}

/** Gives the conversation to a queue or to a person. */
export function TransferDialog({ opened, actions, onClose }: TransferDialogProps) {
  const { t } = useTranslation('desk');
  const { t: common } = useTranslation('common');
  const [target, setTarget] = useState<Target>('queue');
  const [chosen, setChosen] = useState<string | null>(null);
  const [attended, setAttended] = useState(false);
  const targets = useTargets(target, opened);
  const none = targets.isSuccess && targets.data.length === 0;
  const go = () => {
    if (!chosen) return;
    const body = target === 'queue' ? { queueId: chosen } : { userId: chosen };
    const transferType = attended ? 'Attended' : 'Unattended';
    actions.transfer.mutate({ ...body, transferType }, { onSuccess: onClose });
  };
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('transfer.title')}
      closeButtonProps={{ 'aria-label': common('close') }}
    >
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
    </Modal>
  );
}
