import { Anchor, Group, Paper, Stack, Table, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { CopyField } from '#src/components/copy-field.tsx';
import { DateText } from '#src/components/date-text.tsx';
import { DeliveryBadge } from '#src/components/delivery-badge.tsx';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { WideTable } from '#src/components/wide-table.tsx';
import { useSession } from '#src/session/session.ts';
import type { OpenPlatform } from './platform-rules.ts';

const REREAD_MS = 3000;

/** What others need to know of the platform. */
export function PlatformDetails({ platform }: { readonly platform: OpenPlatform }) {
  const { t } = useTranslation('platforms');
  return (
    <Paper withBorder p="lg" component="section">
      <Title order={2} size="h4" mb="sm">
        {t('details.title')}
      </Title>
      <Stack gap="sm">
        <CopyField
          label={t('details.deployment')}
          value={platform.name}
          description={t('details.deploymentHelp')}
        />
        <CopyField label={t('details.id')} value={platform.id ?? ''} />
        <Group gap="xl">
          <div>
            <Text size="sm" fw={500}>
              {t('details.created')}
            </Text>
            <Text size="sm">
              <DateText value={platform.dateCreated} />
            </Text>
          </div>
          <div>
            <Text size="sm" fw={500}>
              {t('details.modified')}
            </Text>
            <Text size="sm">
              <DateText value={platform.dateModified} />
            </Text>
          </div>
        </Group>
      </Stack>
    </Paper>
  );
}

/** The newest webhooks of the platform. */
export function LastDeliveries({ integrationId }: { readonly integrationId: string }) {
  const { t } = useTranslation('platforms');
  const { api, can } = useSession();
  const visible = can({ all: ['monitor:delivery:view'] });
  const list = useQuery({
    queryKey: ['deliveries', { integrationId }],
    queryFn: () =>
      api.call('GET /tandem/monitor/deliveries', { query: { integrationId, pageSize: 5 } }),
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
        <WideTable label={t('deliveries.title')} minWidth={420}>
          <Table.Tbody>
            {rows.map((row) => (
              <Table.Tr key={row.id}>
                <Table.Td>
                  <DateText value={row.dateCreated} />
                </Table.Td>
                <Table.Td>{row.kind}</Table.Td>
                <Table.Td>
                  <DeliveryBadge state={row.state} />
                </Table.Td>
                <Table.Td>{row.lastStatus}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </WideTable>
      )}
    </Paper>
  );
}
