export { type AuditDeps, actorId, actorOf, type By, noteChange } from './audit.ts';
export { changesBetween, secretChanged } from './changes.rules.ts';
