import { Anchor, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { OutcomeNotice } from '#src/components/outcome-notice.tsx';
import { ReasonText, useReason } from '#src/components/reason-text.tsx';
import { StatusBadge } from '#src/components/status-badge.tsx';
import {
  COUNTED_TO,
  type Destination,
  durationText,
  eventsLostCode,
  ownerOf,
  REMOTE_TONES,
  runningState,
  STATE_TONES,
} from './destination-rules.ts';
import { useRemote } from './use-destinations.ts';

type Props = { readonly destination: Destination };

const whyOf = ({ reportedState: { messageCode, message } }: Destination) => ({
  code: messageCode,
  reason: message,
});

/** What a destination does, in a word. */
export function StateBadge({ destination }: Props) {
  const { t } = useTranslation('event-destinations');
  const state = runningState(destination);
  return <StatusBadge tone={STATE_TONES[state]}>{t(`states.${state}`)}</StatusBadge>;
}

/** What a destination does, and why it cannot. */
export function StateCell({ destination }: Props) {
  const reasonOf = useReason();
  return (
    <Stack gap={2} align="flex-start">
      <StateBadge destination={destination} />
      {runningState(destination) === 'error' && (
        <Text size="xs" maw={260}>
          {reasonOf(whyOf(destination))}
        </Text>
      )}
    </Stack>
  );
}

/** What is in the way of a destination; nothing where nothing is. */
export function StateNotice({ destination }: Props) {
  const { t } = useTranslation('event-destinations');
  const state = runningState(destination);
  const lost = destination.reportedState.messageCode === eventsLostCode;
  // The region stays, so that what comes into it is heard; empty it takes no room.
  return (
    <div role="status" style={state === 'running' ? { display: 'contents' } : {}}>
      {state === 'error' && (
        <OutcomeNotice ok={false} title={t(lost ? 'lost' : 'problem')}>
          <ReasonText {...whyOf(destination)} />
          <Text size="sm">{t(lost ? 'lostText' : 'problemText')}</Text>
        </OutcomeNotice>
      )}
      {state === 'paused' && (
        <OutcomeNotice ok={false} title={t('paused')}>
          {t('pausedText')}
        </OutcomeNotice>
      )}
    </div>
  );
}

/** What receives at the other side, as far as it can be asked. */
export function RemoteCell({ id, detailed }: { readonly id: string; readonly detailed?: boolean }) {
  const { t } = useTranslation('event-destinations');
  const reasonOf = useReason();
  const remote = useRemote(id);
  if (remote.isPending) return <Text size="sm">{t('remote.asking')}</Text>;
  if (remote.isError)
    return (
      <Stack gap={2} align="flex-start">
        <StatusBadge tone="bad">{t('remote.failed')}</StatusBadge>
        <Text size="xs" maw={260}>
          {remote.error.message}
        </Text>
      </Stack>
    );
  const { state, name, reason = null } = remote.data;
  return (
    <Stack gap={2} align="flex-start">
      <StatusBadge tone={REMOTE_TONES[state]}>{t(`remote.states.${state}`)}</StatusBadge>
      {detailed && name && (
        <Text size="xs" style={{ overflowWrap: 'anywhere' }}>
          {name}
        </Text>
      )}
      {reason && <Text size="xs">{reasonOf({ code: null, reason })}</Text>}
    </Stack>
  );
}

/** How many events wait, and how old the oldest is. */
export function Waiting({ lag }: Pick<Destination, 'lag'>) {
  const { t, i18n } = useTranslation('event-destinations');
  const count = new Intl.NumberFormat(i18n.language).format(lag.events);
  return (
    <Stack gap={2}>
      <Text inherit>{lag.events >= COUNTED_TO ? t('orMore', { count }) : count}</Text>
      {lag.oldestAgeMs !== null && (
        <Text size="xs" c="dimmed">
          {t('oldest', { age: durationText(lag.oldestAgeMs, i18n.language) })}
        </Text>
      )}
    </Stack>
  );
}

/** The way to what a destination belongs to; nothing for one of its own. */
export function OwnerLink({ destination }: Props) {
  const { t } = useTranslation('event-destinations');
  const owner = ownerOf(destination);
  if (!owner) return null;
  return (
    <Anchor
      component={Link}
      to={owner.to}
      size="sm"
      aria-label={t(`owners.${owner.of}Named`, { name: destination.name })}
    >
      {t(`owners.${owner.of}`)}
    </Anchor>
  );
}
