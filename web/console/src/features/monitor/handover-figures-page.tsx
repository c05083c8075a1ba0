import { Container, Group, NativeSelect, SimpleGrid, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReplyOf } from '#src/api/operations.ts';
import { readAll } from '#src/api/read-all.ts';
import { clockOf } from '#src/components/clock.ts';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { ListFilter } from '#src/components/list-filter.tsx';
import { ListTable } from '#src/components/list-table.tsx';
import { LoadingState } from '#src/components/loading-state.tsx';
import { PageHeader } from '#src/components/page-header.tsx';
import { useSession } from '#src/session/session.ts';
import { Figure } from './figure.tsx';

type Figures = ReplyOf<'GET /tandem/gateway/handover-figures'>;

const DAYS = { day: 1, week: 7, month: 30, quarter: 90 } as const;
type PeriodName = keyof typeof DAYS;
const PERIODS = Object.keys(DAYS) as readonly PeriodName[];
const DAY_MS = 86_400_000;

/** The endpoints to choose from, where the person may see them. */
function useEndpoints() {
  const { api, can } = useSession();
  const endpoints = useQuery({
    queryKey: ['endpoints', 'choices'],
    queryFn: () =>
      readAll(100, (page) => api.call('GET /tandem/gateway/endpoints', { query: page })),
    enabled: can({ all: ['gateway:endpoint:view'] }),
  });
  return endpoints.data ?? [];
}

function Tiles({ figures }: { readonly figures: Figures }) {
  const { t, i18n } = useTranslation('monitor');
  const { conversations, handedOver, handovers, answered, abandoned, survey } = figures;
  const percent = new Intl.NumberFormat(i18n.language, {
    ...{ style: 'percent', maximumFractionDigits: 1 },
  });
  const decimal = new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 2 });
  const shareOf = (key: string, part: number, whole: number) =>
    whole > 0 ? t(key, { share: percent.format(part / whole) }) : undefined;
  const time = (spread: Figures['secondsToAnswer']) =>
    spread
      ? {
          value: clockOf(spread.median * 1000),
          note: t('figures.spread', { p90: clockOf(spread.p90 * 1000) }),
        }
      : { value: t('figures.noAnswer') };
  const ofTalks = (part: number) => shareOf('figures.ofConversations', part, conversations);
  const ofAll = (part: number) => shareOf('figures.ofHandovers', part, handovers);
  const contained = conversations - handedOver;
  return (
    <SimpleGrid cols={{ base: 2, sm: 3, lg: 5 }}>
      <Figure
        label={t('figures.conversations')}
        value={conversations}
        note={t('figures.conversationsNote')}
      />
      <Figure label={t('figures.contained')} value={contained} note={ofTalks(contained)} />
      <Figure label={t('figures.handedOver')} value={handedOver} note={ofTalks(handedOver)} />
      <Figure label={t('figures.handovers')} value={handovers} />
      <Figure label={t('figures.running')} value={figures.running} />
      <Figure label={t('figures.answered')} value={answered} note={ofAll(answered)} />
      <Figure label={t('figures.abandoned')} value={abandoned} note={ofAll(abandoned)} />
      <Figure label={t('figures.toAnswer')} {...time(figures.secondsToAnswer)} />
      <Figure label={t('figures.withAgent')} {...time(figures.secondsWithAgent)} />
      <Figure
        label={t('figures.survey')}
        value={survey.average === null ? t('figures.noAnswer') : decimal.format(survey.average)}
        note={survey.asked > 0 ? t('figures.surveyNote', survey) : undefined}
      />
    </SimpleGrid>
  );
}

function Reasons({ figures }: { readonly figures: Figures }) {
  const { t, i18n } = useTranslation('monitor');
  const number = new Intl.NumberFormat(i18n.language);
  if (figures.handovers === 0 && figures.conversations === 0)
    return (
      <Text c="dimmed" py="xl" ta="center">
        {t('figures.empty')}
      </Text>
    );
  if (figures.endReasons.length === 0) return null;
  return (
    <section>
      <Title order={2} size="h4" mt="lg" mb="sm">
        {t('figures.reasons')}
      </Title>
      <ListTable
        caption={t('figures.reasons')}
        rows={figures.endReasons}
        rowId={({ reason }) => reason}
        columns={[
          {
            key: 'reason',
            header: t('figures.reason'),
            render: ({ reason }) => t(`endReasons.${reason}`, { defaultValue: reason }),
          },
          {
            key: 'handovers',
            header: t('figures.handovers'),
            render: ({ handovers }) => number.format(handovers),
          },
        ]}
      />
    </section>
  );
}

/** What became of conversations and handovers in a period. */
export function HandoverFiguresPage() {
  const { t } = useTranslation('monitor');
  const { api } = useSession();
  const [period, setPeriod] = useState<PeriodName>('week');
  const [endpointId, setEndpointId] = useState('');
  const endpoints = useEndpoints();
  const read = useQuery({
    queryKey: ['handover-figures', period, endpointId],
    queryFn: () =>
      api.call('GET /tandem/gateway/handover-figures', {
        query: {
          dateFrom: new Date(Date.now() - DAYS[period] * DAY_MS).toISOString(),
          endpointId: endpointId || undefined,
        },
      }),
  });
  return (
    <Container size="xl" py="lg">
      <PageHeader title={t('figures.title')} description={t('figures.description')} />
      <Group mb="md">
        <ListFilter
          label={t('figures.period')}
          options={PERIODS.map((value) => ({ value, label: t(`figures.${value}`) }))}
          value={period}
          onChange={(value) => setPeriod(value as PeriodName)}
        />
        {endpoints.length > 1 && (
          <NativeSelect
            aria-label={t('figures.endpoint')}
            value={endpointId}
            onChange={({ currentTarget }) => setEndpointId(currentTarget.value)}
            data={[
              { value: '', label: t('figures.allEndpoints') },
              ...endpoints.map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
        )}
      </Group>
      {read.isPending && <LoadingState />}
      {read.isError && <ErrorNotice error={read.error} onRetry={() => void read.refetch()} />}
      {read.data && (
        <>
          <Tiles figures={read.data} />
          <Reasons figures={read.data} />
        </>
      )}
    </Container>
  );
}
