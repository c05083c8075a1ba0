import { List, Paper, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { CopyField } from '#src/components/copy-field.tsx';
import type { Channel } from './channel-rules.ts';

/** How many steps a kind has at its vendor; their words are the catalogue's. */
const STEPS: Readonly<Record<string, number>> = { webhook: 3, telegram: 3, whatsapp: 4, slack: 4 };

/** Whether there is something to do elsewhere before or after a channel of the kind is saved. */
export const hasSetup = (kind: string): boolean => (STEPS[kind] ?? 0) > 0;

type Props = {
  readonly kind: string;
  /** Null before the channel is saved: it has no address yet. */
  readonly channel: Channel | null;
};

/** The address to take to the vendor, and what to do there. */
export function ChannelSetup({ kind, channel }: Props) {
  const { t } = useTranslation('channels');
  const steps = Array.from({ length: STEPS[kind] ?? 0 }, (_, index) => index + 1);
  return (
    <Paper withBorder p="lg" component="section">
      <Title order={2} size="h4" mb="sm">
        {t('setup.title')}
      </Title>
      {channel ? (
        <CopyField
          label={t('setup.address')}
          description={t('setup.addressHelp')}
          value={channel.inboundUrl}
        />
      ) : (
        <Text size="sm" c="dimmed">
          {t('setup.addressLater')}
        </Text>
      )}
      {steps.length > 0 && (
        <List type="ordered" mt="md" spacing="xs" size="sm" aria-label={t('setup.title')}>
          {steps.map((step) => (
            <List.Item key={step}>
              <Text size="sm">{t(`steps.${kind}.${step}`, { defaultValue: '' })}</Text>
            </List.Item>
          ))}
        </List>
      )}
    </Paper>
  );
}
