import { IconPlugConnected, IconVariable } from '@tabler/icons-react';
import { page } from './lazy-page.ts';
import type { Page } from './page.ts';

const one = page(() => import('../features/connections/connection-page.tsx'), 'ConnectionPage');

/** OAuth connections to other systems, and variables that they and flows read. */
export const CONNECTION_PAGES: readonly Page[] = [
  {
    path: '/console/connections',
    titleKey: 'connections:title',
    group: 'security',
    icon: IconPlugConnected,
    permission: { all: ['vault:connection:view'] },
    component: page(
      () => import('../features/connections/connections-page.tsx'),
      'ConnectionsPage',
    ),
  },
  {
    path: '/console/connections/new',
    titleKey: 'connections:new',
    group: 'security',
    icon: IconPlugConnected,
    hidden: true,
    permission: { all: ['vault:connection:view', 'vault:connection:add'] },
    component: one,
  },
  {
    path: '/console/connections/$connectionId',
    titleKey: 'connections:one',
    group: 'security',
    icon: IconPlugConnected,
    hidden: true,
    permission: { all: ['vault:connection:view'] },
    component: one,
  },
  {
    path: '/console/variables',
    titleKey: 'variables:title',
    group: 'security',
    icon: IconVariable,
    permission: { all: ['vault:variable:view'] },
    component: page(() => import('../features/variables/variables-page.tsx'), 'VariablesPage'),
  },
];
