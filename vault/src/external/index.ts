export * from './external.types.ts';
export { createKvStore, type KvLogin, type KvSettings } from './kv-store.ts';
