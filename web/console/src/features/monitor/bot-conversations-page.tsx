import { IconMessageChatbot } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReplyOf } from '#src/api/operations.ts';
import { DateText } from '#src/components/date-text.tsx';
import { ListFilter } from '#src/components/list-filter.tsx';
import { ListPage } from '#src/components/list-page.tsx';
import { useVisitorName } from '#src/components/use-visitor-name.ts';
import { useSession } from '#src/session/session.ts';
import { OwnerBadge } from './conversation-badges.tsx';

type Conversation = ReplyOf<'GET /tandem/gateway/conversations/{conversationId}'>;
const OWNERS = ['all', 'bot', 'queue', 'agent'] as const;

/** Conversations of the bot side. */
export function BotConversationsPage() {
  const { t } = useTranslation('monitor');
  const { api } = useSession();
  const [owner, setOwner] = useState<string>('all');
  const nameOf = useVisitorName();
  return (
    <ListPage<Conversation>
      key={owner}
      title={t('bots.title')}
      description={t('bots.description')}
      queryKey={['bot-conversations', owner]}
      load={({ search: _, ...page }) =>
        api.call('GET /tandem/gateway/conversations', {
          query: { ...page, owner: owner === 'all' ? undefined : owner },
        })
      }
      columns={[
        {
          key: 'user',
          header: t('fields.customer'),
          render: ({ id, user }) => nameOf({ name: user.name, address: user.id, id }),
        },
        {
          key: 'endpoint',
          header: t('fields.endpoint'),
          minor: true,
          render: ({ endpoint }) => endpoint.name,
        },
        {
          key: 'channel',
          header: t('fields.channel'),
          minor: true,
          render: ({ channel }) => t(`channels.${channel.kind}`, { defaultValue: channel.kind }),
        },
        {
          key: 'owner',
          header: t('fields.owner'),
          render: ({ owner: who }) => <OwnerBadge owner={who} />,
        },
        {
          key: 'handovers',
          header: t('fields.handovers'),
          minor: true,
          render: ({ handovers }) => handovers.length,
        },
        {
          key: 'messages',
          header: t('fields.messages'),
          minor: true,
          render: ({ messages }) => messages,
        },
        {
          key: 'active',
          header: t('fields.active'),
          render: ({ dateActive }) => <DateText value={dateActive} />,
        },
      ]}
      countedTo={10_000}
      rowId={({ id }) => id}
      linkTo={({ id }) => `/console/bot-conversations/${id}`}
      actions={
        <ListFilter
          label={t('bots.filter')}
          options={OWNERS.map((value) => ({
            value,
            label: value === 'all' ? t('states.all') : t(`owners.${value}`),
          }))}
          value={owner}
          onChange={setOwner}
        />
      }
      empty={{
        title: t('bots.emptyTitle'),
        text: t('bots.emptyText'),
        icon: <IconMessageChatbot />,
      }}
    />
  );
}
