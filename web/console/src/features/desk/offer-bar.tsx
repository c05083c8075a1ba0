import { Button, Group, Progress, Text } from '@mantine/core';
import { IconCheck, IconX } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Work } from './conversation-rules.ts';
import { Elapsed } from './elapsed.tsx';
import { waitOf } from './sla-rules.ts';
import { handedOverBy } from './transfer-rules.ts';
import type { useAgentActions } from './use-agent-actions.ts';

type OfferBarProps = {
  readonly work: Work;
  readonly actions: ReturnType<typeof useAgentActions>;
};

/** What is left of the alerting time in percent; null when the server names none. */
function useTimeLeft({ mine }: Work): number | null {
  const start = Date.parse(mine.startAlertingTime ?? mine.startTime ?? '');
  const total = mine.alertingTimeoutMs;
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, []);
  if (!total || Number.isNaN(start)) return null;
  return Math.max(0, Math.min(100, 100 - ((now - start) / total) * 100));
}

/** Take it or leave it, while it is offered. */
export function OfferBar({ work, actions }: OfferBarProps) {
  const { t } = useTranslation('desk');
  const left = useTimeLeft(work);
  const from = handedOverBy(work);
  const since = waitOf(work);
  return (
    <>
      {left !== null && <Progress value={left} color="orange" aria-label={t('offer.timeLeft')} />}
      <Group justify="space-between">
        <div style={{ minWidth: 0 }}>
          <Text>{from ? t('offer.from', { name: from.name }) : t('offer.text')}</Text>
          {from?.note && (
            <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
              {t('offer.note', { note: from.note })}
            </Text>
          )}
          {since && (
            <Group gap={6}>
              <Text size="xs" c="dimmed">
                {t('offer.waits')}
              </Text>
              <Elapsed since={since} />
            </Group>
          )}
        </div>
        <Group gap="xs">
          <Button
            variant="default"
            leftSection={<IconX size={18} />}
            disabled={actions.change.isPending}
            onClick={actions.decline}
          >
            {t('offer.decline')}
          </Button>
          <Button
            leftSection={<IconCheck size={18} />}
            loading={actions.change.isPending}
            onClick={actions.accept}
          >
            {t('offer.accept')}
          </Button>
        </Group>
      </Group>
    </>
  );
}
