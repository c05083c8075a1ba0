import { Button, Group, Modal, Select, Stack } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { notifyDone } from '#src/components/notify.ts';
import { statusOf } from './agent-rules.ts';
import type { Deeds, Supervised, Supervision } from './use-supervision.ts';

type AssignDialogProps = {
  readonly one: Supervised | null;
  readonly agents: Supervision['agents'];
  readonly deeds: Deeds;
  readonly onClose: () => void;
};

/** Gives a conversation to an agent who is at work. */
export function AssignDialog({ one, ...rest }: AssignDialogProps) {
  const { t } = useTranslation('supervision');
  const { t: common } = useTranslation('common');
  return (
    <Modal
      opened={one !== null}
      onClose={rest.onClose}
      title={t('assign.title')}
      closeButtonProps={{ 'aria-label': common('close') }}
    >
      {one && <AssignForm one={one} {...rest} />}
    </Modal>
  );
}

type FormProps = Omit<AssignDialogProps, 'one'> & { readonly one: Supervised };

function AssignForm({ one, agents, deeds, onClose }: FormProps) {
  const { t } = useTranslation('supervision');
  const { t: common } = useTranslation('common');
  const [userId, setUserId] = useState<string | null>(null);
  const others = agents.filter(({ id }) => id !== one.agent?.id);
  const give = () => {
    if (!userId) return;
    const done = () => {
      notifyDone(t('assign.done'));
      onClose();
    };
    deeds.assign.mutate({ one, userId }, { onSuccess: done });
  };
  return (
    <Stack>
      <Select
        label={t('assign.agent')}
        description={others.length === 0 ? t('assign.nobody') : t('assign.help')}
        data={others.map((agent) => ({
          value: agent.id,
          label: `${agent.name} · ${t(`status.${statusOf(agent)}`)} · ${t('load', agent)}`,
        }))}
        value={userId}
        onChange={setUserId}
        disabled={others.length === 0}
        searchable
        nothingFoundMessage={common('nothingFound')}
      />
      {deeds.assign.isError && <ErrorNotice error={deeds.assign.error} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {common('cancel')}
        </Button>
        <Button disabled={!userId} loading={deeds.assign.isPending} onClick={give}>
          {t('assign.confirm')}
        </Button>
      </Group>
    </Stack>
  );
}
