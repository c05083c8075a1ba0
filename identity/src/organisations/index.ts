export * from './organisations.rules.ts';
export * from './organisations.store.ts';
