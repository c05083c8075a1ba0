import { Badge, type MantineColor } from '@mantine/core';

export type StatusTone = 'good' | 'busy' | 'warning' | 'bad' | 'neutral' | 'new';

const COLORS: Readonly<Record<StatusTone, MantineColor>> = {
  good: 'teal',
  busy: 'blue',
  warning: 'orange',
  bad: 'red',
  neutral: 'gray',
  new: 'violet',
};

type StatusBadgeProps = { readonly tone: StatusTone; readonly children: string };

/** A state in a word; the colour only repeats it. */
export function StatusBadge({ tone, children }: StatusBadgeProps) {
  return (
    <Badge color={COLORS[tone]} variant="dot" tt="none" fw={600} miw="max-content">
      {children}
    </Badge>
  );
}
