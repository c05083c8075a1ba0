import { Alert, Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { askedToTakeOver, type Work } from './conversation-rules.ts';
import { refusalOf } from './transfer-rules.ts';
import type { useAgentActions } from './use-agent-actions.ts';

type TakeOverBarProps = {
  readonly work: Work;
  readonly actions: ReturnType<typeof useAgentActions>;
};

/** Who was asked and did not take over, until the agent has read it. */
function Refused({ work }: Pick<TakeOverBarProps, 'work'>) {
  const { t } = useTranslation('desk');
  const { t: common } = useTranslation('common');
  const [read, setRead] = useState<string | null>(null);
  const refusal = refusalOf(work);
  if (!refusal || refusal.participantId === read) return null;
  return (
    <Alert
      color="orange"
      p="xs"
      role="alert"
      withCloseButton
      closeButtonLabel={common('close')}
      onClose={() => setRead(refusal.participantId)}
    >
      {t(`transfer.refused.${refusal.kind}`, { name: refusal.name })}
    </Alert>
  );
}

/** Who is asked to take over while the agent goes on, and the way back. */
export function TakeOverBar({ work, actions }: TakeOverBarProps) {
  const { t } = useTranslation('desk');
  const asked = askedToTakeOver(work);
  const name = asked?.name ?? asked?.queue?.name ?? asked?.user?.name ?? '';
  return (
    <>
      <Refused work={work} />
      {asked && (
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
      )}
      {actions.takeBackError && <ErrorNotice error={actions.takeBackError} />}
    </>
  );
}
