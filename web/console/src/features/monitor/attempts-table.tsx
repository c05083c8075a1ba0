import { Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ReplyOf } from '#src/api/operations.ts';
import { DateText } from '#src/components/date-text.tsx';
import { StatusBadge } from '#src/components/status-badge.tsx';
import { WideTable } from '#src/components/wide-table.tsx';

type Attempt = ReplyOf<'GET /tandem/monitor/deliveries/{deliveryId}'>['history'][number];

const succeeded = ({ status }: Attempt): boolean =>
  status !== null && status >= 200 && status < 300;

/** Every try to hand a webhook over: when, how long, what came back. */
export function AttemptsTable({ attempts }: { readonly attempts: readonly Attempt[] }) {
  const { t } = useTranslation('monitor');
  if (attempts.length === 0) return <Text c="dimmed">{t('attempts.none')}</Text>;
  return (
    <WideTable label={t('attempts.title')} minWidth={360}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{t('attempts.at')}</Table.Th>
          <Table.Th scope="col">{t('attempts.answer')}</Table.Th>
          <Table.Th scope="col">{t('attempts.ms')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {attempts.map((attempt) => (
          <Table.Tr key={attempt.at}>
            <Table.Td>
              <DateText value={attempt.at} precise />
            </Table.Td>
            <Table.Td>
              <StatusBadge tone={succeeded(attempt) ? 'good' : 'bad'}>
                {attempt.status === null ? t('attempts.noAnswer') : String(attempt.status)}
              </StatusBadge>
              {attempt.error && <Text size="xs">{attempt.error}</Text>}
            </Table.Td>
            <Table.Td>{t('ms', { value: attempt.ms })}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </WideTable>
  );
}
