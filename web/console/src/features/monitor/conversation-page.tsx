import { Container, Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { ReplyOf } from '#src/api/operations.ts';
import { CopyIcon } from '#src/components/copy-field.tsx';
import { DateText } from '#src/components/date-text.tsx';
import { DetailHeader } from '#src/components/detail-header.tsx';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { LoadingState } from '#src/components/loading-state.tsx';
import { useVisitorName } from '#src/components/use-visitor-name.ts';
import { useSession } from '#src/session/session.ts';
import { OwnerBadge } from './conversation-badges.tsx';
import { isUnderWay } from './delivery-rules.ts';
import { Facts } from './facts.tsx';
import { HopTimeline } from './hop-timeline.tsx';
import { ReadAlongButton } from './read-along-button.tsx';
import { RedriveButton } from './redrive-button.tsx';

type Conversation = ReplyOf<'GET /tandem/monitor/conversations/{conversationId}'>;
/** An open conversation is read again this often. */
const REREAD_MS = 3000;

function useConversation(conversationId: string) {
  const { api } = useSession();
  const params = { conversationId };
  const conversation = useQuery({
    queryKey: ['conversations', conversationId],
    queryFn: () => api.call('GET /tandem/monitor/conversations/{conversationId}', { params }),
    refetchInterval: ({ state }) => (state.data?.state === 'open' ? REREAD_MS : false),
  });
  const timeline = useQuery({
    queryKey: ['conversations', conversationId, 'timeline'],
    queryFn: () =>
      api.call('GET /tandem/monitor/conversations/{conversationId}/timeline', { params }),
    // Of an ended one, as long as something of it is still to be delivered.
    refetchInterval: ({ state }) =>
      conversation.data?.state === 'open' ||
      state.data?.entities.some(({ delivery }) => isUnderWay(delivery?.state))
        ? REREAD_MS
        : false,
  });
  return { conversation, timeline };
}

function ConversationFacts({ conversation }: { readonly conversation: Conversation }) {
  const { t } = useTranslation('monitor');
  return (
    <Facts
      facts={[
        { label: t('fields.owner'), value: <OwnerBadge owner={conversation.owner} /> },
        { label: t('fields.platform'), value: conversation.integration.name },
        { label: t('fields.queue'), value: conversation.queue?.name ?? '–' },
        { label: t('fields.agent'), value: conversation.agent?.name ?? '–' },
        { label: t('fields.started'), value: <DateText value={conversation.dateStarted} /> },
        {
          label: t('fields.ended'),
          value: conversation.dateEnded ? <DateText value={conversation.dateEnded} /> : '–',
        },
      ]}
    />
  );
}

/** A conversation as a timeline of every hop. */
export function ConversationPage() {
  const { t } = useTranslation('monitor');
  const { conversationId = '' } = useParams({ strict: false }) as { conversationId?: string };
  const { conversation, timeline } = useConversation(conversationId);
  const found = conversation.data;
  const nameOf = useVisitorName();
  const error = conversation.error ?? timeline.error;
  return (
    <Container size="lg" py="lg">
      <DetailHeader
        back={{ to: '/console/conversations', label: t('conversations.title') }}
        title={
          found
            ? nameOf({ name: found.customer.name, address: found.customer.id })
            : t('conversations.one')
        }
        description={conversationId}
        actions={
          <Group>
            <CopyIcon value={conversationId} label={t('copyId')} />
            {found?.state === 'open' && <ReadAlongButton conversationId={conversationId} />}
            {found && found.deadLetters > 0 && <RedriveButton target={{ conversationId }} />}
          </Group>
        }
      />
      {error && <ErrorNotice error={error} onRetry={() => void conversation.refetch()} />}
      {!error && (!found || !timeline.data) && <LoadingState />}
      {found && <ConversationFacts conversation={found} />}
      {timeline.data && <HopTimeline hops={timeline.data.entities} />}
    </Container>
  );
}
