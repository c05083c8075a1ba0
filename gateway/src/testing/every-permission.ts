import { gatewayPermissions, knowledgePermissions } from '@tandem/contract';

/** All that the gateway asks for. */
export const everyPermission: readonly string[] = [
  ...gatewayPermissions,
  ...knowledgePermissions,
  'architect:flow:unlock',
];
