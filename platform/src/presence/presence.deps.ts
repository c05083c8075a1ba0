import type { Clock, Database, Ids } from '@tandem/kit';
import type { AuditDeps } from '../audit/index.ts';
import type { Directory } from '../users/index.ts';

export type PresenceDeps = AuditDeps & {
  readonly db: Database;
  readonly clock: Pick<Clock, 'now'>;
  readonly ids: Pick<Ids, 'uuid'>;
  readonly directory: Directory;
  /** Presence or routing status changed: readers of the log are woken, and queues look at their agents again. */
  readonly userChanged: (org: string, userId: string) => void;
};
