export { handlingFields } from './handling.fields.ts';
export {
  type FailPath,
  type Handling,
  type HandlingOptions,
  noHandling,
} from './handling.model.ts';
export { handlingHandlers } from './handling.operations.ts';
export { readOptions } from './handling.rules.ts';
export { findHandling } from './handling.store.ts';
export { optionsFor } from './languages.rules.ts';
