import '@mantine/charts/styles.css';
import { AreaChart, BarChart } from '@mantine/charts';
import { Paper, SimpleGrid, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ReplyOf } from '#src/api/operations.ts';
import { inRegion } from '#src/i18n/region.ts';

type Minute = ReplyOf<'GET /tandem/monitor/live'>['minutes'][number];

const HEIGHT = 200;
const MARGIN = { left: -16, right: 8 };
/** What is counted has no halves. */
const WHOLE = { allowDecimals: false };

/** Messages and webhooks by minute. */
export function LiveCharts({ minutes }: { readonly minutes: readonly Minute[] }) {
  const { t, i18n } = useTranslation('monitor');
  const clock = new Intl.DateTimeFormat(inRegion(i18n.language), { timeStyle: 'short' });
  const data = minutes.map((minute) => ({ ...minute, time: clock.format(new Date(minute.at)) }));
  const number = new Intl.NumberFormat(i18n.language);
  const last = minutes.at(-1);
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} mt="md">
      <Paper withBorder p="md" component="section">
        <Title order={2} size="h5" mb="sm">
          {t('live.messages')}
        </Title>
        <div
          role="img"
          aria-label={t('live.messagesAlt', { in: last?.inbound ?? 0, out: last?.outbound ?? 0 })}
        >
          <AreaChart
            h={HEIGHT}
            data={data}
            dataKey="time"
            valueFormatter={number.format}
            withLegend
            curveType="monotone"
            withDots={false}
            yAxisProps={WHOLE}
            areaChartProps={{ margin: MARGIN, accessibilityLayer: false }}
            series={[
              { name: 'inbound', label: t('live.inbound'), color: 'tandem.6' },
              { name: 'outbound', label: t('live.outbound'), color: 'blue.6' },
            ]}
          />
        </div>
      </Paper>
      <Paper withBorder p="md" component="section">
        <Title order={2} size="h5" mb="sm">
          {t('live.webhooks')}
        </Title>
        <div
          role="img"
          aria-label={t('live.webhooksAlt', {
            good: last?.delivered ?? 0,
            bad: last?.failed ?? 0,
          })}
        >
          <BarChart
            h={HEIGHT}
            data={data}
            dataKey="time"
            valueFormatter={number.format}
            type="stacked"
            yAxisProps={WHOLE}
            withLegend
            barChartProps={{ margin: MARGIN, accessibilityLayer: false }}
            series={[
              { name: 'delivered', label: t('live.delivered'), color: 'teal.6' },
              { name: 'failed', label: t('live.failedAttempts'), color: 'red.6' },
            ]}
          />
        </div>
      </Paper>
    </SimpleGrid>
  );
}
