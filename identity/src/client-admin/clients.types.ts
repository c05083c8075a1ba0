import type { Clock, Database, Ids } from '@tandem/kit';
import type { Audit } from '../audit/index.ts';
import type { Changes } from '../changes/index.ts';

export type ClientDeps = {
  readonly db: Database;
  readonly ids: Ids;
  readonly clock: Clock;
  readonly changes: Changes;
  readonly audit: Audit;
  readonly permissions: readonly string[];
};
