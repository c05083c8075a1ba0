import { Group, Stack, Table, Text } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DateText } from '#src/components/date-text.tsx';
import { ListFilter } from '#src/components/list-filter.tsx';
import type { Column } from '#src/components/list-table.tsx';
import { ReasonText, useReason } from '#src/components/reason-text.tsx';
import { RecordList } from '#src/components/record-list.tsx';
import { StatusBadge } from '#src/components/status-badge.tsx';
import { useRecords } from '#src/components/use-records.ts';
import { WideTable } from '#src/components/wide-table.tsx';
import { useSession } from '#src/session/session.ts';
import { DESTINATIONS, durationText, type SentCall, toneOf } from './destination-rules.ts';

const FILTERS = ['all', 'failed'] as const;

function Result({ result }: { readonly result: string }) {
  const { t } = useTranslation('event-destinations');
  return (
    <StatusBadge tone={toneOf(result)}>
      {t(`results.${result}`, { defaultValue: result })}
    </StatusBadge>
  );
}

/** The events of one call, each with its attempt and what the other side said. */
function CallEvents({ call }: { readonly call: SentCall }) {
  const { t, i18n } = useTranslation('event-destinations');
  return (
    <Stack>
      <Group justify="space-between">
        <Result result={call.result} />
        <Text size="sm">{durationText(call.durationMs, i18n.language)}</Text>
      </Group>
      <div>
        <ReasonText code={call.code} reason={call.reason} />
      </div>
      <WideTable label={t('calls.events')} minWidth={520}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t('fields.event')}</Table.Th>
            <Table.Th scope="col">{t('fields.attempt')}</Table.Th>
            <Table.Th scope="col">{t('fields.result')}</Table.Th>
            <Table.Th scope="col">{t('fields.remoteId')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {call.events.map((event) => (
            <Table.Tr key={event.id}>
              <Table.Td style={{ overflowWrap: 'anywhere' }}>
                <Text size="sm">{event.topicName}</Text>
                <Text size="xs" c="dimmed">
                  {[event.id, event.position, event.stream].filter(Boolean).join(' · ')}
                </Text>
              </Table.Td>
              <Table.Td>{event.attempt}</Table.Td>
              <Table.Td>
                <Result result={event.result} />
                {event.code && <Text size="xs">{event.code}</Text>}
              </Table.Td>
              <Table.Td style={{ overflowWrap: 'anywhere' }}>{event.remoteId ?? ''}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </WideTable>
    </Stack>
  );
}

function useColumns(): readonly Column<SentCall>[] {
  const { t, i18n } = useTranslation('event-destinations');
  const reasonOf = useReason();
  return [
    { key: 'at', header: t('fields.at'), render: ({ at }) => <DateText value={at} seconds /> },
    {
      key: 'events',
      header: t('fields.events'),
      minor: true,
      render: ({ events }) => t('calls.count', { count: events.length }),
    },
    {
      key: 'attempt',
      header: t('fields.attempt'),
      minor: true,
      render: ({ events }) => Math.max(1, ...events.map(({ attempt }) => attempt)),
    },
    {
      key: 'result',
      header: t('fields.result'),
      render: ({ result }) => <Result result={result} />,
    },
    { key: 'code', header: t('fields.code'), minor: true, render: ({ code }) => code },
    {
      key: 'duration',
      header: t('fields.duration'),
      minor: true,
      render: ({ durationMs }) => durationText(durationMs, i18n.language),
    },
    {
      key: 'reason',
      header: t('fields.reason'),
      minor: true,
      render: (call) => <Text size="sm">{reasonOf(call)}</Text>,
    },
  ];
}

/** The delivery log: the last calls, the latest first. */
export function CallsTab({ destinationId }: { readonly destinationId: string }) {
  const { t } = useTranslation('event-destinations');
  const { api } = useSession();
  const [filter, setFilter] = useState<string>('all');
  const columns = useColumns();
  const failed = filter === 'failed';
  const records = useRecords<SentCall>({
    queryKey: [...DESTINATIONS, destinationId, 'calls', failed],
    load: (page) =>
      api.call('GET /tandem/events/destinations/{destinationId}/calls', {
        params: { destinationId },
        query: { ...page, failed: failed ? true : undefined },
      }),
  });
  return (
    <Stack>
      <Group>
        <ListFilter
          label={t('calls.filter')}
          options={FILTERS.map((value) => ({ value, label: t(`calls.filters.${value}`) }))}
          value={filter}
          onChange={(value) => {
            setFilter(value);
            records.setPageNumber(1);
          }}
        />
      </Group>
      <RecordList<SentCall>
        records={records}
        caption={t('tabs.calls')}
        columns={columns}
        rowId={({ id }) => id}
        empty={{
          icon: <IconSend />,
          title: t('calls.emptyTitle'),
          text: t(failed ? 'calls.emptyFailed' : 'calls.emptyText'),
        }}
        detailTitle={() => t('calls.one')}
        detail={(call) => <CallEvents call={call} />}
      />
    </Stack>
  );
}
