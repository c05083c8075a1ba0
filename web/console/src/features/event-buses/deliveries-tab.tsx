import { Group, Stack, Table, Text } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DateText } from '#src/components/date-text.tsx';
import { DeliveryBadge } from '#src/components/delivery-badge.tsx';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { JsonView } from '#src/components/json-view.tsx';
import { ListFilter } from '#src/components/list-filter.tsx';
import type { Column } from '#src/components/list-table.tsx';
import { LoadingState } from '#src/components/loading-state.tsx';
import { ReasonText, useReason } from '#src/components/reason-text.tsx';
import { RecordList } from '#src/components/record-list.tsx';
import { RedriveButton } from '#src/components/redrive-button.tsx';
import { useRecords } from '#src/components/use-records.ts';
import { WideTable } from '#src/components/wide-table.tsx';
import { useSession } from '#src/session/session.ts';
import { type BusDelivery, COUNTED_TO } from './bus-rules.ts';

const STATES = ['all', 'pending', 'retrying', 'delivered', 'dead'] as const;
const FOLLOW_MS = 3_000;

type RedriveProps = { readonly busId: string; readonly deliveryId?: string };

/** Sends one dead letter again, or all of the bus. */
function Redrive({ busId, deliveryId }: RedriveProps) {
  const { t } = useTranslation('event-buses');
  const { api, can } = useSession();
  const cache = useQueryClient();
  if (!can({ all: ['integrations:integration:edit'] })) return null;
  return (
    <RedriveButton
      label={t(deliveryId ? 'redrive.one' : 'redrive.all')}
      consequence={t('redrive.text')}
      confirmLabel={t('redrive.confirm')}
      redrive={async () => {
        const { redriven } = await api.call(
          'POST /tandem/events/buses/{busId}/deliveries/redrive',
          { params: { busId }, body: deliveryId ? { deliveryIds: [deliveryId] } : {} },
        );
        await cache.invalidateQueries({ queryKey: ['event-buses', busId] });
        return t('redrive.done', { count: redriven });
      }}
    />
  );
}

function Attempts({ busId, deliveryId }: Required<RedriveProps>) {
  const { t } = useTranslation('event-buses');
  const { api } = useSession();
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
                <ReasonText code={attempt.reasonCode} reason={attempt.reason} />
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

function useColumns(): readonly Column<BusDelivery>[] {
  const { t } = useTranslation('event-buses');
  const reasonOf = useReason();
  return [
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
      render: ({ reasonCode, reason, lastStatus }) => (
        <Text size="sm">{reasonOf({ code: reasonCode, reason }) || (lastStatus ?? '')}</Text>
      ),
    },
  ];
}

/** What went to targets, what is tried again, and what was given up. */
export function DeliveriesTab({ busId }: { readonly busId: string }) {
  const { t } = useTranslation('event-buses');
  const { t: common } = useTranslation('common');
  const { api } = useSession();
  const [state, setState] = useState<string>('all');
  const columns = useColumns();
  const records = useRecords<BusDelivery>({
    queryKey: ['event-buses', busId, 'deliveries', state],
    load: (page) =>
      api.call('GET /tandem/events/buses/{busId}/deliveries', {
        params: { busId },
        query: { ...page, state: state === 'all' ? undefined : state },
      }),
  });
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
            records.setPageNumber(1);
          }}
        />
        {state === 'dead' && records.rows.length > 0 && <Redrive busId={busId} />}
      </Group>
      <RecordList<BusDelivery>
        records={records}
        caption={t('tabs.deliveries')}
        columns={columns}
        rowId={({ id }) => id}
        countedTo={COUNTED_TO}
        empty={{
          icon: <IconSend />,
          title: t('deliveries.emptyTitle'),
          text: t('deliveries.emptyText'),
        }}
        detailTitle={({ detailType }) => detailType}
        detail={({ id }) => <Attempts busId={busId} deliveryId={id} />}
      />
    </Stack>
  );
}
