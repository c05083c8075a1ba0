import { Group, Text } from '@mantine/core';
import { IconAlertTriangle, IconClock, IconHourglass } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { clockOf } from '#src/components/clock.ts';
import { useSession } from '#src/session/session.ts';
import { queueOf, type Work } from './conversation-rules.ts';
import classes from './desk.module.css';
import { slaState, waitOf } from './sla-rules.ts';

const ICONS = { fine: IconClock, soon: IconHourglass, late: IconAlertTriangle } as const;

/** The queue's target in milliseconds; null when it has none or may not be looked at. */
function useTarget(work: Work): number | null {
  const { api, can } = useSession();
  const queueId = queueOf(work)?.id;
  const queue = useQuery({
    queryKey: ['desk', 'queue', queueId],
    enabled: queueId !== undefined && can({ all: ['routing:queue:view'] }),
    staleTime: 60_000,
    queryFn: () =>
      api.call('GET /api/v2/routing/queues/{queueId}', { params: { queueId: queueId ?? '' } }),
  });
  return queue.data?.mediaSettings?.message?.serviceLevel?.durationMs ?? null;
}

/** How long the customer waits for this agent, by colour, sign and word against the service level of the queue. */
export function SlaMark({ work }: { readonly work: Work }) {
  const { t } = useTranslation('desk');
  const since = waitOf(work);
  const target = useTarget(work);
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  if (!since) return null;
  const waited = now - Date.parse(since);
  const state = slaState(waited, target);
  const Icon = ICONS[state];
  return (
    <Group gap={4} wrap="nowrap" className={classes['sla'] ?? ''} data-sla={state}>
      <Icon size={14} role="img" aria-label={t(`sla.${state}`)} title={t(`sla.${state}`)} />
      <Text size="xs" ff="monospace" component="time" dateTime={since}>
        {clockOf(waited)}
      </Text>
    </Group>
  );
}
