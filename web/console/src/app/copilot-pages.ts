import { IconBook2, IconSparkles } from '@tabler/icons-react';
import { page } from './lazy-page.ts';
import type { Page } from './page.ts';

/** What agents see beside a conversation, and what is known. */
export const COPILOT_PAGES: readonly Page[] = [
  {
    path: '/console/knowledge',
    titleKey: 'knowledge:title',
    group: 'bots',
    icon: IconBook2,
    half: 'gateway',
    permission: { all: ['gateway:knowledge:view'] },
    component: page(() => import('../features/knowledge/knowledge-page.tsx'), 'KnowledgePage'),
  },
  {
    path: '/console/bots/$endpointId/copilot',
    titleKey: 'copilot:settings.title',
    group: 'bots',
    icon: IconSparkles,
    half: 'gateway',
    hidden: true,
    permission: { all: ['gateway:endpoint:view'] },
    component: page(() => import('../features/copilot/settings-page.tsx'), 'CopilotSettingsPage'),
  },
];
