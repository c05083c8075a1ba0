export * from './expanders.types.ts';
export * from './passwords.ts';
export * from './users.store.ts';
