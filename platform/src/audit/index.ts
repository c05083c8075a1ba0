export { type AuditDeps, actorId, actorOf, type By, noteChange } from './audit.ts';
export { type AuditTrail, auditEvent, createAuditIntake } from './audit-intake.ts';
export { type AuditChanges, changesBetween, secretChanged } from './changes.rules.ts';
export { type ObjectChange, objectNotes } from './object-notes.ts';
