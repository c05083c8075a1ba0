import { IconBroadcast, IconTarget } from '@tabler/icons-react';
import { page } from './lazy-page.ts';
import type { Page } from './page.ts';

const permission = { all: ['integrations:integration:view'] } as const;

/** Event buses that the product brings along. */
export const EVENT_BUS_PAGES: readonly Page[] = [
  {
    path: '/console/event-buses',
    titleKey: 'event-buses:title',
    group: 'integrations',
    icon: IconBroadcast,
    half: 'platform',
    permission,
    component: page(() => import('../features/event-buses/event-buses-page.tsx'), 'EventBusesPage'),
  },
  {
    path: '/console/event-buses/$busId',
    titleKey: 'event-buses:buses.one',
    group: 'integrations',
    icon: IconBroadcast,
    half: 'platform',
    hidden: true,
    permission,
    component: page(() => import('../features/event-buses/event-bus-page.tsx'), 'EventBusPage'),
  },
  {
    path: '/console/event-buses/$busId/rules/$ruleId',
    titleKey: 'event-buses:rules.one',
    group: 'integrations',
    icon: IconBroadcast,
    half: 'platform',
    hidden: true,
    permission,
    component: page(() => import('../features/event-buses/rule-page.tsx'), 'RulePage'),
  },
  {
    path: '/console/api-destinations',
    titleKey: 'event-buses:destinations.title',
    group: 'integrations',
    icon: IconTarget,
    half: 'platform',
    permission,
    component: page(
      () => import('../features/event-buses/api-destinations-page.tsx'),
      'ApiDestinationsPage',
    ),
  },
];
