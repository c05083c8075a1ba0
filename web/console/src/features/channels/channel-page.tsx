import { Container, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { DateText } from '#src/components/date-text.tsx';
import { DetailHeader } from '#src/components/detail-header.tsx';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { LoadingState } from '#src/components/loading-state.tsx';
import { OutcomeNotice } from '#src/components/outcome-notice.tsx';
import { RedriveButton } from '#src/components/redrive-button.tsx';
import { useSession } from '#src/session/session.ts';
import { ChannelChecks } from './channel-checks.tsx';
import { ChannelForm } from './channel-form.tsx';
import type { Channel } from './channel-rules.ts';
import { ChannelSetup } from './channel-setup.tsx';
import { useKindName } from './kind-mark.tsx';
import { useChannelKinds, useEndpoints } from './use-channel-kinds.ts';

const REREAD_MS = 5000;

/** Sends what was given up once more. */
function Redrive({ channel }: { readonly channel: Channel }) {
  const { t } = useTranslation('channels');
  const { api } = useSession();
  const client = useQueryClient();
  return (
    <RedriveButton
      label={t('redrive.button')}
      consequence={t('redrive.consequence')}
      confirmLabel={t('redrive.button')}
      redrive={async () => {
        const { redriven } = await api.call('POST /tandem/gateway/channels/{channelId}/redrive', {
          params: { channelId: channel.id },
        });
        await client.invalidateQueries({ queryKey: ['channels'] });
        return t('redrive.done', { count: redriven });
      }}
    />
  );
}

function Moment({ label, value }: { readonly label: string; readonly value: string | null }) {
  const { t } = useTranslation('channels');
  return (
    <div>
      <Text size="xs" c="dimmed">
        {label}
      </Text>
      <Text size="sm" component="div">
        {value ? <DateText value={value} /> : t('never')}
      </Text>
    </div>
  );
}

/** What came and went last, and what could not be sent. */
function ChannelState({ channel }: { readonly channel: Channel }) {
  const { t } = useTranslation('channels');
  const { can } = useSession();
  const { lastFailure, deadLetters, deadLettersExpired: expired = 0 } = channel;
  return (
    <Paper withBorder p="lg" component="section">
      <Title order={2} size="h4" mb="sm">
        {t('state.title')}
      </Title>
      <Group gap="xl">
        <Moment label={t('fields.lastInbound')} value={channel.dateLastInbound} />
        <Moment label={t('fields.lastOutbound')} value={channel.dateLastOutbound} />
        {lastFailure && <Moment label={t('state.lastFailure')} value={lastFailure.date} />}
      </Group>
      {lastFailure && (
        <Text size="sm" mt="sm" style={{ overflowWrap: 'anywhere' }}>
          {lastFailure.reason}
        </Text>
      )}
      {expired > 0 && (
        <Text size="sm" c="dimmed" mt="sm">
          {t('state.expired', { count: expired })}
        </Text>
      )}
      {deadLetters > 0 && (
        <Stack mt="md" align="flex-start">
          <OutcomeNotice ok={false} title={t('state.given', { count: deadLetters })}>
            {t('state.givenHelp')}
          </OutcomeNotice>
          {can({ all: ['gateway:endpoint:edit'] }) && <Redrive channel={channel} />}
        </Stack>
      )}
    </Paper>
  );
}

/** A channel that exists: its address, connection, state and settings. */
export function ChannelPage() {
  const { t } = useTranslation('channels');
  const { api, can } = useSession();
  const { channelId = '' } = useParams({ strict: false }) as { channelId?: string };
  const kinds = useChannelKinds();
  const endpoints = useEndpoints();
  const kindName = useKindName();
  const read = useQuery({
    queryKey: ['channels', channelId],
    queryFn: () => api.call('GET /tandem/gateway/channels/{channelId}', { params: { channelId } }),
    refetchInterval: REREAD_MS,
  });
  const channel = read.data;
  const kind = kinds.data?.kinds.find((one) => one.kind === channel?.kind);
  const error = kinds.error ?? endpoints.error ?? read.error;
  const ready = channel && kind && endpoints.data;
  return (
    <Container size="md" py="lg">
      <DetailHeader
        back={{ to: '/console/channels', label: t('title') }}
        title={channel?.name ?? t('one')}
        description={kind ? kindName(kind.kind, kind.label) : ''}
      />
      {error && <ErrorNotice error={error} />}
      {!ready && !error && <LoadingState />}
      {ready && (
        <Stack>
          <ChannelSetup kind={channel.kind} channel={channel} />
          {can({ all: ['gateway:endpoint:edit'] }) && (
            <ChannelChecks
              key={`checks ${channel.dateModified}`}
              channel={channel}
              connects={kind.connect}
            />
          )}
          <ChannelState channel={channel} />
          <ChannelForm
            key={`form ${channel.dateModified}`}
            kind={kind}
            channel={channel}
            endpoints={endpoints.data}
          />
        </Stack>
      )}
    </Container>
  );
}
