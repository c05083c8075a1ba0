import { IconHeadset, IconHome, IconUsersGroup } from '@tabler/icons-react';
import { ADMIN_PAGES } from './admin-pages.ts';
import { APP_INTEGRATION_PAGES } from './app-integration-pages.ts';
import { CONNECTOR_PAGES } from './connector-pages.ts';
import { COPILOT_PAGES } from './copilot-pages.ts';
import { EVENT_BUS_PAGES } from './event-bus-pages.ts';
import { EVENT_DESTINATION_PAGES } from './event-destination-pages.ts';
import { INTEGRATION_PAGES } from './integration-pages.ts';
import { page } from './lazy-page.ts';
import { MONITOR_PAGES } from './monitor-pages.ts';
import type { Page } from './page.ts';
import { SECURITY_PAGES } from './security-pages.ts';

/**
 * Every page. A new one is a folder under `features/` and an entry in one of these lists; a group
 * shows its pages in this order, what is set up first or used most before the rest.
 */
export const PAGES: readonly Page[] = [
  {
    path: '/console/',
    titleKey: 'home:title',
    group: 'start',
    icon: IconHome,
    component: page(() => import('../features/home/home-page.tsx'), 'HomePage'),
  },
  {
    path: '/desk/',
    titleKey: 'desk:title',
    group: 'desk',
    icon: IconHeadset,
    half: 'platform',
    permission: {
      any: ['conversation:message:create', 'conversation:communication:view'],
    },
    component: page(() => import('../features/desk/desk-page.tsx'), 'DeskPage'),
  },
  {
    path: '/console/queues',
    titleKey: 'queues:title',
    group: 'contactCentre',
    icon: IconUsersGroup,
    half: 'platform',
    permission: { all: ['routing:queue:view'] },
    component: page(() => import('../features/queues/queues-page.tsx'), 'QueuesPage'),
  },
  ...ADMIN_PAGES,
  ...APP_INTEGRATION_PAGES,
  ...EVENT_BUS_PAGES,
  ...EVENT_DESTINATION_PAGES,
  ...CONNECTOR_PAGES,
  ...INTEGRATION_PAGES,
  ...COPILOT_PAGES,
  ...SECURITY_PAGES,
  ...MONITOR_PAGES,
];
