import { List, Paper, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { CopyField } from '#src/components/copy-field.tsx';
import type { Channel } from './channel-rules.ts';

/** How many steps a kind has at its vendor; their words are the catalogue's. */
const STEPS: Readonly<Record<string, number>> = { webhook: 3, telegram: 3, whatsapp: 4, slack: 4 };

/** The address to take to the vendor, and what to do there. */
export function ChannelSetup({ channel }: { readonly channel: Channel }) {
  const { t } = useTranslation('channels');
  const steps = Array.from({ length: STEPS[channel.kind] ?? 0 }, (_, index) => index + 1);
  return (
    <Paper withBorder p="lg" component="section">
      <Title order={2} size="h4" mb="sm">
        {t('setup.title')}
      </Title>
      <CopyField
        label={t('setup.address')}
        description={t('setup.addressHelp')}
        value={channel.inboundUrl}
      />
      {steps.length > 0 && (
        <List type="ordered" mt="md" spacing="xs" size="sm" aria-label={t('setup.title')}>
          {steps.map((step) => (
            <List.Item key={step}>
              <Text size="sm">{t(`steps.${channel.kind}.${step}`, { defaultValue: '' })}</Text>
            </List.Item>
          ))}
        </List>
      )}
    </Paper>
  );
}
