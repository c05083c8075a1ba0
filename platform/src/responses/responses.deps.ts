import type { Clock, Database, Ids } from '@tandem/kit';
import type { AuditDeps } from '../audit/index.ts';
import type { Directory } from '../users/index.ts';

export type ResponsesDeps = AuditDeps & {
  readonly db: Database;
  readonly clock: Pick<Clock, 'now'>;
  readonly ids: Pick<Ids, 'uuid'>;
  readonly directory: Directory;
};
