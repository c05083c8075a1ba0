import { Text } from '@mantine/core';
import { IconActivity } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { readAll } from '#src/api/read-all.ts';
import { DateText } from '#src/components/date-text.tsx';
import { JsonView } from '#src/components/json-view.tsx';
import type { Column } from '#src/components/list-table.tsx';
import { RecordList } from '#src/components/record-list.tsx';
import { StatusBadge } from '#src/components/status-badge.tsx';
import { useRecords } from '#src/components/use-records.ts';
import { useSession } from '#src/session/session.ts';
import { type BusEvent, COUNTED_TO, type EventBus } from './bus-rules.ts';

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

function useColumns(busId: string): readonly Column<BusEvent>[] {
  const { t } = useTranslation('event-buses');
  const names = useRuleNames(busId);
  return [
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
  ];
}

/** The last events of the bus, with the rules they matched. */
export function EventsTab({ bus }: { readonly bus: EventBus }) {
  const { t } = useTranslation('event-buses');
  const { api } = useSession();
  const columns = useColumns(bus.id);
  const records = useRecords<BusEvent>({
    queryKey: ['event-buses', bus.id, 'events'],
    load: (query) =>
      api.call('GET /tandem/events/buses/{busId}/events', { params: { busId: bus.id }, query }),
  });
  return (
    <RecordList<BusEvent>
      records={records}
      caption={t('tabs.events')}
      columns={columns}
      rowId={({ id, replayName }) => `${id} ${replayName ?? ''}`}
      countedTo={COUNTED_TO}
      empty={{
        icon: <IconActivity />,
        title: t('events.emptyTitle'),
        text: t('events.emptyText'),
      }}
      detailTitle={({ detailType }) => detailType}
      detail={({ envelope }) => (
        <JsonView label={t('fields.envelope')} value={envelope} maxHeight={640} />
      )}
    />
  );
}
