import {
  ActionIcon,
  Alert,
  Button,
  Group,
  Menu,
  Stack,
  Switch,
  Text,
  Tooltip,
} from '@mantine/core';
import { IconChevronDown, IconKeyboard } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isTransient } from '#src/api/api-error.ts';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { useLiveStatus } from '#src/live/live-provider.tsx';
import { AlertMenu } from './alert-menu.tsx';
import { askForNotifications } from './alert-settings.ts';
import type { Lists } from './conversation-rules.ts';
import classes from './desk.module.css';
import { KeysHelp } from './keys-help.tsx';
import {
  choosable,
  type PresenceDefinition,
  plainPresence,
  presenceLabel,
  statusOf,
} from './presence-rules.ts';
import { QueuesMenu } from './queues-menu.tsx';
import type { useAlertSettings } from './use-alerts.ts';
import { useMyQueues } from './use-my-queues.ts';
import { usePresence } from './use-presence.ts';

function useLabel(): (definition: PresenceDefinition) => string {
  const { t, i18n } = useTranslation('desk');
  return (definition) =>
    presenceLabel(definition, i18n.language) ??
    t(`presence.${plainPresence(definition.systemPresence)}`);
}

function PresenceMenu({ presence }: { readonly presence: ReturnType<typeof usePresence> }) {
  const { t } = useTranslation('desk');
  const label = useLabel();
  return (
    <Menu position="bottom-start" withinPortal>
      <Menu.Target>
        <Button
          variant="default"
          size="xs"
          rightSection={<IconChevronDown size={14} />}
          loading={presence.busy}
        >
          {presence.current ? label(presence.current) : t('presence.unknown')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {choosable(presence.definitions).map((definition) => (
          <Menu.Item key={definition.id} onClick={() => presence.choose(definition.id ?? '')}>
            {label(definition)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

type DeskBarProps = {
  readonly alerts: ReturnType<typeof useAlertSettings>;
  /** Whether the list is there, is there but could not be read again, or is not there. */
  readonly list: 'current' | 'old' | 'none';
  readonly lists: Lists;
};

/** On queue or not, presence, queues, sound; says when something keeps conversations away. */
export function DeskBar({ alerts, list, lists }: DeskBarProps) {
  const { t } = useTranslation('desk');
  const presence = usePresence();
  const live = useLiveStatus();
  const [keys, setKeys] = useState(false);
  const queues = useMyQueues();
  const status = statusOf({
    routingStatus: presence.routingStatus,
    offered: lists.offered.length,
    active: lists.active.length,
    afterCallWork: lists.afterCallWork.length,
    joined: queues.data ? (queues.data.entities ?? []).filter((one) => one.joined).length : null,
  });
  // Without a list the page says what is wrong: one notice at a time.
  const isLost = list === 'old' || (live === 'waiting' && list === 'current');
  const notResponding = presence.routingStatus === 'NOT_RESPONDING';
  return (
    <Stack gap="xs" className={classes['bar']}>
      <Group justify="space-between" wrap="nowrap">
        {/* The page's heading stands beside it, and stays when a narrow screen hides this bar. */}
        <Text fz="h4" fw={700} aria-hidden>
          {t('title')}
        </Text>
        <Group gap={4} wrap="nowrap">
          <AlertMenu alerts={alerts} />
          <Tooltip label={t('keys.title')}>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t('keys.title')}
              onClick={() => setKeys(true)}
            >
              <IconKeyboard size={18} />
            </ActionIcon>
          </Tooltip>
        </Group>
      </Group>
      <Group justify="space-between" gap="xs">
        <Switch
          label={t('onQueue')}
          checked={presence.onQueue}
          disabled={presence.busy || presence.definitions.length === 0}
          onChange={(event) => {
            const wanted = event.currentTarget.checked;
            presence.setOnQueue(wanted);
            if (wanted && alerts.settings.notifications) void askForNotifications();
          }}
        />
        <PresenceMenu presence={presence} />
      </Group>
      <Group justify="space-between" gap={4} wrap="nowrap">
        <Text size="xs" c="dimmed" role="status" miw={0}>
          {t(`routing.${status}`)}
        </Text>
        <QueuesMenu queues={queues} />
      </Group>
      {notResponding && (
        <Alert color="orange" p="xs" title={t('notResponding.title')}>
          <Text size="sm" mb="xs">
            {t('notResponding.text')}
          </Text>
          <Button size="xs" onClick={presence.backToIdle}>
            {t('notResponding.back')}
          </Button>
        </Alert>
      )}
      {isLost && (
        <Alert color="orange" p="xs" role="status">
          {t('live.lost')}
        </Alert>
      )}
      {presence.error && !(isLost && isTransient(presence.error)) && (
        <ErrorNotice error={presence.error} />
      )}
      <KeysHelp opened={keys} onClose={() => setKeys(false)} />
    </Stack>
  );
}
