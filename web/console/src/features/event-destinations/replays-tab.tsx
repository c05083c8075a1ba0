import { Button, EmptyState, Group, Paper, Stack, Title } from '@mantine/core';
import { IconHistory, IconPlayerPlay } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DateText } from '#src/components/date-text.tsx';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { FormDrawer } from '#src/components/form-drawer.tsx';
import { type FieldDescriptor, type FormValues, textOf } from '#src/components/form-rules.ts';
import { ListTable } from '#src/components/list-table.tsx';
import { LoadingState } from '#src/components/loading-state.tsx';
import { notifyDone } from '#src/components/notify.ts';
import { StatusBadge } from '#src/components/status-badge.tsx';
import { useSession } from '#src/session/session.ts';
import { DESTINATIONS, type Destination, FOLLOW_MS, type Replay } from './destination-rules.ts';
import { momentOf, REPLAY_STARTS, startFields, startOf, untilField } from './start-fields.ts';
import { useDestinationChanges } from './use-destinations.ts';

const DAY_MS = 86_400_000;

type Props = { readonly destination: Destination };

function ReplayTable({ replays }: { readonly replays: readonly Replay[] }) {
  const { t } = useTranslation('event-destinations');
  return (
    <ListTable<Replay>
      caption={t('replays.title')}
      rows={replays}
      rowId={({ id }) => id}
      columns={[
        {
          key: 'at',
          header: t('fields.begun'),
          render: ({ dateCreated }) => <DateText value={dateCreated} seconds />,
        },
        { key: 'from', header: t('fields.from'), minor: true, render: ({ from }) => from },
        { key: 'until', header: t('fields.until'), minor: true, render: ({ until }) => until },
        { key: 'reached', header: t('fields.reached'), render: ({ position }) => position },
        {
          key: 'state',
          header: t('fields.state'),
          render: ({ state }) => (
            <StatusBadge tone={state === 'running' ? 'busy' : 'good'}>
              {t(`replays.states.${state}`)}
            </StatusBadge>
          ),
        },
        {
          key: 'finished',
          header: t('fields.finished'),
          minor: true,
          render: ({ dateFinished }) => <DateText value={dateFinished} seconds />,
        },
      ]}
    />
  );
}

type DrawerProps = Props & { readonly opened: boolean; readonly onClose: () => void };

/** From where, and up to when, events are sent once more. */
function ReplayDrawer({ destination, opened, onClose }: DrawerProps) {
  const { t } = useTranslation('event-destinations');
  const { api } = useSession();
  const { reread } = useDestinationChanges();
  const translate = (key: string) => t(key);
  const fields: readonly FieldDescriptor[] = [
    ...startFields(translate, REPLAY_STARTS),
    untilField(translate),
  ];
  const begin = async (values: FormValues) => {
    const until = textOf(values, 'until');
    await api.call('POST /tandem/events/destinations/{destinationId}/replays', {
      params: { destinationId: destination.id },
      body: { from: startOf(values), ...(until ? { until: momentOf(until) } : {}) },
    });
    await reread();
  };
  return (
    <FormDrawer
      opened={opened}
      title={t('replays.new')}
      fields={fields}
      initial={{ start: 'time', time: new Date(Date.now() - DAY_MS).toISOString() }}
      submitLabel={t('replays.new')}
      onSubmit={begin}
      onDone={() => {
        notifyDone(t('replays.begun'));
        onClose();
      }}
      onClose={onClose}
    />
  );
}

/** Parts of the event log that are sent once more, beside what is new. */
export function ReplaysTab({ destination }: Props) {
  const { t } = useTranslation('event-destinations');
  const { api, can } = useSession();
  const [opened, setOpened] = useState(false);
  const list = useQuery({
    queryKey: [...DESTINATIONS, destination.id, 'replays'],
    queryFn: () =>
      api.call('GET /tandem/events/destinations/{destinationId}/replays', {
        params: { destinationId: destination.id },
      }),
    refetchInterval: FOLLOW_MS,
  });
  if (list.isPending) return <LoadingState />;
  if (list.isError) return <ErrorNotice error={list.error} onRetry={() => void list.refetch()} />;
  const replays = list.data.entities;
  const begin = can({ all: ['integrations:integration:edit'] }) && (
    <Button leftSection={<IconPlayerPlay size={18} aria-hidden />} onClick={() => setOpened(true)}>
      {t('replays.new')}
    </Button>
  );
  return (
    <Stack>
      {replays.length === 0 ? (
        <Paper withBorder py={48} px="md">
          <EmptyState
            icon={<IconHistory />}
            title={t('replays.emptyTitle')}
            description={t('replays.emptyText')}
            variant="light"
          >
            {begin && <EmptyState.Actions>{begin}</EmptyState.Actions>}
          </EmptyState>
        </Paper>
      ) : (
        <>
          <Group justify="space-between">
            <Title order={2} size="h4">
              {t('replays.title')}
            </Title>
            {begin}
          </Group>
          <ReplayTable replays={replays} />
        </>
      )}
      <ReplayDrawer destination={destination} opened={opened} onClose={() => setOpened(false)} />
    </Stack>
  );
}
