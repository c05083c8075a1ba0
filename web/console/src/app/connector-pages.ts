import { IconApi } from '@tabler/icons-react';
import { page } from './lazy-page.ts';
import type { Page } from './page.ts';

/** Connectors: what flows call other systems through. */
export const CONNECTOR_PAGES: readonly Page[] = [
  {
    path: '/console/connectors',
    titleKey: 'connectors:title',
    group: 'integrations',
    icon: IconApi,
    permission: { all: ['integrations:connector:view'] },
    component: page(() => import('../features/connectors/connectors-page.tsx'), 'ConnectorsPage'),
  },
  {
    path: '/console/connectors/new/$kind',
    titleKey: 'connectors:new',
    group: 'integrations',
    icon: IconApi,
    hidden: true,
    permission: { all: ['integrations:connector:view', 'integrations:connector:add'] },
    component: page(
      () => import('../features/connectors/new-connector-page.tsx'),
      'NewConnectorPage',
    ),
  },
  {
    path: '/console/connectors/$connectorId',
    titleKey: 'connectors:one',
    group: 'integrations',
    icon: IconApi,
    hidden: true,
    permission: { all: ['integrations:connector:view'] },
    component: page(() => import('../features/connectors/connector-page.tsx'), 'ConnectorPage'),
  },
];
