export { deadLetterSweep as eventDeadLetterSweep } from './dead-letters.sweep.ts';
export * from './destination.model.ts';
export * from './destination.port.ts';
export type { DestinationKind, OpenDestination } from './destination-kinds.ts';
export { createDestinations, type Destinations, type DestinationsDeps } from './destinations.ts';
export { nativeEvent } from './envelope.rules.ts';
export { destinationFigures } from './figures.ts';
export { destinationSealedColumns } from './sealed-columns.ts';
export type { TypesOfTopics } from './store/index.ts';
