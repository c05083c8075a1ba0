import { Anchor, Card, Container, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { PageHeader } from '#src/components/page-header.tsx';
import { useVisiblePages } from '#src/session/pages-context.ts';
import { useSession } from '#src/session/session.ts';

/** Where to go from here: one card per area that the person may use. */
export function HomePage() {
  const { t } = useTranslation('home');
  const { me } = useSession();
  const pages = useVisiblePages().filter((page) => page.group !== 'start');
  const groups = [...new Set(pages.map((page) => page.group))];
  return (
    <Container size="xl" py="lg">
      <PageHeader title={t('welcome', { name: me.name })} description={t('text')} />
      <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }}>
        {groups.map((group) => (
          <Card key={group} withBorder padding="lg" component="section">
            <Title order={2} size="h4">
              {t(`app:groups.${group}`)}
            </Title>
            <Text size="sm" c="dimmed" mb="sm">
              {t(`about.${group}`)}
            </Text>
            <Stack gap={4} align="flex-start">
              {pages
                .filter((page) => page.group === group)
                .map((page) => (
                  <Anchor key={page.path} component={Link} to={page.path}>
                    {t(page.titleKey)}
                  </Anchor>
                ))}
            </Stack>
          </Card>
        ))}
      </SimpleGrid>
      {pages.length === 0 && <Text>{t('nothing')}</Text>}
    </Container>
  );
}
