export {
  type PerUserAttribute,
  perUserAttributes,
  type ResolveDeps,
  resolveSecret,
  secretNames,
  type WhichSecret,
} from './resolve.ts';
export {
  type KeepSource,
  type KeptSource,
  keepSource,
  resolveSource,
} from './sources.ts';
export { createUseCounter, type Use, type UseCounter } from './use-counter.ts';
