export * from './directory.ts';
export * from './event-log.ts';
export * from './listing.ts';
export * from './name-filter.ts';
