export {
  everybody,
  mayUse,
  type SeenAttribute,
  type SeenCredential,
  valueContext,
} from './credentials.model.ts';
export { credentialHandlers } from './credentials.operations.ts';
export { findCredential } from './credentials.store.ts';
export { findValue } from './values.store.ts';
