import type { AuditTopicAuditLogMessage } from '@tandem/contract';
import type { Queryable } from '@tandem/kit';
import { followAudit, type TrailPosition } from './audit.store.ts';
import { toAuditTopic } from './audit-query.rules.ts';

export type TrailEntry = {
  readonly position: TrailPosition;
  readonly org: string;
  readonly message: AuditTopicAuditLogMessage;
  readonly correlationId: string | null;
};

/** The audit log as something that can be followed, of every organisation and part of Tandem. */
export type AuditTrail = {
  /** Entries behind a place, in the order in which the log got them; the same ones whenever it is asked. */
  readonly after: (position: TrailPosition, limit: number) => Promise<readonly TrailEntry[]>;
};

export const createAuditTrail = (db: Queryable): AuditTrail => ({
  async after(after, limit) {
    const rows = await followAudit(db, { after, limit });
    return rows.map(({ org, xid, ...row }) => ({
      position: { xid, id: row.id },
      org,
      message: toAuditTopic(org, row),
      correlationId: row.correlationId,
    }));
  },
});
