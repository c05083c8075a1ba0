import { ActionIcon, Tooltip } from '@mantine/core';
import { IconAdjustments, IconStar } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { FieldDescriptor } from '#src/components/form-rules.ts';
import { notifyDone, notifyFailed } from '#src/components/notify.ts';
import { ResourcePage } from '#src/components/resource-page.tsx';
import { StatusBadge } from '#src/components/status-badge.tsx';
import { useSession } from '#src/session/session.ts';
import {
  formToSetting,
  type MessagingSetting,
  settingToForm,
  showsTyping,
} from './setting-rules.ts';
import { ThreadingWindow } from './threading-window.tsx';

const KEY = ['message-settings'];

function useDefaultSetting() {
  const { api } = useSession();
  const client = useQueryClient();
  const setting = useQuery({
    queryKey: [...KEY, 'default'],
    // An organisation may have no default: then everything is on.
    queryFn: () => api.call('GET /tandem/messaging/default-setting'),
  });
  return {
    id: setting.data?.settingId ?? undefined,
    async choose(id: string) {
      await api.call('PUT /api/v2/conversations/messaging/settings/default', {
        body: { settingId: id },
      });
      await client.invalidateQueries({ queryKey: KEY });
    },
  };
}

function DefaultAction({
  label,
  onClick,
}: {
  readonly label: string;
  readonly onClick: () => void;
}) {
  return (
    <Tooltip label={label}>
      <ActionIcon variant="subtle" color="gray" aria-label={label} onClick={onClick}>
        <IconStar size={18} />
      </ActionIcon>
    </Tooltip>
  );
}

/** Platform configurations: what a platform passes on besides messages. */
export function MessageSettingsPage() {
  const { t } = useTranslation('message-settings');
  const { api, can } = useSession();
  const standard = useDefaultSetting();
  const mayEdit = can({ all: ['messaging:setting:edit'] });
  const isDefault = (setting: MessagingSetting) => setting.id === standard.id;
  const fields: readonly FieldDescriptor[] = [
    { kind: 'text', name: 'name', label: t('fields.name'), required: true, maxLength: 256 },
    { kind: 'switch', name: 'typingIn', label: t('fields.in'), description: t('fields.inHelp') },
    { kind: 'switch', name: 'typingOut', label: t('fields.out'), description: t('fields.outHelp') },
  ];
  const typing = (direction: 'inbound' | 'outbound') => (setting: MessagingSetting) =>
    showsTyping(setting, direction) ? (
      <StatusBadge tone="good">{t('on')}</StatusBadge>
    ) : (
      <StatusBadge tone="neutral">{t('off')}</StatusBadge>
    );
  const makeDefault = ({ id = '', name }: MessagingSetting) =>
    standard.choose(id).then(
      () => notifyDone(t('madeDefault', { name })),
      (error: unknown) => notifyFailed(error instanceof Error ? error.message : ''),
    );
  return (
    <>
      <ResourcePage<MessagingSetting>
        title={t('title')}
        description={t('description')}
        queryKey={KEY}
        load={({ search: _, ...page }) =>
          api.call('GET /api/v2/conversations/messaging/settings', { query: page })
        }
        columns={[
          { key: 'name', header: t('fields.name'), render: (setting) => setting.name ?? '' },
          {
            key: 'default',
            header: t('columns.default'),
            render: (setting) =>
              isDefault(setting) ? <StatusBadge tone="good">{t('default')}</StatusBadge> : null,
          },
          { key: 'in', header: t('columns.in'), minor: true, render: typing('inbound') },
          { key: 'out', header: t('columns.out'), minor: true, render: typing('outbound') },
        ]}
        rowId={(setting) => setting.id ?? ''}
        rowName={(setting) => setting.name ?? ''}
        editTitle={(setting) => t('edit', { name: setting.name })}
        savedText={t('saved')}
        deleteConsequence={t('deleteConsequence')}
        newLabel={t('new')}
        fields={() => fields}
        toForm={settingToForm}
        isFixed={isDefault}
        moreActions={(setting) =>
          mayEdit && !isDefault(setting) ? (
            <DefaultAction
              label={t('makeDefault', { name: setting.name })}
              onClick={() => void makeDefault(setting)}
            />
          ) : null
        }
        create={
          can({ all: ['messaging:setting:add'] })
            ? (values) =>
                api.call('POST /api/v2/conversations/messaging/settings', {
                  body: formToSetting(values, null),
                })
            : undefined
        }
        update={
          mayEdit
            ? (values, setting) =>
                api.call('PATCH /api/v2/conversations/messaging/settings/{messageSettingId}', {
                  params: { messageSettingId: setting.id ?? '' },
                  body: formToSetting(values, setting),
                })
            : undefined
        }
        remove={
          can({ all: ['messaging:setting:delete'] })
            ? ({ id = '' }) =>
                api.call('DELETE /api/v2/conversations/messaging/settings/{messageSettingId}', {
                  params: { messageSettingId: id },
                })
            : undefined
        }
        empty={{ title: t('empty.title'), text: t('empty.text'), icon: <IconAdjustments /> }}
      />
      <ThreadingWindow />
    </>
  );
}
