import type { Clock, Database, Ids } from '@tandem/kit';
import type { Audit } from '../audit/index.ts';
import type { Changes } from '../changes/index.ts';
import type { UserExpanders } from './expanders.types.ts';
import type { Passwords } from './passwords.ts';

export type UserDeps = {
  readonly db: Database;
  readonly ids: Ids;
  readonly clock: Clock;
  readonly changes: Changes;
  readonly audit: Audit;
  readonly passwords: Passwords;
  readonly permissions: readonly string[];
  readonly expanders: UserExpanders;
};
