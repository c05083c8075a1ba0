import type { Clock, Database, Ids } from '@tandem/kit';
import type { AuditDeps } from '../audit/index.ts';
import type { Directory } from '../users/index.ts';

export type PresenceDeps = AuditDeps & {
  readonly db: Database;
  readonly clock: Pick<Clock, 'now'>;
  readonly ids: Pick<Ids, 'uuid'>;
  readonly directory: Directory;
  /** A user began to take conversations: the queues the user serves are looked at again. */
  readonly wakeUser: (org: string, userId: string) => void;
};
