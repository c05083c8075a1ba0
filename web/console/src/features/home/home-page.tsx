import { Anchor, Card, Container, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { Link, Navigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { PageHeader } from '#src/components/page-header.tsx';
import { useVisiblePages } from '#src/session/pages-context.ts';
import { useSession } from '#src/session/session.ts';

/** Rights of those who set something up or watch over it; an agent holds none of them. */
const administering = [
  'architect:flow:edit',
  'audits:audit:view',
  'authorization:role:edit',
  'directory:user:edit',
  'gateway:conversation:view',
  'gateway:endpoint:view',
  'messaging:integration:view',
  'monitor:conversation:view',
  'monitor:live:view',
  'oauth:client:view',
  'routing:queue:edit',
  'routing:skill:manage',
  'routing:wrapupCode:edit',
] as const;

/** Where to go from here: one card per area that the person may use. */
export function HomePage() {
  const { t } = useTranslation('home');
  const { me, can } = useSession();
  const visible = useVisiblePages();
  const pages = visible.filter((page) => page.group !== 'start');
  const hasDesk = pages.some(({ group }) => group === 'desk');
  // Who only answers conversations has nothing to choose from here.
  if (hasDesk && !can({ any: administering })) return <Navigate to="/desk/" replace />;
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
