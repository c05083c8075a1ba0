import type { Principal } from '@tandem/contract';
import type { Clock, Database, Ids } from '@tandem/kit';
import type { Audit } from '../audit/index.ts';
import type { Changes } from '../changes/index.ts';

/** Objects of other packages that lie in divisions. */
export type DivisionObjects = {
  /** Kinds, as in the path: `QUEUE`, `FLOW` … */
  readonly types: readonly string[];
  readonly count: (org: string, division: string) => Promise<Readonly<Record<string, number>>>;
  readonly move: (input: {
    readonly org: string;
    readonly type: string;
    readonly ids: readonly string[];
    readonly to: string;
  }) => Promise<void>;
  readonly moveAll: (input: {
    readonly org: string;
    readonly from: string;
    readonly to: string;
  }) => Promise<void>;
};

export type AccessDeps = {
  readonly db: Database;
  readonly ids: Ids;
  readonly clock: Clock;
  readonly changes: Changes;
  readonly audit: Audit;
  /** The permission catalogue. */
  readonly permissions: readonly string[];
  readonly divisionObjects?: DivisionObjects | undefined;
};

/** Who does it, as far as the audit log wants to know. */
export type Acting = { readonly principal: Principal; readonly correlationId: string };
