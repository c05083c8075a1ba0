import { IconHistory, IconLock, IconPlugConnected, IconVariable } from '@tabler/icons-react';
import { page } from './lazy-page.ts';
import type { Page } from './page.ts';

const one = page(() => import('../features/connections/connection-page.tsx'), 'ConnectionPage');

/** Secrets, OAuth connections to other systems, variables that they and flows read, and what was done by whom. */
export const SECURITY_PAGES: readonly Page[] = [
  {
    path: '/console/vault',
    titleKey: 'vault:title',
    group: 'security',
    icon: IconLock,
    permission: { all: ['vault:locker:view', 'vault:credential:view'] },
    component: page(() => import('../features/vault/vault-page.tsx'), 'VaultPage'),
  },
  {
    path: '/console/vault/$lockerId',
    titleKey: 'vault:locker.one',
    group: 'security',
    icon: IconLock,
    hidden: true,
    permission: { all: ['vault:locker:view', 'vault:credential:view'] },
    component: page(() => import('../features/vault/locker-page.tsx'), 'LockerPage'),
  },
  {
    path: '/console/vault/$lockerId/new',
    titleKey: 'vault:credential.new',
    group: 'security',
    icon: IconLock,
    hidden: true,
    permission: { all: ['vault:credential:view', 'vault:credential:add'] },
    component: page(() => import('../features/vault/credential-page.tsx'), 'CredentialPage'),
  },
  {
    path: '/console/vault/$lockerId/$credentialId',
    titleKey: 'vault:credential.one',
    group: 'security',
    icon: IconLock,
    hidden: true,
    permission: { all: ['vault:credential:view'] },
    component: page(() => import('../features/vault/credential-page.tsx'), 'CredentialPage'),
  },
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
  {
    path: '/console/audit',
    titleKey: 'audit:title',
    group: 'security',
    icon: IconHistory,
    permission: { all: ['audits:audit:view'] },
    component: page(() => import('../features/audit/audit-page.tsx'), 'AuditPage'),
  },
];
