export * from './default-roles.ts';
export * from './divisions.store.ts';
export * from './grants.store.ts';
export * from './policies.rules.ts';
export * from './roles.store.ts';
