export {
  browserKey,
  type Counter,
  clientCounters,
  ownPasswordCounters,
  signInCounters,
} from './attempts.rules.ts';
export * from './attempts.store.ts';
