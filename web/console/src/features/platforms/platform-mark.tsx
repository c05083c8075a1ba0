import { Group, ThemeIcon } from '@mantine/core';
import { IconMessages } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { StatusBadge } from '#src/components/status-badge.tsx';
import { type PlatformStatus, STATUS_TONES } from './platform-rules.ts';

/** The icon of open messaging with the status text beside it. */
export function PlatformMark({ status }: { readonly status: PlatformStatus }) {
  const { t } = useTranslation('platforms');
  return (
    <Group gap="xs" wrap="nowrap">
      <ThemeIcon variant="light" size={40} radius="md" aria-hidden>
        <IconMessages size={24} stroke={1.7} />
      </ThemeIcon>
      <StatusBadge tone={STATUS_TONES[status]}>{t(`status.${status}`)}</StatusBadge>
    </Group>
  );
}
