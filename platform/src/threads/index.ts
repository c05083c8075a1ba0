/** The store of threads: shared by messaging, conversations and ACD, and dependent on none of them. */
export * from './delivery.types.ts';
export { packed, placeholders } from './packed-json.ts';
export { storable } from './storable.rules.ts';
export { fromMessageKey, toMessageKey } from './thread.columns.ts';
export * from './thread.reads.ts';
export * from './thread.store.ts';
export * from './thread.types.ts';
