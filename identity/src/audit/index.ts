export * from './audit.operations.ts';
export { createAuditRetention } from './audit.retention.ts';
export * from './audit.ts';
