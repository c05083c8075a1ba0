export * from './answer-event.ts';
export * from './asked.store.ts';
export * from './provider.ts';
