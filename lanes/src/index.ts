import type { MigrationSet } from '@tandem/kit';

export { countExpired, deadLetterSweep } from './dead-letters.sweep.ts';
export {
  type DeadLetter,
  type DeadLetterFilter,
  listDeadLetters,
  redrive,
} from './dead-letters.ts';
export { freeDeadNodes } from './dead-nodes.ts';
export { enqueueWork, setTimers, type TimerChange } from './enqueue.ts';
export { createLanes, type LanesOptions } from './lanes.ts';
export * from './lanes.types.ts';
export type { LeaseTimes } from './leases.ts';
export { partOf } from './parts.ts';
export { exponential, fixed } from './retry-policies.ts';

export const lanesMigrations: MigrationSet = {
  package: 'lanes',
  folder: new URL('../migrations/', import.meta.url),
};
