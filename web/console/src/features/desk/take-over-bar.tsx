import { Button, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { useSession } from '#src/session/session.ts';
import { askedToTakeOver, type Conversation } from './conversation-rules.ts';
import type { useAgentActions } from './use-agent-actions.ts';

type TakeOverBarProps = {
  readonly conversation: Conversation;
  readonly actions: ReturnType<typeof useAgentActions>;
};

/** Who is asked to take over while the agent goes on, and the way back. */
export function TakeOverBar({ conversation, actions }: TakeOverBarProps) {
  const { t } = useTranslation('desk');
  const { me } = useSession();
  const asked = askedToTakeOver(conversation, me.id);
  if (!asked) return null;
  const name = asked.name ?? asked.queue?.name ?? asked.user?.name ?? '';
  return (
    <>
      <Group justify="space-between" role="status">
        <Text size="sm">{t('transfer.asked', { name })}</Text>
        <Button
          size="xs"
          variant="default"
          loading={actions.busyTakingBack}
          onClick={() => actions.takeBack(asked.id ?? '')}
        >
          {t('transfer.takeBack')}
        </Button>
      </Group>
      {actions.takeBackError && <ErrorNotice error={actions.takeBackError} />}
    </>
  );
}
