import {
  IconActivity,
  IconBook,
  IconBroadcast,
  IconEye,
  IconMessageChatbot,
  IconSend,
  IconSignature,
  IconTimeline,
} from '@tabler/icons-react';
import { page } from './lazy-page.ts';
import type { Page } from './page.ts';

/** What happens, and how the interfaces work. */
export const MONITOR_PAGES: readonly Page[] = [
  {
    path: '/console/monitor',
    titleKey: 'monitor:live.title',
    group: 'monitor',
    icon: IconActivity,
    half: 'platform',
    permission: { all: ['monitor:live:view'] },
    component: page(() => import('../features/monitor/live-page.tsx'), 'LivePage'),
  },
  {
    path: '/console/supervision',
    titleKey: 'supervision:title',
    group: 'monitor',
    icon: IconEye,
    half: 'platform',
    permission: { all: ['monitor:live:view', 'monitor:conversation:view'] },
    component: page(
      () => import('../features/supervision/supervision-page.tsx'),
      'SupervisionPage',
    ),
  },
  {
    path: '/console/conversations',
    titleKey: 'monitor:conversations.title',
    group: 'monitor',
    icon: IconTimeline,
    half: 'platform',
    permission: { all: ['monitor:conversation:view'] },
    component: page(
      () => import('../features/monitor/conversations-page.tsx'),
      'ConversationsPage',
    ),
  },
  {
    path: '/console/conversations/$conversationId',
    titleKey: 'monitor:conversations.one',
    group: 'monitor',
    icon: IconTimeline,
    half: 'platform',
    hidden: true,
    permission: { all: ['monitor:conversation:view'] },
    component: page(() => import('../features/monitor/conversation-page.tsx'), 'ConversationPage'),
  },
  {
    path: '/console/deliveries',
    titleKey: 'monitor:deliveries.title',
    group: 'monitor',
    icon: IconSend,
    half: 'platform',
    permission: { all: ['monitor:delivery:view'] },
    component: page(() => import('../features/monitor/deliveries-page.tsx'), 'DeliveriesPage'),
  },
  {
    path: '/console/bot-conversations',
    titleKey: 'monitor:bots.title',
    group: 'monitor',
    icon: IconMessageChatbot,
    half: 'gateway',
    permission: { all: ['gateway:conversation:view'] },
    component: page(
      () => import('../features/monitor/bot-conversations-page.tsx'),
      'BotConversationsPage',
    ),
  },
  {
    path: '/console/bot-conversations/$conversationId',
    titleKey: 'monitor:bots.one',
    group: 'monitor',
    icon: IconMessageChatbot,
    half: 'gateway',
    hidden: true,
    permission: { all: ['gateway:conversation:view'] },
    component: page(
      () => import('../features/monitor/bot-conversation-page.tsx'),
      'BotConversationPage',
    ),
  },
  {
    path: '/console/api-reference',
    titleKey: 'help:api.title',
    group: 'help',
    icon: IconBook,
    component: page(() => import('../features/help/api-page.tsx'), 'ApiPage'),
  },
  {
    path: '/console/topics',
    titleKey: 'help:topics.title',
    group: 'help',
    icon: IconBroadcast,
    component: page(() => import('../features/help/topics-page.tsx'), 'TopicsPage'),
  },
  {
    path: '/console/webhook-tester',
    titleKey: 'help:tester.title',
    group: 'help',
    icon: IconSignature,
    component: page(() => import('../features/help/tester-page.tsx'), 'TesterPage'),
  },
];
