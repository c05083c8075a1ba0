export * from './conversations.model.ts';
export * from './conversations.rules.ts';
export * from './conversations.store.ts';
export * from './storable.rules.ts';
export * from './unit.ts';
export * from './wakes.ts';
