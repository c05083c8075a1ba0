import { Button, Group, Text } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { useAgentActions } from './use-agent-actions.ts';

/** Set aside: it takes up no place until the customer writes or the agent goes on. */
export function ParkedBar({ actions }: { readonly actions: ReturnType<typeof useAgentActions> }) {
  const { t } = useTranslation('desk');
  return (
    <Group justify="space-between" role="status">
      <Text size="sm">{t('park.parked')}</Text>
      <Button
        leftSection={<IconPlayerPlay size={18} />}
        loading={actions.parking.isPending}
        onClick={() => actions.parking.mutate('connected')}
      >
        {t('park.resume')}
      </Button>
    </Group>
  );
}
