import { Button, Modal, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { LoadingState } from '#src/components/loading-state.tsx';
import { useSession } from '#src/session/session.ts';
import { bodyOf, CapacityField, capacityOf, KEY } from './capacity-tab.tsx';

function Everybody() {
  const { t } = useTranslation('people');
  const { api } = useSession();
  const read = useQuery({
    queryKey: [KEY, 'everybody'],
    queryFn: () => api.call('GET /api/v2/routing/utilization'),
  });
  if (read.isPending) return <LoadingState />;
  if (read.isError) return <ErrorNotice error={read.error} />;
  const value = capacityOf(read.data);
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        {t('capacity.everybodyHelp')}
      </Text>
      <CapacityField
        key={value}
        label={t('capacity.number')}
        help={t('capacity.numberHelp')}
        value={value}
        own
        readOnly={false}
        save={(next) => api.call('PUT /api/v2/routing/utilization', bodyOf(next))}
        reset={() => api.call('DELETE /api/v2/routing/utilization')}
      />
    </Stack>
  );
}

/** How many conversations everybody has at once who has no number of their own: it belongs to no single person. */
export function EverybodyCapacity() {
  const { t } = useTranslation('people');
  const { t: common } = useTranslation('common');
  const { can } = useSession();
  const [opened, setOpened] = useState(false);
  if (!can({ any: ['routing:utilization:manage'] })) return null;
  return (
    <>
      <Button variant="default" onClick={() => setOpened(true)}>
        {t('capacity.everybody')}
      </Button>
      <Modal
        opened={opened}
        onClose={() => setOpened(false)}
        title={t('capacity.everybody')}
        closeButtonProps={{ 'aria-label': common('close') }}
      >
        <Everybody />
      </Modal>
    </>
  );
}
