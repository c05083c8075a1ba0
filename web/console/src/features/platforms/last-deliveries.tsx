import { Anchor, Group, Paper, Table, Text, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { DateText } from '#src/components/date-text.tsx';
import { DeliveryBadge } from '#src/components/delivery-badge.tsx';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { RedriveButton } from '#src/components/redrive-button.tsx';
import { WideTable } from '#src/components/wide-table.tsx';
import { useSession } from '#src/session/session.ts';

const REREAD_MS = 3000;
const SHOWN = 10;

function Redrive({ deliveryId }: { readonly deliveryId: string }) {
  const { t } = useTranslation('platforms');
  const { api } = useSession();
  const client = useQueryClient();
  return (
    <RedriveButton
      label={t('deliveries.redrive')}
      consequence={t('deliveries.redriveConsequence')}
      confirmLabel={t('deliveries.redriveConfirm')}
      redrive={async () => {
        await api.call('POST /tandem/monitor/deliveries/redrive', {
          body: { deliveryIds: [deliveryId] },
        });
        await client.invalidateQueries({ queryKey: ['deliveries'] });
        return t('deliveries.redriven');
      }}
    />
  );
}

/** The newest webhooks of the platform: what became of them, after how many tries and why. */
export function LastDeliveries({ integrationId }: { readonly integrationId: string }) {
  const { t } = useTranslation('platforms');
  const { api, can } = useSession();
  const visible = can({ all: ['monitor:delivery:view'] });
  const mayRedrive = can({ all: ['monitor:delivery:redrive'] });
  const list = useQuery({
    queryKey: ['deliveries', { integrationId }],
    queryFn: () =>
      api.call('GET /tandem/monitor/deliveries', { query: { integrationId, pageSize: SHOWN } }),
    enabled: visible,
    refetchInterval: REREAD_MS,
  });
  if (!visible) return null;
  const rows = list.data?.entities ?? [];
  return (
    <Paper withBorder p="lg" component="section">
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h4">
          {t('deliveries.title')}
        </Title>
        <Anchor component={Link} to="/console/deliveries" size="sm">
          {t('deliveries.all')}
        </Anchor>
      </Group>
      {list.isError && <ErrorNotice error={list.error} />}
      {list.isSuccess && rows.length === 0 && <Text c="dimmed">{t('deliveries.none')}</Text>}
      {rows.length > 0 && (
        <WideTable label={t('deliveries.title')} minWidth={620}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{t('deliveries.at')}</Table.Th>
              <Table.Th scope="col">{t('deliveries.kind')}</Table.Th>
              <Table.Th scope="col">{t('deliveries.state')}</Table.Th>
              <Table.Th scope="col">{t('deliveries.attempts')}</Table.Th>
              <Table.Th scope="col">{t('deliveries.answer')}</Table.Th>
              {mayRedrive && <Table.Th scope="col">{t('deliveries.action')}</Table.Th>}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((row) => (
              <Table.Tr key={row.id}>
                <Table.Td>
                  <DateText value={row.dateCreated} seconds />
                </Table.Td>
                <Table.Td>{t(`deliveries.kinds.${row.kind}`, { defaultValue: row.kind })}</Table.Td>
                <Table.Td>
                  <DeliveryBadge state={row.state} />
                </Table.Td>
                <Table.Td>{row.attempts}</Table.Td>
                <Table.Td style={{ overflowWrap: 'anywhere' }}>
                  {row.reason ?? row.lastStatus}
                </Table.Td>
                {mayRedrive && (
                  <Table.Td>{row.state === 'dead' && <Redrive deliveryId={row.id} />}</Table.Td>
                )}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </WideTable>
      )}
    </Paper>
  );
}
