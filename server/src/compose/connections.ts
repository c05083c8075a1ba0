import type { Database } from '@tandem/kit';
import { type ConnectionDeps, type Connections, createConnections } from '@tandem/vault';
import type { Core, Foundation } from './core.ts';
import type { Outbound } from './outbound.ts';

type Options = {
  readonly db: Database;
  readonly core: Core;
  readonly outbound: Outbound;
  readonly webexUrl: string;
  /** Flows of the halves of this process that name a connection. */
  readonly usesOf: ConnectionDeps['usesOf'];
};

/** OAuth connections: a service of the core that calls out, once for both halves. */
export const openConnections = (
  { clock, ids, log }: Foundation,
  { db, core, outbound, webexUrl, usesOf }: Options,
): Connections =>
  createConnections({
    ...{ db, clock, ids, log },
    sealer: core.sealer,
    secrets: core.vault.secrets,
    variable: core.vault.variables.lookup,
    audit: core.identity.usecases.noteAudit,
    http: outbound.http,
    guard: outbound.guard,
    webexUrl,
    usesOf,
  });
