export type { BusDeps } from './bus.model.ts';
export { busQueueNames, busSealedColumns, createEventBuses, type EventBuses } from './bus.ts';
export type { PartnerSourceState, PartnerSources } from './partner-sources.port.ts';
