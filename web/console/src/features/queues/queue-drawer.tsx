import { Drawer, Stack, Tabs } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { MembersTab } from './members-tab.tsx';
import type { Queue } from './queue-rules.ts';
import { ReassignmentTab } from './reassignment-tab.tsx';
import { WrapupCodesTab } from './wrapup-codes-tab.tsx';

type QueueDrawerProps = { readonly queue: Queue | null; readonly onClose: () => void };

/** Who works in the queue and which wrap-up codes it offers. */
export function QueueDrawer({ queue, onClose }: QueueDrawerProps) {
  const { t } = useTranslation('queues');
  const { t: common } = useTranslation('common');
  const queueId = queue?.id;
  return (
    <Drawer
      opened={queue !== null}
      onClose={onClose}
      title={queue?.name ?? ''}
      position="right"
      size="lg"
      closeButtonProps={{ 'aria-label': common('close') }}
    >
      {queueId && (
        <Tabs defaultValue="members" keepMounted={false}>
          <Tabs.List>
            <Tabs.Tab value="members">{t('members.title')}</Tabs.Tab>
            <Tabs.Tab value="codes">{t('codes.title')}</Tabs.Tab>
            <Tabs.Tab value="reassignment">{t('reassignment.title')}</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="members" pt="md">
            <Stack>
              <MembersTab queueId={queueId} />
            </Stack>
          </Tabs.Panel>
          <Tabs.Panel value="codes" pt="md">
            <Stack>
              <WrapupCodesTab queueId={queueId} />
            </Stack>
          </Tabs.Panel>
          <Tabs.Panel value="reassignment" pt="md">
            <ReassignmentTab queueId={queueId} />
          </Tabs.Panel>
        </Tabs>
      )}
    </Drawer>
  );
}
