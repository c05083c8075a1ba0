import { Button, Group, List, Paper, Text, ThemeIcon, Title } from '@mantine/core';
import {
  IconAlertTriangle,
  IconCheck,
  IconLink,
  IconMinus,
  IconPlugConnected,
  IconX,
} from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { ComponentType } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReplyOf } from '#src/api/operations.ts';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { useSession } from '#src/session/session.ts';
import type { Channel } from './channel-rules.ts';

type Check = ReplyOf<'POST /tandem/gateway/channels/{channelId}/test'>['checks'][number];

type Look = { readonly color: string; readonly icon: ComponentType<{ size?: number | string }> };
const LOOKS: Readonly<Record<Check['state'], Look>> = {
  ok: { color: 'teal.8', icon: IconCheck },
  failed: { color: 'red.8', icon: IconX },
  warning: { color: 'orange.9', icon: IconAlertTriangle },
  skipped: { color: 'gray.7', icon: IconMinus },
};

function CheckLine({ check }: { readonly check: Check }) {
  const { t } = useTranslation('channels');
  const look = LOOKS[check.state];
  return (
    <List.Item
      icon={
        <ThemeIcon color={look.color} size={22} radius="xl" aria-hidden>
          <look.icon size={14} />
        </ThemeIcon>
      }
    >
      <Text size="sm" fw={600} span>
        {t('checks.line', {
          check: t(`checks.names.${check.check}`, { defaultValue: check.check }),
          state: t(`checks.states.${check.state}`),
        })}
      </Text>
      <Text size="sm">{check.message}</Text>
    </List.Item>
  );
}

type ChecksProps = { readonly channel: Channel; readonly connects: boolean };

/** Connects the channel where its vendor takes the address by a call, and tries the stored credentials. */
export function ChannelChecks({ channel, connects }: ChecksProps) {
  const { t } = useTranslation('channels');
  const { api } = useSession();
  const params = { channelId: channel.id };
  const look = useMutation({
    mutationFn: (how: 'test' | 'connect') =>
      how === 'test'
        ? api.call('POST /tandem/gateway/channels/{channelId}/test', { params })
        : api.call('POST /tandem/gateway/channels/{channelId}/connect', { params }),
  });
  const busy = (how: 'test' | 'connect') => look.isPending && look.variables === how;
  return (
    <Paper withBorder p="lg" component="section">
      <Group justify="space-between" mb="sm">
        <div>
          <Title order={2} size="h4">
            {t('checks.title')}
          </Title>
          <Text size="sm" c="dimmed">
            {connects ? t('checks.connectHelp') : t('checks.help')}
          </Text>
        </div>
        <Group>
          <Button
            variant="default"
            leftSection={<IconPlugConnected size={16} />}
            loading={busy('test')}
            onClick={() => look.mutate('test')}
          >
            {t('checks.test')}
          </Button>
          {connects && (
            <Button
              leftSection={<IconLink size={16} />}
              loading={busy('connect')}
              onClick={() => look.mutate('connect')}
            >
              {t('checks.connect')}
            </Button>
          )}
        </Group>
      </Group>
      {look.isError && <ErrorNotice error={look.error} />}
      <div role="status">
        {look.data && (
          <List spacing="sm" aria-label={t('checks.title')}>
            {look.data.checks.map((check) => (
              <CheckLine key={check.check} check={check} />
            ))}
          </List>
        )}
      </div>
    </Paper>
  );
}
