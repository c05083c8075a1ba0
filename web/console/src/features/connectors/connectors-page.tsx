import {
  Button,
  Card,
  Container,
  Group,
  SimpleGrid,
  Stack,
  Text,
  ThemeIcon,
  Title,
} from '@mantine/core';
import { IconApi, IconBuilding, IconCloud, IconExternalLink, IconWorld } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { readAll } from '#src/api/read-all.ts';
import { CopyIcon } from '#src/components/copy-field.tsx';
import { DateText } from '#src/components/date-text.tsx';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { ListTable } from '#src/components/list-table.tsx';
import { LoadingState } from '#src/components/loading-state.tsx';
import { PageHeader } from '#src/components/page-header.tsx';
import { StatusBadge } from '#src/components/status-badge.tsx';
import { useSession } from '#src/session/session.ts';
import { type Connector, type ConnectorKind, KINDS, STATE_TONES } from './connector-rules.ts';

const ICONS: Readonly<Record<ConnectorKind, typeof IconApi>> = {
  platform: IconBuilding,
  webex: IconWorld,
  genesysCloud: IconCloud,
  custom: IconApi,
};

type CardProps = { readonly kind: ConnectorKind; readonly count: number; readonly mayAdd: boolean };

/** One kind; its form opens in a tab of its own. */
function KindCard({ kind, count, mayAdd }: CardProps) {
  const { t } = useTranslation('connectors');
  const Icon = ICONS[kind];
  const name = t(`kinds.${kind}`);
  return (
    <Card withBorder padding="lg" component="section" aria-label={name}>
      <ThemeIcon variant="light" size={44} radius="md" aria-hidden>
        <Icon size={26} stroke={1.7} />
      </ThemeIcon>
      <Title order={2} size="h4" mt="sm">
        {name}
      </Title>
      <Text size="sm" c="dimmed" mb="xs">
        {t(`cards.${kind}`)}
      </Text>
      <Text size="sm" mb="md">
        {t('count', { count })}
      </Text>
      {mayAdd && (
        <Button
          component="a"
          href={`/console/connectors/new/${kind}`}
          target="_blank"
          rel="noopener"
          mt="auto"
          px="xs"
          styles={{ label: { whiteSpace: 'normal' } }}
          variant={count === 0 ? 'filled' : 'default'}
          rightSection={<IconExternalLink size={16} aria-hidden />}
          aria-label={t(count === 0 ? 'setUpNamed' : 'addMoreNamed', { name })}
        >
          {count === 0 ? t('setUp') : t('addMore')}
        </Button>
      )}
    </Card>
  );
}

function ConnectorList({ title, rows }: { readonly title: string; readonly rows: Connector[] }) {
  const { t } = useTranslation('connectors');
  return (
    <ListTable<Connector>
      caption={title}
      rows={rows}
      rowId={({ id }) => id}
      linkTo={({ id }) => `/console/connectors/${id}`}
      columns={[
        { key: 'name', header: t('fields.name'), render: ({ name }) => name },
        {
          key: 'kind',
          header: t('fields.kind'),
          minor: true,
          render: ({ kind }) => t(`kinds.${kind}`),
        },
        {
          key: 'id',
          header: t('fields.id'),
          minor: true,
          render: ({ id, name }) => (
            <Group gap={4} wrap="nowrap">
              <Text size="sm" ff="monospace">
                {id.slice(0, 8)}…
              </Text>
              <CopyIcon value={id} label={t('copyId', { name })} />
            </Group>
          ),
        },
        {
          key: 'state',
          header: t('fields.state'),
          render: ({ state }) => (
            <StatusBadge tone={STATE_TONES[state]}>{t(`states.${state}`)}</StatusBadge>
          ),
        },
        {
          key: 'consent',
          header: t('fields.consent'),
          minor: true,
          render: ({ consent }) => (
            <Text size="sm">
              {consent.by.name}, <DateText value={consent.at} />
            </Text>
          ),
        },
      ]}
    />
  );
}

function Lists({ connectors }: { readonly connectors: readonly Connector[] }) {
  const { t } = useTranslation('connectors');
  const inactive = connectors.filter(({ state }) => state === 'inactive');
  const active = connectors.filter(({ state }) => state !== 'inactive');
  return (
    <Stack mt="xl">
      <Title order={2} size="h4">
        {t('active')}
      </Title>
      {active.length > 0 ? (
        <ConnectorList title={t('active')} rows={active} />
      ) : (
        <Text c="dimmed">{t('none')}</Text>
      )}
      {inactive.length > 0 && (
        <>
          <Title order={2} size="h4" mt="md">
            {t('inactive')}
          </Title>
          <ConnectorList title={t('inactive')} rows={inactive} />
        </>
      )}
    </Stack>
  );
}

/** The kinds of connectors as cards, and the connectors there are. */
export function ConnectorsPage() {
  const { t } = useTranslation('connectors');
  const { api, can } = useSession();
  const settings = useQuery({
    queryKey: ['connector-settings'],
    queryFn: () => api.call('GET /tandem/connectors/settings'),
  });
  const list = useQuery({
    queryKey: ['connectors'],
    queryFn: () => readAll(200, (page) => api.call('GET /tandem/connectors', { query: page })),
    // What is added in the other tab is seen when somebody comes back to this one.
    refetchOnWindowFocus: 'always',
  });
  const connectors = list.data;
  const kinds = KINDS.filter((kind) => settings.data?.kinds.includes(kind));
  const error = settings.error ?? list.error;
  const countOf = (kind: ConnectorKind) =>
    (connectors ?? []).filter((one) => one.kind === kind).length;
  return (
    <Container size="xl" py="lg">
      <PageHeader title={t('title')} description={t('description')} />
      {error && <ErrorNotice error={error} />}
      {!error && !(connectors && settings.data) && <LoadingState />}
      {connectors && settings.data && (
        <>
          <SimpleGrid cols={{ base: 1, sm: 2, lg: 4 }}>
            {kinds.map((kind) => (
              <KindCard
                key={kind}
                kind={kind}
                count={countOf(kind)}
                mayAdd={can({ all: ['integrations:connector:add'] })}
              />
            ))}
          </SimpleGrid>
          <Lists connectors={connectors} />
        </>
      )}
    </Container>
  );
}
