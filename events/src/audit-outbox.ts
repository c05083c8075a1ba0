import type { AuditNote } from '@tandem/contract';
import type { Clock, Ids, Queryable } from '@tandem/kit';

/** An entry on its way to the audit log, which knows it by its id. */
export type OutgoingAudit = AuditNote & { readonly id: string; readonly at: Date };

/** Notes an administrative act in the transaction of its change: both are there or neither. */
export type NoteAudit = (tx: Queryable, note: AuditNote) => Promise<void>;

/** The relay hears of it after the commit. */
export const auditChannel = 'audit';

export const createNoteAudit =
  ({ clock, ids }: { readonly clock: Pick<Clock, 'now'>; readonly ids: Pick<Ids, 'uuid'> }) =>
  async (tx: Queryable, { org, ...entry }: AuditNote): Promise<void> => {
    await tx.query('insert into audit_outbox (org, id, at, entry) values ($1, $2, $3, $4)', [
      org,
      ids.uuid(),
      clock.now(),
      JSON.stringify(entry),
    ]);
    await tx.query("select pg_notify(current_schema() || '_' || $1, '')", [auditChannel]);
  };

export type WaitingAudit = OutgoingAudit & { readonly seq: number };

/** Entries behind `after`, oldest first. */
export const waitingAudit = async (
  db: Queryable,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<readonly WaitingAudit[]> => {
  const rows = await db.query<{
    seq: number;
    org: string;
    id: string;
    at: Date;
    entry: Omit<AuditNote, 'org'>;
  }>('select seq, org, id, at, entry from audit_outbox where seq > $1 order by seq limit $2', [
    after,
    limit,
  ]);
  return rows.map(({ entry, ...row }) => ({ ...entry, ...row }));
};

export const forgetAudit = async (db: Queryable, seqs: readonly number[]): Promise<void> => {
  await db.query('delete from audit_outbox where seq = any ($1::bigint[])', [seqs]);
};
