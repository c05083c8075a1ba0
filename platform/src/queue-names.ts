import { busQueueNames } from '@tandem/events';
import { fileFetchQueue, flowCallQueue, inputQueue } from './messaging/index.ts';
import { deliveryQueue } from './threads/index.ts';
import { triggerQueue } from './triggers/index.ts';

/** Queues whose work may die, by the names that dead letters carry. */
export const platformQueueNames: readonly string[] = [
  deliveryQueue,
  inputQueue,
  flowCallQueue,
  fileFetchQueue,
  ...busQueueNames,
  triggerQueue,
];
