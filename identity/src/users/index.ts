export * from './expanders.types.ts';
export * from './passwords.ts';
export * from './users.operations.ts';
export { checkedEmail, checkedPassword, checkedUserName } from './users.rules.ts';
export * from './users.store.ts';
export type { UserDeps } from './users.types.ts';
