import type { Clock, Database } from '@tandem/kit';
import type { CommittedWork } from '@tandem/lanes';
import type { AuditDeps } from '../audit/index.ts';
import type { Directory } from '../users/index.ts';

export type MonitorDeps = AuditDeps & {
  readonly db: Database;
  readonly clock: Clock;
  /** Conversations an agent without a capacity of its own may have at once. */
  readonly defaultCapacity: number;
  /** Names of agents. */
  readonly directory: Pick<Directory, 'people'>;
  /** `lanes.committed` of this half: what was redriven goes out at once. */
  readonly committed: (work: readonly CommittedWork[]) => void;
};
