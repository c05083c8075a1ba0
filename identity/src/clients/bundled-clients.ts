import { derivedUuid } from '@tandem/kit';

/** A client that every installation has and no organisation owns: people of all organisations sign in with it. */
export type BundledClient = {
  /** What stands in `client_id`. */
  readonly clientId: string;
  /** Its id where ids are UUIDs. */
  readonly id: string;
  readonly name: string;
  /** Paths of the own origin that it may be sent back to. */
  readonly redirectPaths: readonly string[];
  /** Names of its parts, by the path that is signed in to; people know these. */
  readonly partNames: Readonly<Record<string, string>>;
  readonly tokenSeconds: number;
};

const consoleClientId = 'tandem-console';

export const consoleClient: BundledClient = {
  clientId: consoleClientId,
  id: derivedUuid('client', consoleClientId),
  name: 'Tandem Console',
  redirectPaths: ['/console/callback', '/desk/callback'],
  partNames: { '/desk/callback': 'Tandem Desk' },
  tokenSeconds: 86_400,
};

/** Stands behind the tokens that connectors to this contact centre are given; nobody signs in with it. */
export const connectorClient = {
  id: derivedUuid('client', 'tandem-connector'),
  name: 'Tandem Connector',
};

/** Whose tokens need no client of the organisation. */
export const bundledClientIds: readonly string[] = [consoleClient.id, connectorClient.id];

const bundledClients = [consoleClient];

export const findBundledClient = (clientId: string): BundledClient | null =>
  bundledClients.find((client) => client.clientId === clientId || client.id === clientId) ?? null;
