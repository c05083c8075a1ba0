export * from './bundled-clients.ts';
export * from './clients.store.ts';
export * from './secrets.rules.ts';
