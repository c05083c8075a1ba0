import type { AuditNote, Principal } from '@tandem/contract';
import type { NoteAudit } from '@tandem/events';
import type { Queryable } from '@tandem/kit';
import type { AuditChanges } from './changes.rules.ts';

/** Who changes something, as far as the audit log wants to know; a handler's call is one. */
export type By = { readonly principal: Principal; readonly correlationId: string };

/** Notes changes of configuration for the audit log, in their transaction. */
export type AuditDeps = { readonly audit: NoteAudit };

export const actorId = ({ userId, clientId }: Principal): string => userId ?? clientId;

export const actorOf = ({ userId, clientId }: Principal): AuditNote['actor'] =>
  userId ? { kind: 'user', id: userId } : { kind: 'client', id: clientId };

/** Notes one act of a caller in the transaction of the change. */
export const noteChange = (
  { audit }: AuditDeps,
  tx: Queryable,
  {
    by,
    ...act
  }: Pick<AuditNote, 'action' | 'entity'> & {
    readonly by: By;
    readonly changes?: AuditChanges;
  },
): Promise<void> =>
  audit(tx, {
    ...act,
    org: by.principal.org,
    actor: actorOf(by.principal),
    correlationId: by.correlationId,
  });
