export * from './audit.operations.ts';
export { createAuditRetention } from './audit.retention.ts';
export * from './audit.ts';
export { auditQueryHandlers } from './audit-query.operations.ts';
export { type AuditTrail, createAuditTrail, type TrailEntry } from './audit-trail.ts';
