import { ActionIcon, Button, Popover, Slider, Stack, Switch, Text, Tooltip } from '@mantine/core';
import { IconBell, IconBellOff } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { askForNotifications, notificationPermission } from './alert-settings.ts';
import { chime, OFFER_TONES } from './chime.ts';
import type { useAlertSettings } from './use-alerts.ts';

type Alerts = ReturnType<typeof useAlertSettings>;

/** What the browser lets through, and how to change it. */
function Notifications({ settings, change }: Alerts) {
  const { t } = useTranslation('desk');
  const [permission, setPermission] = useState(notificationPermission);
  return (
    <>
      <Switch
        label={t('alert.notifications')}
        checked={settings.notifications && permission !== 'denied' && permission !== 'none'}
        disabled={permission === 'denied' || permission === 'none'}
        onChange={(event) => {
          const wanted = event.currentTarget.checked;
          change({ notifications: wanted });
          if (wanted) void askForNotifications().then(setPermission);
        }}
      />
      {permission === 'denied' && <Text size="xs">{t('alert.denied')}</Text>}
      {permission === 'none' && <Text size="xs">{t('alert.unsupported')}</Text>}
      {permission === 'default' && settings.notifications && (
        <Button
          size="xs"
          variant="default"
          onClick={() => void askForNotifications().then(setPermission)}
        >
          {t('alert.allow')}
        </Button>
      )}
    </>
  );
}

/** How the agent is told of offers and messages. */
export function AlertMenu({ alerts }: { readonly alerts: Alerts }) {
  const { t } = useTranslation('desk');
  const { settings, change } = alerts;
  const [opened, setOpened] = useState(false);
  const silent = !settings.offers || settings.volume === 0;
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="bottom-end"
      width={280}
      withinPortal
      trapFocus
    >
      <Popover.Target>
        <Tooltip label={t('alert.settings')}>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={silent ? t('alert.settingsSilent') : t('alert.settings')}
            onClick={() => setOpened(!opened)}
          >
            {silent ? <IconBellOff size={18} /> : <IconBell size={18} />}
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('alert.settings')}>
        <Stack gap="sm">
          <Switch
            label={t('alert.offers')}
            checked={settings.offers}
            onChange={(event) => change({ offers: event.currentTarget.checked })}
          />
          <Switch
            label={t('alert.messages')}
            checked={settings.messages}
            onChange={(event) => change({ messages: event.currentTarget.checked })}
          />
          <div>
            <Text size="sm">{t('alert.volume')}</Text>
            <Slider
              thumbLabel={t('alert.volume')}
              min={0}
              max={100}
              step={5}
              value={settings.volume}
              onChange={(volume) => change({ volume })}
              onChangeEnd={(volume) => chime(OFFER_TONES, volume)}
            />
          </div>
          <Notifications settings={settings} change={change} />
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
