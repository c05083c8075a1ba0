export { fromMessageKey, toMessageKey } from './thread.columns.ts';
export * from './thread.store.ts';
export * from './thread.types.ts';
