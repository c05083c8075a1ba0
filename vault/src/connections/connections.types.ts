import type { Log } from '@tandem/kit';
import type { Secrets } from '../vault.ts';
import type { VaultParts } from '../vault.types.ts';
import type { ConnectionName } from './connections.store.ts';
import type { OutboundPorts } from './guarded-fetch.ts';
import type { OAuthClient } from './oauth-client.ts';
import type { ConnectionSeals } from './sealed-tokens.ts';
import type { TokenEngine } from './tokens.ts';

/** What the slice's use cases work with. */
export type ConnectionParts = Pick<VaultParts, 'db' | 'audit' | 'ids' | 'clock'> & {
  readonly seals: ConnectionSeals;
  readonly oauth: OAuthClient;
  readonly tokens: TokenEngine;
  readonly log: Log;
  readonly guard: OutboundPorts['guard'];
  /** Where people sign in to Webex, without a slash at its end; the vendor's own when it is left out. */
  readonly webexUrl?: string;
  readonly secrets: Pick<Secrets, 'keepSource'>;
  /** The flows that name a connection, by id or name. */
  readonly usesOf: (org: string, connection: ConnectionName) => Promise<readonly ConnectionName[]>;
};
