import { Container, Group, List, Paper, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { ReplyOf } from '#src/api/operations.ts';
import { DateText } from '#src/components/date-text.tsx';
import { DetailHeader } from '#src/components/detail-header.tsx';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { LoadingState } from '#src/components/loading-state.tsx';
import { StatusBadge } from '#src/components/status-badge.tsx';
import { useVisitorName } from '#src/components/use-visitor-name.ts';
import { useSession } from '#src/session/session.ts';
import { CallAgents } from './call-agents.tsx';
import { OwnerBadge } from './conversation-badges.tsx';
import { Facts } from './facts.tsx';
import { HopTimeline } from './hop-timeline.tsx';

type Conversation = ReplyOf<'GET /tandem/gateway/conversations/{conversationId}'>;
type Handover = Conversation['handovers'][number];
const REREAD_MS = 3000;

/** Accepted before the first word of the agent: it is not an offer any more. */
const stateOf = ({ state, agentName }: Handover): string =>
  state === 'offered' && agentName ? 'accepted' : state;

function Handovers({ handovers }: { readonly handovers: readonly Handover[] }) {
  const { t } = useTranslation('monitor');
  if (handovers.length === 0) return null;
  return (
    <Paper withBorder p="md" mb="md" component="section">
      <Title order={2} size="h5" mb="xs">
        {t('fields.handovers')}
      </Title>
      <List listStyleType="none" spacing="xs">
        {handovers.map((handover) => (
          <List.Item key={handover.ordinal}>
            <Group gap="sm">
              <Text size="sm" fw={600}>
                {t('handoverNumber', { number: handover.ordinal })}
              </Text>
              <StatusBadge tone={handover.dateEnded ? 'neutral' : 'busy'}>
                {t(`handoverStates.${stateOf(handover)}`, { defaultValue: handover.state })}
              </StatusBadge>
              {handover.agentName && <Text size="sm">{handover.agentName}</Text>}
              <Text size="sm" c="dimmed">
                <DateText value={handover.dateStarted} />
              </Text>
              {(handover.reason ?? handover.endReason) && (
                <Text size="sm">
                  {handover.reason ??
                    t(`endReasons.${handover.endReason}`, {
                      defaultValue: handover.endReason ?? '',
                    })}
                </Text>
              )}
              {handover.survey && (
                <Text size="sm">
                  {t('survey.score', { score: handover.survey.score })}
                  {handover.survey.comment && ` – ${handover.survey.comment}`}
                </Text>
              )}
            </Group>
          </List.Item>
        ))}
      </List>
    </Paper>
  );
}

/** Where the customer writes: the kind, and the channel's own name where it has one. */
function ChannelOf({ channel }: Pick<Conversation, 'channel'>) {
  const { t } = useTranslation('monitor');
  const kind = t(`channels.${channel.kind}`, { defaultValue: channel.kind });
  return channel.name ? t('channelNamed', { kind, name: channel.name }) : kind;
}

/** A conversation of the bot side: its handovers and every hop. */
export function BotConversationPage() {
  const { t } = useTranslation('monitor');
  const { api } = useSession();
  const { conversationId = '' } = useParams({ strict: false }) as { conversationId?: string };
  const params = { conversationId };
  const read = useQuery({
    queryKey: ['bot-conversations', conversationId],
    queryFn: () => api.call('GET /tandem/gateway/conversations/{conversationId}', { params }),
    refetchInterval: REREAD_MS,
  });
  const timeline = useQuery({
    queryKey: ['bot-conversations', conversationId, 'timeline'],
    queryFn: () =>
      api.call('GET /tandem/gateway/conversations/{conversationId}/timeline', { params }),
    refetchInterval: REREAD_MS,
  });
  const found = read.data;
  const error = read.error ?? timeline.error;
  const nameOf = useVisitorName();
  return (
    <Container size="lg" py="lg">
      <DetailHeader
        back={{ to: '/console/bot-conversations', label: t('bots.title') }}
        title={
          found
            ? nameOf({ name: found.user.name, address: found.user.id, id: found.id })
            : t('bots.one')
        }
        description={conversationId}
        actions={found?.owner === 'bot' && <CallAgents conversationId={conversationId} />}
      />
      {error && <ErrorNotice error={error} onRetry={() => void read.refetch()} />}
      {!error && (!found || !timeline.data) && <LoadingState />}
      {found && (
        <>
          <Facts
            facts={[
              { label: t('fields.owner'), value: <OwnerBadge owner={found.owner} /> },
              { label: t('fields.endpoint'), value: found.endpoint.name },
              { label: t('fields.channel'), value: <ChannelOf channel={found.channel} /> },
              { label: t('fields.language'), value: found.locale },
              { label: t('fields.messages'), value: found.messages },
              { label: t('fields.started'), value: <DateText value={found.dateStarted} /> },
              { label: t('fields.active'), value: <DateText value={found.dateActive} /> },
            ]}
          />
          <Handovers handovers={found.handovers} />
        </>
      )}
      {timeline.data && <HopTimeline hops={timeline.data.entities} />}
    </Container>
  );
}
