import { IconPuzzle } from '@tabler/icons-react';
import { page } from './lazy-page.ts';
import type { Page } from './page.ts';

/** Integrations: the catalogue, and what is installed of it. */
export const APP_INTEGRATION_PAGES: readonly Page[] = [
  {
    path: '/console/integrations',
    titleKey: 'integrations:title',
    group: 'integrations',
    icon: IconPuzzle,
    half: 'platform',
    permission: { all: ['integrations:integration:view'] },
    component: page(
      () => import('../features/integrations/integrations-page.tsx'),
      'IntegrationsPage',
    ),
  },
  {
    path: '/console/integrations/add',
    titleKey: 'integrations:catalogue',
    group: 'integrations',
    icon: IconPuzzle,
    half: 'platform',
    hidden: true,
    permission: { all: ['integrations:integration:view', 'integrations:integration:add'] },
    component: page(() => import('../features/integrations/catalogue-page.tsx'), 'CataloguePage'),
  },
  {
    path: '/console/integrations/$integrationId',
    titleKey: 'integrations:one',
    group: 'integrations',
    icon: IconPuzzle,
    half: 'platform',
    hidden: true,
    permission: { all: ['integrations:integration:view'] },
    component: page(
      () => import('../features/integrations/integration-page.tsx'),
      'IntegrationPage',
    ),
  },
];
