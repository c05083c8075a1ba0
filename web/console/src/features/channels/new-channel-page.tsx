import { Button, Card, Container, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { Link, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { DetailHeader } from '#src/components/detail-header.tsx';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { LoadingState } from '#src/components/loading-state.tsx';
import { ChannelForm } from './channel-form.tsx';
import { WEB_CHAT } from './channel-rules.ts';
import { ChannelSetup, hasSetup } from './channel-setup.tsx';
import { KindMark, useKindName } from './kind-mark.tsx';
import { useChannelKinds, useEndpoints } from './use-channel-kinds.ts';

type TileProps = { readonly kind: string; readonly name: string };

/** The web chat comes with each endpoint; all others have a form of their own. */
const pathOf = (kind: string): string =>
  kind === WEB_CHAT ? '/console/bots' : `/console/channels/new/${kind}`;

function Tile({ kind, name }: TileProps) {
  const { t } = useTranslation('channels');
  return (
    <Card withBorder padding="lg" component="section" aria-label={name}>
      <KindMark kind={kind} />
      <Title order={2} size="h4" mt="sm">
        {name}
      </Title>
      <Text size="sm" my="sm">
        {t(`about.${kind}`, { defaultValue: '' })}
      </Text>
      <Button mt="auto" component={Link} to={pathOf(kind)} aria-label={t('addNamed', { name })}>
        {kind === WEB_CHAT ? t('toEndpoints') : t('addOne')}
      </Button>
    </Card>
  );
}

/** What channels there are. */
export function AddChannelPage() {
  const { t } = useTranslation('channels');
  const kinds = useChannelKinds();
  const kindName = useKindName();
  const all = [{ kind: WEB_CHAT, label: WEB_CHAT }, ...(kinds.data?.kinds ?? [])];
  return (
    <Container size="xl" py="lg">
      <DetailHeader
        back={{ to: '/console/channels', label: t('title') }}
        title={t('add')}
        description={t('addHelp')}
      />
      {kinds.isError && <ErrorNotice error={kinds.error} onRetry={() => void kinds.refetch()} />}
      {kinds.isPending && <LoadingState />}
      {kinds.isSuccess && (
        <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }}>
          {all.map(({ kind, label }) => (
            <Tile key={kind} kind={kind} name={kindName(kind, label)} />
          ))}
        </SimpleGrid>
      )}
    </Container>
  );
}

/** The form of a new channel of the kind that was chosen. */
export function NewChannelPage() {
  const { t } = useTranslation('channels');
  const { kind: chosen } = useParams({ strict: false }) as { kind?: string };
  const kinds = useChannelKinds();
  const endpoints = useEndpoints();
  const kindName = useKindName();
  const kind = kinds.data?.kinds.find((one) => one.kind === chosen);
  const error = kinds.error ?? endpoints.error;
  return (
    <Container size="md" py="lg">
      <DetailHeader
        back={{ to: '/console/channels/new', label: t('add') }}
        title={kind ? kindName(kind.kind, kind.label) : t('one')}
        description={t(`about.${chosen}`, { defaultValue: '' })}
      />
      {error && <ErrorNotice error={error} />}
      {!error && !(kinds.data && endpoints.data) && <LoadingState />}
      {kinds.data && !kind && <Text c="dimmed">{t('unknownKind')}</Text>}
      {kind && endpoints.data && (
        <Stack gap="lg">
          {hasSetup(kind.kind) && <ChannelSetup kind={kind.kind} channel={null} />}
          <ChannelForm kind={kind} channel={null} endpoints={endpoints.data} />
        </Stack>
      )}
    </Container>
  );
}
