import { connectorRights, connectorRoles } from '@tandem/contract';
import { derivedUuid } from '@tandem/kit';
import { type Policy, toPolicies } from './policies.rules.ts';

export type DefaultRole = {
  /** Stable key, shown as `defaultRoleId`. */
  readonly key: string;
  readonly name: string;
  readonly description: string;
  readonly policies: readonly Policy[];
};

const wholeDomains = (...domains: string[]): Policy[] =>
  domains.map((domain) => ({ domain, entityName: '*', actionSet: ['*'] }));

export const masterAdminKey = 'masterAdmin';
export const employeeKey = 'employee';

const rightTexts = {
  write: 'creates, changes, deactivates and deletes connectors',
  read: 'looks at connectors, and changes none',
  none: 'has nothing to do with connectors',
} as const;

/** Administrators as the Webex HTTP connector tells them apart, with their rights over connectors alone. */
const connectorAdmins: readonly DefaultRole[] = connectorRoles.map(({ key, name, right }) => ({
  key,
  name,
  description: `Webex administrator: ${rightTexts[right]}.`,
  policies: toPolicies(connectorRights[right]),
}));

/** Roles that every organisation has from its first day. */
export const defaultRoles: readonly DefaultRole[] = [
  {
    key: masterAdminKey,
    name: 'Master Admin',
    description: 'Holds every permission.',
    policies: wholeDomains('*'),
  },
  {
    key: 'admin',
    name: 'Admin',
    description: 'Runs the contact centre; may look at roles and clients, not change them.',
    policies: [
      ...wholeDomains('analytics', 'architect', 'conversation', 'directory', 'externalContacts'),
      ...wholeDomains('integrations', 'messaging', 'presence', 'processautomation', 'relate'),
      ...wholeDomains('gateway', 'monitor', 'responses', 'routing'),
      ...toPolicies([
        'authorization:role:view',
        'authorization:grant:view',
        'authorization:settings:view',
        'audits:audit:view',
        'oauth:client:view',
        'usage:client:view',
        'vault:locker:view',
        'vault:locker:add',
        'vault:credential:view',
        'vault:credential:add',
        'vault:credential:edit',
        'vault:credential:delete',
        'vault:policy:view',
        'vault:connection:view',
        'vault:connection:use',
      ]),
    ],
  },
  {
    key: 'supervisor',
    name: 'Supervisor',
    description: 'Watches queues and conversations, assigns work, looks after members and answers.',
    policies: [
      ...wholeDomains('analytics', 'conversation', 'responses'),
      ...toPolicies([
        'architect:flow:view',
        'directory:user:view',
        'externalContacts:contact:view',
        'messaging:integration:view',
        'monitor:conversation:view',
        'monitor:delivery:view',
        'monitor:live:view',
        'presence:presenceDefinition:view',
        'routing:language:assign',
        'routing:queue:edit',
        'routing:queue:join',
        'routing:queue:search',
        'routing:queue:view',
        'routing:queueMember:manage',
        'routing:skill:assign',
        'routing:skill:view',
        'routing:wrapupCode:add',
        'routing:wrapupCode:edit',
        'routing:wrapupCode:search',
        'routing:wrapupCode:view',
      ]),
    ],
  },
  {
    key: 'agent',
    name: 'Agent',
    description: 'Takes conversations of the queues it belongs to.',
    policies: toPolicies([
      'conversation:communication:blindTransfer',
      'conversation:communication:disconnect',
      'conversation:communication:view',
      'conversation:message:create',
      'conversation:message:park',
      'conversation:message:pull',
      'conversation:message:view',
      'conversation:messageMedia:view',
      'conversation:participant:wrapup',
      'conversation:webmessaging:create',
      'conversation:webmessaging:view',
      'directory:user:view',
      'externalContacts:contact:view',
      'presence:presenceDefinition:view',
      'responses:library:view',
      'responses:response:view',
      'routing:queue:join',
      'routing:queue:search',
      'routing:queue:view',
      'routing:skill:view',
      'routing:wrapupCode:search',
      'routing:wrapupCode:view',
    ]),
  },
  {
    key: employeeKey,
    name: 'employee',
    description: 'What everybody in the organisation may do.',
    policies: toPolicies(['directory:user:view', 'presence:presenceDefinition:view']),
  },
  ...connectorAdmins,
];

/** Id of a default role in one organisation: the same on every installation that has the organisation. */
export const defaultRoleIdIn = (org: string, key: string): string => derivedUuid(org, 'role', key);

/** Id of the organisation's home division. */
export const homeDivisionId = (org: string): string => derivedUuid(org, 'division', 'home');
