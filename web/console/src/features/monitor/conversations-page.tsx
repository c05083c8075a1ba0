import { IconTimeline } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReplyOf } from '#src/api/operations.ts';
import { DateText } from '#src/components/date-text.tsx';
import { ListFilter } from '#src/components/list-filter.tsx';
import { ListPage } from '#src/components/list-page.tsx';
import { StatusBadge } from '#src/components/status-badge.tsx';
import { useVisitorName } from '#src/components/use-visitor-name.ts';
import { useSession } from '#src/session/session.ts';
import { OwnerBadge } from './conversation-badges.tsx';

type Conversation = ReplyOf<'GET /tandem/monitor/conversations/{conversationId}'>;
const STATES = ['all', 'open', 'ended'] as const;

/** All conversations of the contact centre, newest first. */
export function ConversationsPage() {
  const { t } = useTranslation('monitor');
  const { api } = useSession();
  const [state, setState] = useState<string>('all');
  const nameOf = useVisitorName();
  return (
    <ListPage<Conversation>
      key={state}
      title={t('conversations.title')}
      description={t('conversations.description')}
      queryKey={['conversations', state]}
      load={({ search, ...page }) =>
        api.call('GET /tandem/monitor/conversations', {
          query: {
            ...page,
            search: search || undefined,
            state: state === 'all' ? undefined : state,
          },
        })
      }
      columns={[
        {
          key: 'customer',
          header: t('fields.customer'),
          render: ({ customer }) => nameOf({ name: customer.name, address: customer.id }),
        },
        {
          key: 'platform',
          header: t('fields.platform'),
          minor: true,
          render: ({ integration }) => integration.name,
        },
        {
          key: 'owner',
          header: t('fields.owner'),
          render: ({ owner }) => <OwnerBadge owner={owner} />,
        },
        {
          key: 'who',
          header: t('fields.queueAgent'),
          minor: true,
          render: ({ agent, queue }) => agent?.name ?? queue?.name ?? '',
        },
        {
          key: 'labels',
          header: t('fields.labels'),
          minor: true,
          render: ({ labels }) => (
            <span style={{ overflowWrap: 'anywhere' }}>{labels.join(', ')}</span>
          ),
        },
        {
          key: 'messages',
          header: t('fields.messages'),
          minor: true,
          render: ({ messages, deadLetters }) =>
            deadLetters > 0 ? (
              <>
                {messages}{' '}
                <StatusBadge tone="bad">{t('deadCount', { count: deadLetters })}</StatusBadge>
              </>
            ) : (
              messages
            ),
        },
        {
          key: 'started',
          header: t('fields.started'),
          render: ({ dateStarted }) => <DateText value={dateStarted} />,
        },
      ]}
      rowId={({ id }) => id}
      linkTo={({ id }) => `/console/conversations/${id}`}
      searchable
      searchLabel={t('conversations.search')}
      actions={
        <ListFilter
          label={t('conversations.filter')}
          options={STATES.map((value) => ({ value, label: t(`states.${value}`) }))}
          value={state}
          onChange={setState}
        />
      }
      empty={{
        title: t('conversations.emptyTitle'),
        text: t('conversations.emptyText'),
        icon: <IconTimeline />,
      }}
    />
  );
}
