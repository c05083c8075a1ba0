import { Group, Text } from '@mantine/core';
import { IconAlertTriangle, IconClock, IconHourglass } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { clockOf } from '#src/components/clock.ts';
import classes from './supervision.module.css';
import { waitState } from './wait-rules.ts';

const ICONS = { fine: IconClock, soon: IconHourglass, late: IconAlertTriangle } as const;

type WaitMarkProps = {
  /** Milliseconds; null: nobody waits. */
  readonly waited: number | null;
  readonly target: number | undefined;
};

/** A wait with its colour, sign and word. */
export function WaitMark({ waited, target }: WaitMarkProps) {
  const { t } = useTranslation('supervision');
  if (waited === null) return <Text size="sm">{'–'}</Text>;
  const state = waitState(waited, target);
  const Icon = ICONS[state];
  return (
    <Group gap={4} wrap="nowrap" className={classes['wait'] ?? ''} data-state={state}>
      <Icon size={16} role="img" aria-label={t(`wait.${state}`)} title={t(`wait.${state}`)} />
      <Text size="sm" ff="monospace" component="span">
        {clockOf(waited)}
      </Text>
    </Group>
  );
}
