import { Container, SimpleGrid, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { ReplyOf } from '#src/api/operations.ts';
import { clockOf } from '#src/components/clock.ts';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { ListTable } from '#src/components/list-table.tsx';
import { LoadingState } from '#src/components/loading-state.tsx';
import { PageHeader } from '#src/components/page-header.tsx';
import { inRegion } from '#src/i18n/region.ts';
import { useVisiblePages } from '#src/session/pages-context.ts';
import { useSession } from '#src/session/session.ts';
import { Figure } from './figure.tsx';
import { LiveCharts } from './live-charts.tsx';

type Live = ReplyOf<'GET /tandem/monitor/live'>;
const REREAD_MS = 3000;

function Figures({ live }: { readonly live: Live }) {
  const { t } = useTranslation('monitor');
  const paths = useVisiblePages().map(({ path }) => path);
  const linked = (path: string) => (paths.includes(path) ? path : undefined);
  const { conversations, agents, deliveries } = live;
  const talks = linked('/console/conversations');
  const letters = linked('/console/deliveries');
  const { deadLettersExpired: expired = 0 } = deliveries;
  return (
    <SimpleGrid cols={{ base: 2, sm: 3, lg: 5 }}>
      <Figure label={t('live.waiting')} value={conversations.waiting} to={talks} />
      <Figure label={t('live.offered')} value={conversations.offered} to={talks} />
      <Figure label={t('live.connected')} value={conversations.connected} to={talks} />
      <Figure label={t('live.flow')} value={conversations.flow} to={talks} />
      <Figure label={t('live.afterCallWork')} value={conversations.afterCallWork} />
      <Figure label={t('live.onQueue')} value={agents.onQueue} />
      <Figure label={t('live.idle')} value={agents.idle} />
      <Figure label={t('live.pending')} value={deliveries.pending} to={letters} />
      <Figure label={t('live.retrying')} value={deliveries.retrying} to={letters} bad />
      <Figure label={t('live.deadLetters')} value={deliveries.deadLetters} to={letters} bad />
      {expired > 0 && <Figure label={t('live.deadLettersExpired')} value={expired} />}
    </SimpleGrid>
  );
}

function QueueTable({ queues }: { readonly queues: Live['queues'] }) {
  const { t, i18n } = useTranslation('monitor');
  const number = new Intl.NumberFormat(i18n.language);
  return (
    <ListTable
      caption={t('live.queues')}
      rows={queues}
      rowId={({ id }) => id}
      columns={[
        { key: 'name', header: t('fields.queue'), render: ({ name }) => name },
        {
          key: 'waiting',
          header: t('live.waiting'),
          render: ({ waiting }) => number.format(waiting),
        },
        {
          key: 'longest',
          header: t('live.longest'),
          render: ({ longestWaitSeconds }) =>
            longestWaitSeconds === null ? '–' : clockOf(longestWaitSeconds * 1000),
        },
        {
          key: 'interacting',
          header: t('live.connected'),
          minor: true,
          render: ({ interacting }) => number.format(interacting),
        },
        {
          key: 'onQueue',
          header: t('live.onQueue'),
          minor: true,
          render: ({ onQueue }) => number.format(onQueue),
        },
      ]}
    />
  );
}

function TimeText({ value }: { readonly value: string }) {
  const { i18n } = useTranslation();
  const clock = new Intl.DateTimeFormat(inRegion(i18n.language), { timeStyle: 'medium' });
  return <time dateTime={value}>{clock.format(new Date(value))}</time>;
}

/** How the contact centre does right now. */
export function LivePage() {
  const { t } = useTranslation('monitor');
  const { api } = useSession();
  const live = useQuery({
    queryKey: ['live'],
    queryFn: () => api.call('GET /tandem/monitor/live', { query: { minutes: 60 } }),
    refetchInterval: REREAD_MS,
  });
  return (
    <Container size="xl" py="lg">
      <PageHeader
        title={t('live.title')}
        description={t('live.description')}
        actions={
          live.data && (
            <Text size="sm" c="dimmed">
              {t('live.asOf')} <TimeText value={live.data.at} />
            </Text>
          )
        }
      />
      {live.isPending && <LoadingState />}
      {live.isError && <ErrorNotice error={live.error} onRetry={() => void live.refetch()} />}
      {live.data && (
        <>
          <Figures live={live.data} />
          <LiveCharts minutes={live.data.minutes} />
          {live.data.queues.length > 0 && (
            <div style={{ marginTop: 'var(--mantine-spacing-md)' }}>
              <QueueTable queues={live.data.queues} />
            </div>
          )}
        </>
      )}
    </Container>
  );
}
