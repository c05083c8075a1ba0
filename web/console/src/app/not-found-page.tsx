import { Button, Container, EmptyState } from '@mantine/core';
import { IconMapOff } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

/** An address without a page, or with one that the person's roles do not include. */
export function NotFoundPage() {
  const { t } = useTranslation('app');
  return (
    <Container py="xl">
      <EmptyState
        icon={<IconMapOff />}
        title={t('notFound.title')}
        description={t('notFound.text')}
      >
        <EmptyState.Actions>
          <Button component={Link} to="/console/">
            {t('notFound.home')}
          </Button>
        </EmptyState.Actions>
      </EmptyState>
    </Container>
  );
}
