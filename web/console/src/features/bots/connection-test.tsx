import { Button, Group, List, Paper, Text, ThemeIcon, Title } from '@mantine/core';
import {
  IconAlertTriangle,
  IconCheck,
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

type Check = ReplyOf<'POST /tandem/gateway/endpoints/{endpointId}/test'>['checks'][number];

type Look = { readonly color: string; readonly icon: ComponentType<{ size?: number | string }> };
const LOOKS: Readonly<Record<Check['state'], Look>> = {
  ok: { color: 'teal.8', icon: IconCheck },
  failed: { color: 'red.8', icon: IconX },
  warning: { color: 'orange.9', icon: IconAlertTriangle },
  skipped: { color: 'gray.7', icon: IconMinus },
};

function CheckLine({ check }: { readonly check: Check }) {
  const { t } = useTranslation('bots');
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
        {t('test.line', {
          check: t(`test.checks.${check.check}`),
          state: t(`test.states.${check.state}`),
        })}
      </Text>
      <Text size="sm">{check.message}</Text>
    </List.Item>
  );
}

/** Tries the saved handover settings step by step against the contact centre. */
export function ConnectionTest({ endpointId }: { readonly endpointId: string }) {
  const { t } = useTranslation('bots');
  const { api } = useSession();
  const test = useMutation({
    mutationFn: () =>
      api.call('POST /tandem/gateway/endpoints/{endpointId}/test', { params: { endpointId } }),
  });
  return (
    <Paper withBorder p="lg" component="section">
      <Group justify="space-between" mb="sm">
        <div>
          <Title order={2} size="h4">
            {t('test.title')}
          </Title>
          <Text size="sm" c="dimmed">
            {t('test.help')}
          </Text>
        </div>
        <Button
          variant="default"
          leftSection={<IconPlugConnected size={16} />}
          loading={test.isPending}
          onClick={() => test.mutate()}
        >
          {t('test.run')}
        </Button>
      </Group>
      {test.isError && <ErrorNotice error={test.error} />}
      <div role="status">
        {test.data && (
          <List spacing="sm" aria-label={t('test.title')}>
            {test.data.checks.map((check) => (
              <CheckLine key={check.check} check={check} />
            ))}
          </List>
        )}
      </div>
    </Paper>
  );
}
