export { createPlatform, type Platform, type PlatformDeps } from './assembly/index.ts';
export { integrationSealedColumns } from './integrations/index.ts';
export { platformSealedColumns } from './messaging/index.ts';
export { platformMigrations } from './migrations.ts';
export { platformQueueNames } from './queue-names.ts';
export { createPlatformRetention } from './retention/index.ts';
export { expandUsers } from './routing/index.ts';
export { lockThreads } from './threads/index.ts';
export type { Directory } from './users/index.ts';
