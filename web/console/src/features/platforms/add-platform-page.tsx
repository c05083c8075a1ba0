import { Button, Card, Container, SimpleGrid, Text, ThemeIcon, Title } from '@mantine/core';
import { IconMessages } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { DetailHeader } from '#src/components/detail-header.tsx';

/** The kinds of platforms that can be added, as tiles. */
export function AddPlatformPage() {
  const { t } = useTranslation('platforms');
  return (
    <Container size="xl" py="lg">
      <DetailHeader
        back={{ to: '/console/platforms', label: t('title') }}
        title={t('add')}
        description={t('addDescription')}
      />
      <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }}>
        <Card withBorder padding="lg" component="section">
          <ThemeIcon variant="light" size={48} radius="md" aria-hidden>
            <IconMessages size={28} stroke={1.7} />
          </ThemeIcon>
          <Title order={2} size="h4" mt="sm">
            {t('openMessaging')}
          </Title>
          <Text size="sm" c="dimmed" mb="md">
            {t('tile')}
          </Text>
          <Button
            component={Link}
            to="/console/platforms/new"
            aria-label={t('addNamed', { name: t('openMessaging') })}
            mt="auto"
          >
            {t('addTile')}
          </Button>
        </Card>
      </SimpleGrid>
      <Text size="sm" mt="lg" maw={720}>
        {t('prerequisites')}
      </Text>
    </Container>
  );
}
