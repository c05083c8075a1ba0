export * from './audit.operations.ts';
export * from './audit.ts';
