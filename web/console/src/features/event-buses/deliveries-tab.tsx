import { Button, Drawer, EmptyState, Group, Paper, Stack, Table, Text } from '@mantine/core';
import { IconRepeat, IconSend } from '@tabler/icons-react';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmDelete } from '#src/components/confirm-delete.tsx';
import { DateText } from '#src/components/date-text.tsx';
import { DeliveryBadge } from '#src/components/delivery-badge.tsx';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { JsonView } from '#src/components/json-view.tsx';
import { ListFilter } from '#src/components/list-filter.tsx';
import { ListTable } from '#src/components/list-table.tsx';
import { LoadingState } from '#src/components/loading-state.tsx';
import { notifyDone } from '#src/components/notify.ts';
import { Pager } from '#src/components/pager.tsx';
import { WideTable } from '#src/components/wide-table.tsx';
import { useSession } from '#src/session/session.ts';
import type { BusDelivery } from './bus-rules.ts';
import { useReason } from './use-reason.ts';

const STATES = ['all', 'pending', 'retrying', 'delivered', 'dead'] as const;
const FOLLOW_MS = 3_000;
const PAGE = 25;
const COUNTED_TO = 10_000;

type RedriveProps = { readonly busId: string; readonly deliveryId?: string };

/** Asks, then sends one dead letter again, or all of the bus. */
function Redrive({ busId, deliveryId }: RedriveProps) {
  const { t } = useTranslation('event-buses');
  const { api, can } = useSession();
  const cache = useQueryClient();
  const [asking, setAsking] = useState(false);
  if (!can({ all: ['integrations:integration:edit'] })) return null;
  const label = t(deliveryId ? 'redrive.one' : 'redrive.all');
  return (
    <>
      <Button
        variant="light"
        leftSection={<IconRepeat size={16} aria-hidden />}
        onClick={() => setAsking(true)}
      >
        {label}
      </Button>
      <ConfirmDelete
        name={asking ? label : null}
        title={label}
        consequence={t('redrive.text')}
        confirmLabel={t('redrive.confirm')}
        onConfirm={async () => {
          const { redriven } = await api.call(
            'POST /tandem/events/buses/{busId}/deliveries/redrive',
            { params: { busId }, body: deliveryId ? { deliveryIds: [deliveryId] } : {} },
          );
          notifyDone(t('redrive.done', { count: redriven }));
          await cache.invalidateQueries({ queryKey: ['event-buses', busId] });
        }}
        onClose={() => setAsking(false)}
      />
    </>
  );
}

