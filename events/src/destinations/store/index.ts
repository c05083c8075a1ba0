export * from './calls.store.ts';
export * from './dead-letters.store.ts';
export * from './destinations.store.ts';
export * from './farewells.store.ts';
export * from './lag.store.ts';
export * from './parked.store.ts';
export * from './replays.store.ts';
export * from './sender.store.ts';
