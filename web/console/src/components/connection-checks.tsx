import { Button, Group, List, Paper, Text, ThemeIcon, Title } from '@mantine/core';
import {
  IconAlertTriangle,
  IconCheck,
  IconMinus,
  IconPlugConnected,
  IconX,
} from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { ComponentType, ReactNode } from 'react';
import { ErrorNotice } from './error-notice.tsx';
import { type Said, useCheck } from './use-check.ts';

/** One step of a test; `message` says in English what to do when it failed, `said` by codes. */
export type ConnectionCheck = {
  readonly check: string;
  readonly state: 'ok' | 'failed' | 'warning' | 'skipped';
  readonly message: string;
  readonly said: readonly Said[];
};

type Look = { readonly color: string; readonly icon: ComponentType<{ size?: number | string }> };
const LOOKS: Readonly<Record<ConnectionCheck['state'], Look>> = {
  ok: { color: 'teal.8', icon: IconCheck },
  failed: { color: 'red.8', icon: IconX },
  warning: { color: 'orange.9', icon: IconAlertTriangle },
  skipped: { color: 'gray.7', icon: IconMinus },
};

type LineProps = { readonly check: ConnectionCheck; readonly title: string };

function CheckLine({ check, title }: LineProps) {
  const look = LOOKS[check.state];
  const told = useCheck();
  return (
    <List.Item
      icon={
        <ThemeIcon color={look.color} size={22} radius="xl" aria-hidden>
          <look.icon size={14} />
        </ThemeIcon>
      }
    >
      <Text size="sm" fw={600} span>
        {title}
      </Text>
      <Text size="sm">{told(check)}</Text>
    </List.Item>
  );
}

type Checked = { readonly checks: readonly ConnectionCheck[] };

/** Something beside the test that answers step by step too. */
type MainAction = {
  readonly label: string;
  readonly icon: ReactNode;
  readonly run: () => Promise<Checked>;
};

type ConnectionChecksProps = {
  readonly title: string;
  readonly help: string;
  readonly run: string;
  /** Words for a step and its state. */
  readonly lineOf: (check: ConnectionCheck) => string;
  readonly test: () => Promise<Checked>;
  readonly main?: MainAction | undefined;
};

/** Tries what is saved, step by step. */
export function ConnectionChecks({ title, help, run, lineOf, test, main }: ConnectionChecksProps) {
  const tried = useMutation({
    mutationFn: (how: 'test' | 'main') => (how === 'main' && main ? main.run() : test()),
  });
  const busy = (how: 'test' | 'main') => tried.isPending && tried.variables === how;
  return (
    <Paper withBorder p="lg" component="section">
      <Group justify="space-between" mb="sm">
        <div>
          <Title order={2} size="h4">
            {title}
          </Title>
          <Text size="sm" c="dimmed">
            {help}
          </Text>
        </div>
        <Group>
          <Button
            variant="default"
            leftSection={<IconPlugConnected size={16} />}
            loading={busy('test')}
            onClick={() => tried.mutate('test')}
          >
            {run}
          </Button>
          {main && (
            <Button
              leftSection={main.icon}
              loading={busy('main')}
              onClick={() => tried.mutate('main')}
            >
              {main.label}
            </Button>
          )}
        </Group>
      </Group>
      {tried.isError && <ErrorNotice error={tried.error} />}
      <div role="status">
        {tried.data && (
          <List spacing="sm" aria-label={title}>
            {tried.data.checks.map((check) => (
              <CheckLine key={check.check} check={check} title={lineOf(check)} />
            ))}
          </List>
        )}
      </div>
    </Paper>
  );
}
