import { auditPermissions } from '../tandem/audit.ts';
import { connectionPermissions } from '../tandem/connections.ts';
import { connectorPermissions } from '../tandem/connectors.ts';
import { flowPermissions } from '../tandem/flow-shapes.ts';
import { gatewayPermissions } from '../tandem/gateway.ts';
import { knowledgePermissions } from '../tandem/knowledge.ts';
import { monitorPermissions } from '../tandem/monitor.ts';
import { variablePermissions } from '../tandem/variables.ts';
import { vaultPermissions } from '../tandem/vault-rights.ts';
import { botConnectorPermissions } from './bot-connector.ts';
import { catalogue } from './generated/catalogue.ts';

export type Permission = {
  readonly permission: string;
  readonly domain: string;
  readonly entity: string;
  readonly action: string;
};

/** What a handover needs at the platform at least (role of the OAuth client of the gateway). */
export const handoverMinimumPermissions = [
  'messaging:integration:view',
  'conversation:message:receive',
  'conversation:message:create',
  'conversation:webmessaging:view',
  'conversation:message:view',
  'analytics:conversationDetail:view',
] as const;

/** With these a handover also checks its queue, tells places in it and ends conversations that customers leave. */
export const handoverFullPermissions = [
  ...handoverMinimumPermissions,
  'routing:queue:view',
  'conversation:communication:disconnect',
  'conversation:communication:view',
  'analytics:queueObservation:view',
] as const;

/** Permissions that exist without an operation of the reference asking for them. */
const further = [
  ...handoverMinimumPermissions,
  ...auditPermissions,
  ...botConnectorPermissions,
  ...connectionPermissions,
  ...connectorPermissions,
  ...flowPermissions,
  ...gatewayPermissions,
  ...knowledgePermissions,
  ...monitorPermissions,
  ...variablePermissions,
  ...vaultPermissions,
  'architect:flow:unlock',
  'architect:flow:publish',
  'architect:job:create',
  'architect:job:view',
  'conversation:communication:blindTransfer',
  'conversation:communication:disconnect',
  'conversation:communication:view',
  'conversation:message:assign',
  'conversation:message:monitor',
  'conversation:message:park',
  'conversation:message:pull',
  'conversation:participant:wrapup',
  'conversation:threadingTimeline:edit',
  'conversation:threadingTimeline:view',
  'directory:user:add',
  'directory:user:delete',
  'directory:user:edit',
  'directory:user:view',
  'externalContacts:identity:merge',
  'oauth:token:delete',
  'processautomation:trigger:add',
  'processautomation:trigger:delete',
  'processautomation:trigger:edit',
  'processautomation:trigger:test',
  'processautomation:trigger:view',
  'routing:queue:join',
  'routing:queueMember:manage',
  'routing:utilization:manage',
  'routing:utilization:view',
];

const parse = (permission: string): Permission[] => {
  const [domain, entity, action] = permission.split(':');
  // The reference also names bare legacy rights such as `admin`, which nobody can be granted.
  return domain && entity && action ? [{ permission, domain, entity, action }] : [];
};

const named = catalogue.flatMap(({ permission }) => [
  ...(permission?.all ?? []),
  ...(permission?.any ?? []),
]);

/** Every permission, sorted; the role that holds everything holds all of them. */
export const permissions: readonly Permission[] = [...new Set([...named, ...further])]
  .sort()
  .flatMap(parse);
