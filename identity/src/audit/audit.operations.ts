import { type AuditLogEntry, auditOperations, type Handler, handle } from '@tandem/contract';
import type { Database } from '@tandem/kit';
import { toListing, toPage } from '../listing.ts';
import { type AuditRow, listAudit } from './audit.store.ts';

const toWire = (row: AuditRow): AuditLogEntry => ({
  id: row.id,
  at: row.at.toISOString(),
  actor: { kind: row.actorKind, id: row.actorId, name: row.actorName },
  action: row.action,
  entity: { type: row.entityType, id: row.entityId, name: row.entityName },
  changes: row.changes,
  correlationId: row.correlationId,
});

/** Who did what when. */
export const auditHandlers = ({ db }: { readonly db: Database }): readonly Handler[] => [
  handle(auditOperations.getAuditLog, async ({ principal, query }) => {
    const page = toPage(query);
    const { rows, total } = await listAudit(db, principal.org, { ...query, ...page });
    const { path } = auditOperations.getAuditLog;
    return { status: 200, body: toListing({ entities: rows.map(toWire), total, page, path }) };
  }),
];
