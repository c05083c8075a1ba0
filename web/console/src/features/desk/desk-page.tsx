import { EmptyState, VisuallyHidden } from '@mantine/core';
import { IconMessages } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '#src/components/error-notice.tsx';
import { LoadingState } from '#src/components/loading-state.tsx';
import { ConversationList } from './conversation-list.tsx';
import type { Conversation, Lists, Work } from './conversation-rules.ts';
import { ConversationView } from './conversation-view.tsx';
import classes from './desk.module.css';
import { DeskBar } from './desk-bar.tsx';
import { SidePane } from './side-pane.tsx';
import { useAlertSettings, useAlerts } from './use-alerts.ts';
import { useConversations } from './use-conversations.ts';
import { useDeskKeys } from './use-desk-keys.ts';
import { useOutbox } from './use-outbox.ts';
import { useSelection } from './use-selection.ts';
import { useCustomerTyping } from './use-typing.ts';
import { useUnread } from './use-unread.ts';
import { useWayBack } from './use-way-back.ts';

const none: readonly Conversation[] = [];

const inOrder = (lists: Lists): readonly Work[] => [
  ...lists.offered,
  ...lists.active,
  ...lists.afterCallWork,
  ...lists.along,
];

/** The agent's workplace: presence, conversations, the one in hand, and what is known about its customer. */
export function DeskPage() {
  const { t } = useTranslation('desk');
  const { query, lists } = useConversations();
  const typing = useCustomerTyping(query.data ?? none);
  const outbox = useOutbox();
  const all = useMemo(() => inOrder(lists), [lists]);
  const conversations = useMemo(() => all.map(({ conversation }) => conversation), [all]);
  const { shown, select } = useSelection(all);
  useWayBack({ shown: shown?.key ?? null, select });
  const unread = useUnread(conversations, shown?.conversation.id ?? null);
  const alerts = useAlertSettings();
  const unreadMessages = lists.active.reduce((sum, one) => sum + unread(one.conversation), 0);
  useAlerts({
    offered: lists.offered,
    along: lists.along,
    unread: unreadMessages,
    settings: alerts.settings,
  });
  useDeskKeys(all, select);

  return (
    <div className={classes['desk']} data-showing={shown ? 'conversation' : 'list'}>
      <VisuallyHidden component="h1">{t('title')}</VisuallyHidden>
      <section className={classes['list']} aria-label={t('lists.label')}>
        <DeskBar
          alerts={alerts}
          list={query.data ? (query.isError ? 'old' : 'current') : 'none'}
          lists={lists}
        />
        {query.isPending && <LoadingState />}
        {query.isError && !query.data && (
          <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />
        )}
        {query.data && (
          <ConversationList
            lists={lists}
            selected={shown?.key ?? null}
            typing={typing}
            unread={unread}
            onSelect={select}
          />
        )}
      </section>
      <section className={classes['view']} aria-label={t('conversation.label')}>
        {shown ? (
          <ConversationView
            key={shown.key}
            work={shown}
            typing={typing(shown.conversation.id ?? '')}
            outbox={outbox}
            onBack={() => select(null)}
          />
        ) : (
          <EmptyState
            m="auto"
            p="xl"
            icon={<IconMessages />}
            title={t('nothing.title')}
            description={all.length > 0 ? t('nothing.choose') : t('nothing.wait')}
          />
        )}
      </section>
      <aside className={classes['context']} aria-label={t('context.label')}>
        {shown && <SidePane key={shown.key} work={shown} />}
      </aside>
    </div>
  );
}
