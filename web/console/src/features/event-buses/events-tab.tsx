import { Drawer, EmptyState, Paper, Stack, Text } from '@mantine/core';
import { IconActivity } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readAll } from '#src/api/read-all.ts';
import { DateText } from '#src/components/date-text.tsx';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { JsonView } from '#src/components/json-view.tsx';
import { ListTable } from '#src/components/list-table.tsx';
import { LoadingState } from '#src/components/loading-state.tsx';
import { Pager } from '#src/components/pager.tsx';
import { StatusBadge } from '#src/components/status-badge.tsx';
import { useSession } from '#src/session/session.ts';
import type { BusEvent, EventBus } from './bus-rules.ts';

const FOLLOW_MS = 3_000;
const PAGE = 25;
const COUNTED_TO = 10_000;

const useRuleNames = (busId: string): ReadonlyMap<string, string> => {
  const { api } = useSession();
  const list = useQuery({
    queryKey: ['event-buses', busId, 'rules'],
    queryFn: () =>
      readAll(200, (page) =>
        api.call('GET /tandem/events/buses/{busId}/rules', { params: { busId }, query: page }),
      ),
  });
  return new Map(list.data?.map(({ id, name }) => [id, name]));
};

/** What became of an event: waits, or which rules it matched. */
function Fate({
  event,
  names,
}: {
  readonly event: BusEvent;
  readonly names: ReadonlyMap<string, string>;
}) {
  const { t } = useTranslation('event-buses');
  if (event.kept) return <StatusBadge tone="warning">{t('events.kept')}</StatusBadge>;
  if (event.ruleIds.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {t('events.noRule')}
      </Text>
    );
  return (
    <Text size="sm">{event.ruleIds.map((id) => names.get(id) ?? id.slice(0, 8)).join(', ')}</Text>
  );
}

/** The last events of the bus, with the rules they matched. */
export function EventsTab({ bus }: { readonly bus: EventBus }) {
  const { t } = useTranslation('event-buses');
  const { t: common } = useTranslation('common');
  const { api } = useSession();
  const [pageNumber, setPageNumber] = useState(1);
  const [open, setOpen] = useState<BusEvent | null>(null);
  const names = useRuleNames(bus.id);
  const list = useQuery({
    queryKey: ['event-buses', bus.id, 'events', pageNumber],
    queryFn: () =>
      api.call('GET /tandem/events/buses/{busId}/events', {
        params: { busId: bus.id },
        query: { pageSize: PAGE, pageNumber },
      }),
    placeholderData: keepPreviousData,
    refetchInterval: FOLLOW_MS,
  });
  if (list.isPending) return <LoadingState />;
  if (list.isError) return <ErrorNotice error={list.error} />;
  const rows = list.data.entities;
  if (list.data.total === 0)
    return (
      <Paper withBorder py={48} px="md">
        <EmptyState
          icon={<IconActivity />}
          title={t('events.emptyTitle')}
          description={t('events.emptyText')}
          variant="light"
        />
      </Paper>
    );
  return (
    <Stack>
      <ListTable<BusEvent>
        caption={t('tabs.events')}
        rows={rows}
        rowId={({ id, replayName }) => `${id} ${replayName ?? ''}`}
        onOpen={setOpen}
        columns={[
          { key: 'type', header: t('fields.detailType'), render: ({ detailType }) => detailType },
          {
            key: 'at',
            header: t('fields.received'),
            render: ({ dateReceived }) => <DateText value={dateReceived} seconds />,
          },
          {
            key: 'replay',
            header: t('fields.replay'),
            minor: true,
            render: ({ replayName }) => replayName ?? '',
          },
          {
            key: 'fate',
            header: t('fields.matched'),
            render: (event) => <Fate event={event} names={names} />,
          },
        ]}
      />
      <Pager
        total={list.data.total}
        countedTo={COUNTED_TO}
        shown={rows.length}
        pageSize={PAGE}
        pageNumber={pageNumber}
        onPage={setPageNumber}
      />
      <Drawer
        opened={open !== null}
        onClose={() => setOpen(null)}
        position="right"
        size="lg"
        title={open?.detailType ?? ''}
        closeButtonProps={{ 'aria-label': common('close') }}
      >
        {open && <JsonView label={t('fields.envelope')} value={open.envelope} maxHeight={640} />}
      </Drawer>
    </Stack>
  );
}
