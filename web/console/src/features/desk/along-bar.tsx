import { Button, Group, Text } from '@mantine/core';
import { IconEyeOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { useAgentActions } from './use-agent-actions.ts';

/** Says that one only reads along, and leaves. */
export function AlongBar({ actions }: { readonly actions: ReturnType<typeof useAgentActions> }) {
  const { t } = useTranslation('desk');
  return (
    <Group justify="space-between" role="status">
      <Text size="sm">{t('along.text')}</Text>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconEyeOff size={16} />}
        loading={actions.change.isPending}
        onClick={actions.end}
      >
        {t('along.leave')}
      </Button>
    </Group>
  );
}
