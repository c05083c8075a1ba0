import { type Static, Type } from 'typebox';
import { listing, PageQuery } from '../genesys/paging.ts';
import type { Operations } from '../operation.ts';

const optionalText = Type.Optional(Type.String());
const nullableText = Type.Union([Type.String(), Type.Null()]);
const Timestamp = Type.String({ format: 'date-time' });

export const auditPermissions = ['audits:audit:view'] as const;

/** One administrative act: who changed what, from which value to which. Never holds a secret. */
export const AuditLogEntry = Type.Object({
  id: Type.String(),
  at: Timestamp,
  actor: Type.Object({
    kind: Type.Enum(['user', 'client', 'system']),
    id: nullableText,
    /** Null when the actor is deleted. */
    name: nullableText,
  }),
  action: Type.String(),
  entity: Type.Object({ type: Type.String(), id: nullableText, name: nullableText }),
  changes: Type.Record(
    Type.String(),
    Type.Object({ from: Type.Optional(Type.Unknown()), to: Type.Optional(Type.Unknown()) }),
  ),
  correlationId: nullableText,
});
export type AuditLogEntry = Static<typeof AuditLogEntry>;

/** The audit log, newest first. */
export const auditOperations = {
  getAuditLog: {
    method: 'GET',
    path: '/tandem/audit',
    permission: { all: ['audits:audit:view'] },
    /** `search` finds a part of the action, of the entity's name or of the actor's name. */
    query: Type.Object({
      ...PageQuery.properties,
      search: optionalText,
      entityType: optionalText,
      entityId: optionalText,
      actorId: optionalText,
      from: Type.Optional(Timestamp),
      to: Type.Optional(Timestamp),
    }),
    reply: { 200: listing<AuditLogEntry>(AuditLogEntry) },
  },
} as const satisfies Operations;