function Attempts({ busId, deliveryId }: Required<RedriveProps>) {
  const { t } = useTranslation('event-buses');
  const { api } = useSession();
  const reasonOf = useReason();
  const read = useQuery({
    queryKey: ['event-buses', busId, 'delivery', deliveryId],
    queryFn: () =>
      api.call('GET /tandem/events/buses/{busId}/deliveries/{busDeliveryId}', {
        params: { busId, busDeliveryId: deliveryId },
      }),
    refetchInterval: FOLLOW_MS,
  });
  if (read.isPending) return <LoadingState />;
  if (read.isError) return <ErrorNotice error={read.error} />;
  const { method, url, history, headers, envelope, state } = read.data;
  return (
    <Stack>
      <Group justify="space-between">
        <DeliveryBadge state={state} />
        {state === 'dead' && <Redrive busId={busId} deliveryId={deliveryId} />}
      </Group>
      {url && (
        <Text size="sm" ff="monospace" style={{ overflowWrap: 'anywhere' }}>
          {`${method} ${url}`}
        </Text>
      )}
      <WideTable label={t('fields.attempts')} minWidth={360}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t('fields.at')}</Table.Th>
            <Table.Th scope="col">{t('fields.answer')}</Table.Th>
            <Table.Th scope="col">{t('fields.ms')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {history.map((attempt) => (
            <Table.Tr key={attempt.at}>
              <Table.Td>
                <DateText value={attempt.at} seconds />
              </Table.Td>
              <Table.Td>
                <Text size="sm">{attempt.status ?? t('deliveries.noAnswer')}</Text>
                <Text size="xs">{reasonOf(attempt)}</Text>
              </Table.Td>
              <Table.Td>{attempt.ms}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </WideTable>
      <JsonView label={t('fields.headers')} value={headers} />
      {envelope && <JsonView label={t('fields.envelope')} value={envelope} maxHeight={480} />}
    </Stack>
  );
}

type TableProps = {
  readonly rows: readonly BusDelivery[];
  readonly onOpen: (row: BusDelivery) => void;
};

function DeliveryTable({ rows, onOpen }: TableProps) {
  const { t } = useTranslation('event-buses');
  const reasonOf = useReason();
  return (
    <ListTable<BusDelivery>
      caption={t('tabs.deliveries')}
      rows={rows}
      rowId={({ id }) => id}
      onOpen={onOpen}
      columns={[
        {
          key: 'at',
          header: t('fields.at'),
          render: ({ dateCreated }) => <DateText value={dateCreated} seconds />,
        },
        {
          key: 'type',
          header: t('fields.detailType'),
          minor: true,
          render: ({ detailType }) => detailType,
        },
        {
          key: 'target',
          header: t('fields.target'),
          render: ({ ruleName, apiDestinationName }) =>
            `${ruleName ?? t('deliveries.gone')} → ${apiDestinationName ?? t('deliveries.gone')}`,
        },
        {
          key: 'state',
          header: t('fields.state'),
          render: ({ state }) => <DeliveryBadge state={state} />,
        },
        {
          key: 'attempts',
          header: t('fields.attempts'),
          minor: true,
          render: ({ attempts }) => attempts,
        },
        {
          key: 'answer',
          header: t('fields.answer'),
          minor: true,
          render: (row) => <Text size="sm">{reasonOf(row) || (row.lastStatus ?? '')}</Text>,
        },
      ]}
    />
  );
}

/** What went to targets, what is tried again, and what was given up. */
export function DeliveriesTab({ busId }: { readonly busId: string }) {
  const { t } = useTranslation('event-buses');
  const { t: common } = useTranslation('common');
  const { api } = useSession();
  const [state, setState] = useState<string>('all');
  const [pageNumber, setPageNumber] = useState(1);
  const [open, setOpen] = useState<BusDelivery | null>(null);
  const list = useQuery({
    queryKey: ['event-buses', busId, 'deliveries', state, pageNumber],
    queryFn: () =>
      api.call('GET /tandem/events/buses/{busId}/deliveries', {
        params: { busId },
        query: { pageSize: PAGE, pageNumber, state: state === 'all' ? undefined : state },
      }),
    placeholderData: keepPreviousData,
    refetchInterval: FOLLOW_MS,
  });
  const rows = list.data?.entities ?? [];
  return (
    <Stack>
      <Group justify="space-between">
        <ListFilter
          label={t('deliveries.filter')}
          options={STATES.map((value) => ({
            value,
            label: value === 'all' ? t('deliveries.all') : common(`delivery.${value}`),
          }))}
          value={state}
          onChange={(value) => {
            setState(value);
            setPageNumber(1);
          }}
        />
        {state === 'dead' && rows.length > 0 && <Redrive busId={busId} />}
      </Group>
      {list.isPending && <LoadingState />}
      {list.isError && <ErrorNotice error={list.error} />}
      {list.isSuccess && rows.length === 0 && (
        <Paper withBorder py={48} px="md">
          <EmptyState
            icon={<IconSend />}
            title={t('deliveries.emptyTitle')}
            description={t('deliveries.emptyText')}
            variant="light"
          />
        </Paper>
      )}
      {rows.length > 0 && <DeliveryTable rows={rows} onOpen={setOpen} />}
      <Pager
        total={list.data?.total}
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
        {open && <Attempts busId={busId} deliveryId={open.id} />}
      </Drawer>
    </Stack>
  );
}
