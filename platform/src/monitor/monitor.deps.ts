import type { Clock, Database } from '@tandem/kit';
import type { CommittedWork } from '@tandem/lanes';
import type { AuditEntry } from '../messaging/index.ts';
import type { Directory } from '../users/index.ts';

export type MonitorDeps = {
  readonly db: Database;
  readonly clock: Clock;
  /** Names of agents. */
  readonly directory: Pick<Directory, 'people'>;
  /** `lanes.committed` of this half: what was redriven goes out at once. */
  readonly committed: (work: readonly CommittedWork[]) => void;
  readonly audit: (entry: AuditEntry) => Promise<void>;
};
