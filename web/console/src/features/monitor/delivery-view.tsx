import { Alert, Group, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ReplyOf } from '#src/api/operations.ts';
import { CopyField } from '#src/components/copy-field.tsx';
import { DateText } from '#src/components/date-text.tsx';
import { DeliveryBadge } from '#src/components/delivery-badge.tsx';
import { JsonView } from '#src/components/json-view.tsx';
import { StatusBadge } from '#src/components/status-badge.tsx';
import { AttemptsTable } from './attempts-table.tsx';
import { looksRefused } from './delivery-rules.ts';
import { RedriveButton } from './redrive-button.tsx';

type DeliveryDetail = ReplyOf<'GET /tandem/monitor/deliveries/{deliveryId}'>;

/** A webhook as it was sent, with its signature and every attempt. */
export function DeliveryView({ delivery }: { readonly delivery: DeliveryDetail }) {
  const { t } = useTranslation('monitor');
  const headers = Object.entries(delivery.headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');
  return (
    <Stack gap="sm">
      <Group gap="xs">
        <DeliveryBadge state={delivery.state} />
        {delivery.late && <StatusBadge tone="warning">{t('late')}</StatusBadge>}
        {delivery.state === 'retrying' && delivery.dateNextAttempt && (
          <Text size="sm">
            {t('nextAttempt')} <DateText value={delivery.dateNextAttempt} precise />
          </Text>
        )}
      </Group>
      {delivery.reason && <Text size="sm">{delivery.reason}</Text>}
      {looksRefused(delivery) && (
        <Alert color="orange" p="xs">
          {t('deliveries.refused')}
        </Alert>
      )}
      {delivery.state === 'dead' && (
        <Group gap="xs">
          <RedriveButton target={{ deliveryId: delivery.id }} size="xs" />
          {delivery.conversationId && (
            <RedriveButton target={{ conversationId: delivery.conversationId }} size="xs" />
          )}
        </Group>
      )}
      <CopyField label={t('fields.url')} value={delivery.url} />
      {delivery.signature && <CopyField label={t('fields.signature')} value={delivery.signature} />}
      <Title order={3} size="h6">
        {t('attempts.title')}
      </Title>
      <AttemptsTable attempts={delivery.history} />
      <JsonView label={t('fields.body')} value={delivery.body} />
      {headers && <JsonView label={t('fields.headers')} value={headers} />}
    </Stack>
  );
}
