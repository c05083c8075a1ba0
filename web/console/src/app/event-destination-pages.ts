import { IconRoute } from '@tabler/icons-react';
import { page } from './lazy-page.ts';
import type { Page } from './page.ts';

const permission = { all: ['integrations:integration:view'] } as const;

/** Where events go, besides and beneath what integrations make. */
export const EVENT_DESTINATION_PAGES: readonly Page[] = [
  {
    path: '/console/event-destinations',
    titleKey: 'event-destinations:title',
    group: 'integrations',
    icon: IconRoute,
    half: 'platform',
    permission,
    component: page(
      () => import('../features/event-destinations/destinations-page.tsx'),
      'DestinationsPage',
    ),
  },
  {
    path: '/console/event-destinations/new',
    titleKey: 'event-destinations:new',
    group: 'integrations',
    icon: IconRoute,
    half: 'platform',
    hidden: true,
    permission: { all: ['integrations:integration:view', 'integrations:integration:add'] },
    component: page(
      () => import('../features/event-destinations/new-destination-page.tsx'),
      'NewDestinationPage',
    ),
  },
  {
    path: '/console/event-destinations/$destinationId',
    titleKey: 'event-destinations:one',
    group: 'integrations',
    icon: IconRoute,
    half: 'platform',
    hidden: true,
    permission,
    component: page(
      () => import('../features/event-destinations/destination-page.tsx'),
      'DestinationPage',
    ),
  },
];
