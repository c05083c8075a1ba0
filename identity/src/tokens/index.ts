export * from './principals.ts';
export * from './scopes.rules.ts';
export * from './tokens.store.ts';
