import type { Handler } from '@tandem/contract';
import type { Log } from '@tandem/kit';
import type { Sealer } from '../sealing/index.ts';
import type { Secrets } from '../vault.ts';
import type { VaultParts } from '../vault.types.ts';
import { connectionErrors } from './connections.errors.ts';
import { connectionHandlers } from './connections.operations.ts';
import {
  type ConnectionName,
  connectionNames,
  findConnection,
  perUserConnections,
} from './connections.store.ts';
import type { ConnectionParts } from './connections.types.ts';
import { apiBaseOf } from './endpoints.rules.ts';
import type { OutboundPorts } from './guarded-fetch.ts';
import { createOAuthClient } from './oauth-client.ts';
import { type RenewalTimes, usualTimes } from './renewal.types.ts';
import { createConnectionSeals } from './sealed-tokens.ts';
import { type ConnectionTokens, createTokens } from './tokens.ts';

export { connectionErrors } from './connections.errors.ts';
export { findConnection } from './connections.store.ts';
export { genesysApiOf } from './endpoints.rules.ts';
export { connectionStateOf } from './grant-state.rules.ts';
export { type OutboundPorts, requireSafeUrl } from './guarded-fetch.ts';
export { connectionSealedColumns } from './sealed-tokens.ts';
export type { AccessToken, AuthorizedSend, ConnectionTokens, TokenOptions } from './tokens.ts';

export type ConnectionDeps = Pick<VaultParts, 'db' | 'audit' | 'ids' | 'clock'> &
  OutboundPorts & {
    readonly sealer: Sealer;
    readonly secrets: Pick<Secrets, 'keepSource' | 'resolveSource'>;
    /** Value of an organisation's variable; null when there is none. */
    readonly variable: (org: string, name: string) => Promise<string | null>;
    /** The flows that name a connection, by id or name. */
    readonly usesOf: ConnectionParts['usesOf'];
    readonly log: Log;
    readonly webexUrl?: string;
    readonly times?: RenewalTimes;
  };

export type Connections = {
  readonly handlers: readonly Handler[];
  /** Connections of an organisation by name, for flows to choose from. */
  readonly names: (org: string) => Promise<readonly ConnectionName[]>;
  /** Those of which each user has a token of their own. */
  readonly perUser: (org: string) => Promise<readonly ConnectionName[]>;
  /** Tokens for flows and connectors. */
  readonly tokens: ConnectionTokens;
  /**
   * Address below which a connection's token is used, without a slash at its end.
   * @param connection id, or name without case
   * @throws connectionErrors.notFound
   */
  readonly apiBase: (org: string, connection: string) => Promise<string>;
};

/** How long a token endpoint may take; a renewal keeps its lease for as long. */
const callTimeoutMs = 30_000;

/** OAuth connections on the schema of the core services. */
export const createConnections = (deps: ConnectionDeps): Connections => {
  const seals = createConnectionSeals(deps.sealer, (org, source, userId) =>
    deps.secrets.resolveSource(org, {
      ...{ source, context: '', userId },
      variable: (name) => deps.variable(org, name),
    }),
  );
  const oauth = createOAuthClient(deps, callTimeoutMs);
  const tokens = createTokens({ ...deps, seals, oauth, times: deps.times ?? usualTimes });
  return {
    handlers: connectionHandlers({ ...deps, seals, oauth, tokens }),
    names: (org) => connectionNames(deps.db, org),
    perUser: (org) => perUserConnections(deps.db, org),
    tokens,
    async apiBase(org, connection) {
      const seen = await findConnection(deps.db, { org, ref: connection, user: null });
      if (!seen) throw connectionErrors.notFound({ connection });
      return apiBaseOf(seen.connection.setup);
    },
  };
};
