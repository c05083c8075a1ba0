export * from './clients.operations.ts';
