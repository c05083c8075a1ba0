import type { AuditAction, AuditEntityType } from './audit-catalogue.ts';

/**
 * Whether the audit log tells of an operation. `audited`: it changes configuration, with what the entry says. `runtime`:
 * it is work, or a look at things, for the reason given; a trace of it is elsewhere or not wanted.
 */
export type AuditScope =
  | {
      readonly kind: 'audited';
      readonly entity: readonly AuditEntityType[];
      readonly action: readonly AuditAction[];
    }
  | { readonly kind: 'runtime'; readonly reason: string };

/** Says what is done to entities of these types. */
export const on =
  (...entity: AuditEntityType[]) =>
  (...action: AuditAction[]): AuditScope => ({ kind: 'audited', entity, action });
export const runtime = (reason: string): AuditScope => ({ kind: 'runtime', reason });

/** What changes nothing although its method could. */
export const reads = runtime('Reads only; the body is a query.');
