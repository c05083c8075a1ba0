import {
  Anchor,
  Button,
  Card,
  Container,
  EmptyState,
  Group,
  Paper,
  SimpleGrid,
  Text,
  Title,
} from '@mantine/core';
import { IconMessages, IconPlus } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { LoadingState } from '#src/components/loading-state.tsx';
import { PageHeader } from '#src/components/page-header.tsx';
import { Pager } from '#src/components/pager.tsx';
import { useSession } from '#src/session/session.ts';
import { PlatformMark } from './platform-mark.tsx';
import { type OpenPlatform, statusOf } from './platform-rules.ts';

const PAGE_SIZE = 24;

function PlatformCard({ platform }: { readonly platform: OpenPlatform }) {
  const { t } = useTranslation('platforms');
  return (
    <Card withBorder padding="lg" component="article">
      <Group justify="space-between" mb="sm" wrap="nowrap">
        <PlatformMark status={statusOf(platform)} />
        <Text size="xs" c="dimmed">
          {t('openMessaging')}
        </Text>
      </Group>
      <Title order={2} size="h4" style={{ overflowWrap: 'anywhere' }}>
        <Anchor
          component={Link}
          to="/console/platforms/$integrationId"
          params={{ integrationId: platform.id ?? '' } as never}
          inherit
        >
          {platform.name}
        </Anchor>
      </Title>
      <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
        {platform.outboundNotificationWebhookUrl}
      </Text>
    </Card>
  );
}

function AddButton() {
  const { t } = useTranslation('platforms');
  return (
    <Button component={Link} to="/console/platforms/add" leftSection={<IconPlus size={18} />}>
      {t('add')}
    </Button>
  );
}

/** The messaging platforms as cards. */
export function PlatformsPage() {
  const { t } = useTranslation('platforms');
  const { api, can } = useSession();
  const [pageNumber, setPageNumber] = useState(1);
  const page = { pageNumber, pageSize: PAGE_SIZE };
  const list = useQuery({
    queryKey: ['platforms', page],
    queryFn: () =>
      api.call('GET /api/v2/conversations/messaging/integrations/open', { query: page }),
    placeholderData: keepPreviousData,
  });
  const platforms = list.data?.entities ?? [];
  const mayAdd = can({ all: ['messaging:integration:add'] });
  const isEmpty = list.isSuccess && platforms.length === 0;
  return (
    <Container size="xl" py="lg">
      <PageHeader
        title={t('title')}
        description={t('description')}
        actions={mayAdd && !isEmpty && <AddButton />}
      />
      {list.isPending && <LoadingState />}
      {list.isError && <ErrorNotice error={list.error} onRetry={() => void list.refetch()} />}
      {isEmpty && (
        <Paper withBorder py={48} px="md">
          <EmptyState
            icon={<IconMessages />}
            title={t('empty.title')}
            description={t('empty.text')}
            variant="light"
          >
            {mayAdd && (
              <EmptyState.Actions>
                <AddButton />
              </EmptyState.Actions>
            )}
          </EmptyState>
        </Paper>
      )}
      <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} aria-busy={list.isPlaceholderData}>
        {platforms.map((platform) => (
          <PlatformCard key={platform.id} platform={platform} />
        ))}
      </SimpleGrid>
      <Pager
        total={list.data?.total}
        shown={platforms.length}
        pageSize={PAGE_SIZE}
        pageNumber={pageNumber}
        onPage={setPageNumber}
      />
    </Container>
  );
}
