import { Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { CopyField } from '#src/components/copy-field.tsx';
import { DateText } from '#src/components/date-text.tsx';
import type { OpenPlatform } from './platform-rules.ts';

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
            <Text size="sm" fw="var(--mantine-font-weight-medium)">
              {t('details.created')}
            </Text>
            <Text size="sm">
              <DateText value={platform.dateCreated} />
            </Text>
          </div>
          <div>
            <Text size="sm" fw="var(--mantine-font-weight-medium)">
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
