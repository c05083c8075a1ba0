import { Paper, Table, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { LoadingState } from '#src/components/loading-state.tsx';
import { WideTable } from '#src/components/wide-table.tsx';
import { inRegion } from '#src/i18n/region.ts';
import { useSession } from '#src/session/session.ts';

const DAYS = 7;
const DAY_MS = 86_400_000;

/** Whole days up to now. */
const lastDays = (now: number): string =>
  `${new Date(now - (DAYS - 1) * DAY_MS).toISOString()}/${new Date(now + 1000).toISOString()}`;

/** What the client asked for in the last days, and how it was answered. */
export function UsageCard({ clientId }: { readonly clientId: string }) {
  const { t, i18n } = useTranslation('oauth');
  const { api } = useSession();
  const usage = useQuery({
    queryKey: ['oauth-clients', clientId, 'usage'],
    queryFn: async () => {
      const { executionId = '' } = await api.call(
        'POST /api/v2/oauth/clients/{clientId}/usage/query',
        {
          params: { clientId },
          body: {
            interval: lastDays(Date.now()),
            granularity: 'Day',
            metrics: ['Requests', 'Status400', 'Status429', 'Status500'],
          },
        },
      );
      const { results } = await api.call(
        'GET /api/v2/oauth/clients/{clientId}/usage/query/results/{executionId}',
        { params: { clientId, executionId } },
      );
      return results ?? [];
    },
  });
  const day = new Intl.DateTimeFormat(inRegion(i18n.language), {
    dateStyle: 'medium',
    timeZone: 'UTC',
  });
  const number = new Intl.NumberFormat(i18n.language);
  const columns = ['requests', 'status400', 'status429', 'status500'] as const;
  return (
    <Paper withBorder p="lg" component="section">
      <Title order={2} size="h4" mb="sm">
        {t('usage.title')}
      </Title>
      {usage.isPending && <LoadingState />}
      {usage.isError && <ErrorNotice error={usage.error} onRetry={() => void usage.refetch()} />}
      {usage.data?.length === 0 && <Text c="dimmed">{t('usage.none')}</Text>}
      {usage.data && usage.data.length > 0 && (
        <WideTable label={t('usage.title')} minWidth={480}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('usage.day')}</Table.Th>
              {columns.map((column) => (
                <Table.Th key={column}>{t(`usage.${column}`)}</Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {usage.data.map((row) => (
              <Table.Tr key={row.date}>
                <Table.Td>{day.format(new Date(row.date ?? 0))}</Table.Td>
                {columns.map((column) => (
                  <Table.Td key={column}>{number.format(row[column] ?? 0)}</Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </WideTable>
      )}
    </Paper>
  );
}
