import { ActionIcon, Menu } from '@mantine/core';
import {
  IconDots,
  IconEye,
  IconHandGrab,
  IconMessageOff,
  IconUserShare,
} from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { notifyDone, notifyFailed } from '#src/components/notify.ts';
import type { Deeds, Supervised } from './use-supervision.ts';

type ConversationActionsProps = {
  readonly one: Supervised;
  readonly name: string;
  readonly deeds: Deeds;
  readonly onAssign: (one: Supervised) => void;
  readonly onEnd: (one: Supervised) => void;
};

const told = (error: unknown) => notifyFailed(error instanceof Error ? error.message : '');

/** What can be done with one conversation; what may not be done is not there. */
export function ConversationActions(props: ConversationActionsProps) {
  const { one, name, deeds } = props;
  const { t } = useTranslation('supervision');
  const navigate = useNavigate();
  const toDesk = () => void navigate({ to: '/desk/' });
  const mayGive = deeds.mayGive(one);
  const isMine = one.agent?.id === deeds.me.id;
  if (!mayGive && !deeds.mayLookIn && !deeds.mayEnd) return null;
  const takeOver = () => {
    const done = () => {
      notifyDone(t('takeOver.done'));
      toDesk();
    };
    deeds.assign.mutate({ one, userId: deeds.me.id }, { onSuccess: done, onError: told });
  };
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={t('actions', { name })}>
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {deeds.mayLookIn && !isMine && (
          <Menu.Item
            leftSection={<IconEye size={16} />}
            onClick={() => deeds.lookIn.mutate(one, { onSuccess: toDesk, onError: told })}
          >
            {t('lookIn')}
          </Menu.Item>
        )}
        {mayGive && !isMine && (
          <Menu.Item leftSection={<IconHandGrab size={16} />} onClick={takeOver}>
            {t('takeOver.label')}
          </Menu.Item>
        )}
        {mayGive && (
          <Menu.Item leftSection={<IconUserShare size={16} />} onClick={() => props.onAssign(one)}>
            {t('assign.label')}
          </Menu.Item>
        )}
        {deeds.mayEnd && (
          <Menu.Item leftSection={<IconMessageOff size={16} />} onClick={() => props.onEnd(one)}>
            {t('end.label')}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
