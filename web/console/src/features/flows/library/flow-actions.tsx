import { ActionIcon, Menu } from '@mantine/core';
import { IconCopy, IconDots, IconDownload, IconPencil } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { notifyFailed } from '#src/components/notify.ts';
import { useSession } from '#src/session/session.ts';
import { HALF_OF } from '../document/flow-document.ts';
import { type Flow, flowApiOf } from '../flow-api.ts';

type FlowActionsProps = {
  readonly flow: Flow;
  readonly onRename: () => void;
  readonly onCopy: () => void;
};

const download = (name: string, content: unknown): void => {
  const file = new Blob([`${JSON.stringify(content, null, 2)}\n`], { type: 'application/json' });
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = `${name.replaceAll(/[^\p{L}\p{N}_.-]+/gu, '-')}.flow.json`;
  link.click();
  URL.revokeObjectURL(link.href);
};

/** What can be done with a flow from the list, besides opening and deleting it. */
export function FlowActions({ flow, onRename, onCopy }: FlowActionsProps) {
  const { t } = useTranslation('flows');
  const { api, can } = useSession();
  const { name, id, kind } = flow;
  const save = async () => {
    try {
      download(name, await flowApiOf(api, HALF_OF[kind]).exported(id));
    } catch (error) {
      notifyFailed(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={t('library.more', { name })}>
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {can({ all: ['architect:flow:edit'] }) && (
          <Menu.Item leftSection={<IconPencil size={14} />} onClick={onRename}>
            {t('library.rename')}
          </Menu.Item>
        )}
        {can({ all: ['architect:flow:add'] }) && (
          <Menu.Item leftSection={<IconCopy size={14} />} onClick={onCopy}>
            {t('library.copy')}
          </Menu.Item>
        )}
        <Menu.Item leftSection={<IconDownload size={14} />} onClick={() => void save()}>
          {t('library.export')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
