export * from './organisations.operations.ts';
export * from './organisations.rules.ts';
export * from './organisations.store.ts';
export * from './organisations.wire.ts';
