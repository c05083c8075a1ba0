import { Paper, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { CopyField } from '#src/components/copy-field.tsx';
import { JsonView } from '#src/components/json-view.tsx';
import { endOfChatBody, endOfChatPattern } from './end-signal-rules.ts';
import type { Endpoint } from './endpoint-rules.ts';

/** What has to be entered elsewhere so that the gateway hears of the end of a chat; nothing for the socket. */
export function EndSignals({ endpoint }: { readonly endpoint: Endpoint }) {
  const { t } = useTranslation('bots');
  const detector = endpoint.handover?.settings['endDetector'];
  if (!endpoint.webhookUrl || (detector !== 'eventBridge' && detector !== 'trigger')) return null;
  return (
    <Paper withBorder p="lg" component="section">
      <Title order={2} size="h4" mb="xs">
        {t('signals.title')}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {t(`signals.${detector}`)}
      </Text>
      <Stack gap="sm">
        <CopyField label={t('signals.address')} value={endpoint.webhookUrl} />
        {detector === 'eventBridge' ? (
          <JsonView label={t('signals.pattern')} value={endOfChatPattern} />
        ) : (
          <JsonView label={t('signals.body')} value={endOfChatBody} />
        )}
      </Stack>
    </Paper>
  );
}
