import type { Database } from '@tandem/kit';
import {
  type Connections,
  type ConnectorDeps,
  type Connectors,
  type ContactCentre,
  createConnectors,
} from '@tandem/vault';
import type { Core, Foundation } from './core.ts';
import type { Outbound } from './outbound.ts';

type Options = {
  readonly db: Database;
  readonly core: Core;
  readonly outbound: Outbound;
  readonly connections: Connections;
  /** Where this process answers; null where it runs no contact centre. */
  readonly contactCentre: (() => string) | null;
  /** Flows of the halves of this process that name a connector. */
  readonly usesOf: ConnectorDeps['usesOf'];
  /** Where the API of a Webex data centre answers. */
  readonly webexUrl: (dataCentre: string) => string;
};

const contactCentreAt = (
  { identity: { scopes, usecases } }: Core,
  origin: () => string,
): ContactCentre => ({ origin, scopes, issueToken: usecases.issueConnectorToken });

/** Connectors: what flows call other systems, and this one, through. */
export const openConnectors = ({ clock, ids }: Foundation, options: Options): Connectors => {
  const { db, core, outbound, connections, contactCentre } = options;
  return createConnectors({
    ...{ db, clock, ids },
    audit: core.identity.usecases.noteAudit,
    directory: core.directory,
    secrets: core.vault.secrets,
    tokens: connections.tokens,
    http: outbound.http,
    guard: outbound.guard,
    contactCentre: contactCentre && contactCentreAt(core, contactCentre),
    usesOf: options.usesOf,
    webexUrl: options.webexUrl,
    variable: core.vault.variables.lookup,
  });
};
