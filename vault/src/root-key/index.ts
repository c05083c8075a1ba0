export * from './check-root-key.ts';
export * from './load-root-key.ts';
export {
  deriveKey,
  type KeyPurpose,
  parseRootKey,
  type RootKey,
  toRootKey,
} from './root-key.rules.ts';
