import { IconHeadset, IconHome, IconUsersGroup } from '@tabler/icons-react';
import { type ComponentType, lazy } from 'react';
import type { Page } from './page.ts';

/** Loads a named export on first use: each page is a download of its own. */
const page = <Module extends Record<Name, ComponentType>, Name extends keyof Module & string>(
  load: () => Promise<Module>,
  name: Name,
) => lazy(async () => ({ default: (await load())[name] as ComponentType }));

/** Every page. A new one is a folder under `features/` and a line here. */
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
];
