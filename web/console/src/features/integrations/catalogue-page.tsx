import {
  Box,
  Button,
  Card,
  Container,
  SimpleGrid,
  Text,
  TextInput,
  ThemeIcon,
  Title,
} from '@mantine/core';
import { IconBroadcast, IconSearch } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '#src/api/api-error.ts';
import { DetailHeader } from '#src/components/detail-header.tsx';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { LoadingState } from '#src/components/loading-state.tsx';
import { notifyDone } from '#src/components/notify.ts';
import { OutcomeNotice } from '#src/components/outcome-notice.tsx';
import { useSession } from '#src/session/session.ts';
import { INTEGRATIONS, type IntegrationType, matches } from './integration-rules.ts';

type CardProps = { readonly type: IntegrationType; readonly about: string };

/** Why it was not installed; that there are enough of them is told in words of its own. */
function NotInstalled({ error, most }: { readonly error: unknown; readonly most: number }) {
  const { t } = useTranslation('integrations');
  if (!(error instanceof ApiError && error.code === 'integration.limit.exceeded'))
    return <ErrorNotice error={error} />;
  return (
    <OutcomeNotice ok={false} title={t('limit.title', { count: most })}>
      {t('limit.text', { count: most })}
    </OutcomeNotice>
  );
}

/** One entry; installing it opens its details. */
function TypeCard({ type, about }: CardProps) {
  const { t } = useTranslation('integrations');
  const { api } = useSession();
  const cache = useQueryClient();
  const navigate = useNavigate();
  const name = type.name ?? type.id;
  const install = useMutation({
    mutationFn: () =>
      api.call('POST /api/v2/integrations', { body: { name, integrationType: { id: type.id } } }),
    async onSuccess({ id }) {
      await cache.invalidateQueries({ queryKey: INTEGRATIONS });
      notifyDone(t('installed'));
      void navigate({ to: `/console/integrations/${id}` });
    },
  });
  return (
    <Card withBorder padding="lg" component="section" aria-label={name}>
      <ThemeIcon variant="light" size={44} radius="md" aria-hidden>
        <IconBroadcast size={26} stroke={1.7} />
      </ThemeIcon>
      <Title order={2} size="h4" mt="sm">
        {name}
      </Title>
      <Text size="sm" c="dimmed">
        {type.vendorName}
      </Text>
      <Text size="sm" my="sm">
        {about}
      </Text>
      {install.isError && (
        <Box mb="sm">
          <NotInstalled error={install.error} most={type.maxInstances ?? 0} />
        </Box>
      )}
      <Button
        mt="auto"
        loading={install.isPending}
        onClick={() => install.mutate()}
        aria-label={t('installNamed', { name })}
      >
        {t('install')}
      </Button>
    </Card>
  );
}

/** Everything that can be installed. */
export function CataloguePage() {
  const { t } = useTranslation('integrations');
  const { api } = useSession();
  const [search, setSearch] = useState('');
  const types = useQuery({
    queryKey: ['integration-types'],
    queryFn: () => api.call('GET /api/v2/integrations/types', { query: { pageSize: 100 } }),
  });
  const about = ({ id, description }: IntegrationType) =>
    t(`types.${id}`, { defaultValue: description ?? '' });
  const found = (types.data?.entities ?? []).filter((type) => matches(type, [about(type)], search));
  return (
    <Container size="xl" py="lg">
      <DetailHeader
        back={{ to: '/console/integrations', label: t('title') }}
        title={t('catalogue')}
        description={t('catalogueHelp')}
      />
      <TextInput
        mb="lg"
        maw={360}
        type="search"
        leftSection={<IconSearch size={16} />}
        label={t('search')}
        value={search}
        onChange={({ currentTarget }) => setSearch(currentTarget.value)}
      />
      {types.isPending && <LoadingState />}
      {types.isError && <ErrorNotice error={types.error} onRetry={() => void types.refetch()} />}
      {types.isSuccess && found.length === 0 && (
        <Text c="dimmed" role="status">
          {t('nothingFound', { search })}
        </Text>
      )}
      <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }}>
        {found.map((type) => (
          <TypeCard key={type.id} type={type} about={about(type)} />
        ))}
      </SimpleGrid>
    </Container>
  );
}
