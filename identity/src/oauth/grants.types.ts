import type { Clock, Database, Ids, Log } from '@tandem/kit';
import type { Audit } from '../audit/index.ts';
import type { Changes } from '../changes/index.ts';

export type GrantDeps = {
  readonly db: Database;
  readonly ids: Ids;
  readonly clock: Clock;
  readonly log: Log;
  readonly changes: Changes;
  readonly audit: Audit;
};
