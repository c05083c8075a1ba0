import { Button } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { notifyFailed } from '#src/components/notify.ts';
import { useProblem } from '#src/components/use-problem.ts';
import type { Work } from './conversation-rules.ts';
import { useAgentActions } from './use-agent-actions.ts';
import { useAcceptKey } from './use-desk-keys.ts';

type AcceptButtonProps = {
  readonly work: Work;
  /** Whether the key for accepting means this offer. */
  readonly hasKey: boolean;
  /** Id of what tells whose offer it is. */
  readonly describedBy: string;
  readonly onAccepted: (key: string) => void;
};

/** Takes an offer from the list, whatever is in view, and opens it. */
export function AcceptButton({ work, hasKey, describedBy, onAccepted }: AcceptButtonProps) {
  const { t } = useTranslation('desk');
  const { change } = useAgentActions(work);
  const problemOf = useProblem();
  const accept = () => {
    if (change.isPending) return;
    // The row is gone from the offers by the time the deed is done.
    change.mutateAsync({ state: 'connected' }).then(
      () => onAccepted(work.key),
      (error) => notifyFailed(problemOf(error)),
    );
  };
  useAcceptKey(hasKey ? accept : null);
  return (
    <Button
      size="compact-sm"
      mx="sm"
      mb={6}
      leftSection={<IconCheck size={16} />}
      loading={change.isPending}
      aria-describedby={describedBy}
      onClick={accept}
    >
      {t('offer.accept')}
    </Button>
  );
}
