export { createUsageCounter, type UsageCounter } from './usage.counter.ts';
export { usageHandlers } from './usage.operations.ts';
export { purgeUsage } from './usage.store.ts';
