import {
  Button,
  Container,
  EmptyState,
  Group,
  Paper,
  Stack,
  Switch,
  Text,
  Title,
} from '@mantine/core';
import { IconBroadcast, IconPlugConnected, IconTarget } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { readAll } from '#src/api/read-all.ts';
import { DateText } from '#src/components/date-text.tsx';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { ListTable } from '#src/components/list-table.tsx';
import { LoadingState } from '#src/components/loading-state.tsx';
import { notifyDone } from '#src/components/notify.ts';
import { OutcomeNotice } from '#src/components/outcome-notice.tsx';
import { PageHeader } from '#src/components/page-header.tsx';
import { StatusBadge } from '#src/components/status-badge.tsx';
import { useSession } from '#src/session/session.ts';
import { type EventBus, type PartnerSource, SOURCE_TONES, suffixOf } from './bus-rules.ts';

/** How a source changes while the page is open: integrations make and remove them. */
const FOLLOW_MS = 5_000;

/** Associates a source, and says whether what comes before that is kept. */
function SourceActions({ source }: { readonly source: PartnerSource }) {
  const { t } = useTranslation('event-buses');
  const { api, can } = useSession();
  const cache = useQueryClient();
  const navigate = useNavigate();
  const params = { partnerSourceId: source.id };
  const reread = () => cache.invalidateQueries({ queryKey: ['event-buses'] });
  const associate = useMutation({
    mutationFn: () =>
      api.call('POST /tandem/events/partner-sources/{partnerSourceId}/associate', { params }),
    onSuccess: async ({ id }) => {
      await reread();
      notifyDone(t('sources.associated'));
      void navigate({ to: `/console/event-buses/${id}` });
    },
  });
  const drop = useMutation({
    mutationFn: (dropWhilePending: boolean) =>
      api.call('PATCH /tandem/events/partner-sources/{partnerSourceId}', {
        params,
        body: { dropWhilePending },
      }),
    onSuccess: reread,
  });
  if (source.state !== 'PENDING' || !can({ all: ['integrations:integration:edit'] })) return null;
  const error = associate.error ?? drop.error;
  return (
    <Stack gap="xs" align="flex-end">
      <Button
        size="xs"
        leftSection={<IconPlugConnected size={16} aria-hidden />}
        aria-label={t('sources.associateNamed', { name: suffixOf(source.name) })}
        loading={associate.isPending}
        onClick={() => associate.mutate()}
      >
        {t('sources.associate')}
      </Button>
      <Switch
        size="xs"
        label={t('sources.drop')}
        checked={source.dropWhilePending}
        disabled={drop.isPending}
        onChange={(event) => drop.mutate(event.currentTarget.checked)}
      />
      {error && <ErrorNotice error={error} />}
    </Stack>
  );
}

function SourceName({ source }: { readonly source: PartnerSource }) {
  const { t } = useTranslation('event-buses');
  return (
    <Stack gap={2}>
      <Text size="sm" fw={600}>
        {suffixOf(source.name)}
      </Text>
      <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }} visibleFrom="sm">
        {source.name}
      </Text>
      {source.dateExpires && (
        <Text size="xs" c="dimmed" component="div">
          {t('sources.expires')} <DateText value={source.dateExpires} />
        </Text>
      )}
    </Stack>
  );
}

function Sources({ sources }: { readonly sources: readonly PartnerSource[] }) {
  const { t } = useTranslation('event-buses');
  if (sources.length === 0)
    return (
      <Paper withBorder py={32} px="md">
        <EmptyState
          icon={<IconBroadcast />}
          title={t('sources.emptyTitle')}
          description={t('sources.emptyText')}
          variant="light"
        />
      </Paper>
    );
  return (
    <ListTable<PartnerSource>
      caption={t('sources.title')}
      rows={sources}
      rowId={({ id }) => id}
      rowActions={(source) => <SourceActions source={source} />}
      columns={[
        {
          key: 'name',
          header: t('fields.source'),
          render: (source) => <SourceName source={source} />,
        },
        {
          key: 'account',
          header: t('fields.account'),
          minor: true,
          render: ({ account, region }) => (
            <span style={{ whiteSpace: 'nowrap' }}>{`${account} · ${region}`}</span>
          ),
        },
        {
          key: 'state',
          header: t('fields.state'),
          render: ({ state }) => (
            <StatusBadge tone={SOURCE_TONES[state]}>{t(`sourceStates.${state}`)}</StatusBadge>
          ),
        },
        {
          key: 'kept',
          header: t('fields.kept'),
          minor: true,
          render: ({ keptEvents }) => keptEvents,
        },
      ]}
    />
  );
}

function Buses({ buses }: { readonly buses: readonly EventBus[] }) {
  const { t } = useTranslation('event-buses');
  if (buses.length === 0) return <Text c="dimmed">{t('buses.empty')}</Text>;
  return (
    <ListTable<EventBus>
      caption={t('buses.title')}
      rows={buses}
      rowId={({ id }) => id}
      linkTo={({ id }) => `/console/event-buses/${id}`}
      columns={[
        { key: 'name', header: t('fields.bus'), render: ({ name }) => suffixOf(name) },
        {
          key: 'state',
          header: t('fields.source'),
          render: ({ sourceState }) =>
            sourceState ? (
              <StatusBadge tone={SOURCE_TONES[sourceState]}>
                {t(`sourceStates.${sourceState}`)}
              </StatusBadge>
            ) : (
              <StatusBadge tone="bad">{t('sourceStates.DELETED')}</StatusBadge>
            ),
        },
        { key: 'rules', header: t('fields.rules'), render: ({ ruleCount }) => ruleCount },
        {
          key: 'kept',
          header: t('fields.kept'),
          minor: true,
          render: ({ keptEvents }) => keptEvents,
        },
      ]}
    />
  );
}

/** Partner event sources that integrations make, and the buses that listen to them. */
export function EventBusesPage() {
  const { t } = useTranslation('event-buses');
  const { api } = useSession();
  const sources = useQuery({
    queryKey: ['event-buses', 'sources'],
    queryFn: () =>
      readAll(200, (page) => api.call('GET /tandem/events/partner-sources', { query: page })),
    refetchInterval: FOLLOW_MS,
  });
  const buses = useQuery({
    queryKey: ['event-buses', 'list'],
    queryFn: () => readAll(200, (page) => api.call('GET /tandem/events/buses', { query: page })),
    refetchInterval: FOLLOW_MS,
  });
  const error = sources.error ?? buses.error;
  const pending = sources.data?.some(({ state }) => state === 'PENDING');
  return (
    <Container size="xl" py="lg">
      <PageHeader
        title={t('title')}
        description={t('description')}
        actions={
          <Button
            component={Link}
            to="/console/api-destinations"
            variant="default"
            leftSection={<IconTarget size={18} aria-hidden />}
          >
            {t('destinations.title')}
          </Button>
        }
      />
      {error && <ErrorNotice error={error} />}
      {!error && !(sources.data && buses.data) && <LoadingState />}
      {sources.data && buses.data && (
        <Stack gap="xl">
          <Stack>
            <Title order={2} size="h4">
              {t('sources.title')}
            </Title>
            {pending && (
              <OutcomeNotice ok={false} title={t('sources.pendingTitle')}>
                {t('sources.pendingText')}
              </OutcomeNotice>
            )}
            <Sources sources={sources.data} />
          </Stack>
          <Stack>
            <Group>
              <Title order={2} size="h4">
                {t('buses.title')}
              </Title>
            </Group>
            <Buses buses={buses.data} />
          </Stack>
        </Stack>
      )}
    </Container>
  );
}
