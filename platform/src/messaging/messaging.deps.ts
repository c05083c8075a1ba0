import type { Clock, Database, EgressGuard, Ids, Log } from '@tandem/kit';
import type { AuditDeps } from '../audit/index.ts';
import type { Snapshots } from '../snapshots/index.ts';
import type { Directory } from '../users/index.ts';

/** Sealing of secrets; the context names the place a ciphertext belongs to. */
export type Sealer = {
  readonly seal: (org: string, context: string, plaintext: string) => Promise<Buffer>;
  readonly open: (org: string, context: string, sealed: Buffer) => Promise<string>;
};

export type ConfigurationDeps = AuditDeps & {
  readonly db: Database;
  readonly snapshots: Snapshots;
  readonly sealer: Sealer;
  readonly guard: EgressGuard;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  /** TANDEM_WEBHOOK_PORT_RULE. */
  readonly webhookPortRule: '443' | 'any';
  /** Webhooks of the bundled gateway need not follow the port rule. */
  readonly isBundledWebhook?: (url: URL) => boolean;
  readonly directory: Pick<Directory, 'division'>;
  /** Names of flows for answers, and whether there is such a flow; the organisation's own only. */
  readonly findFlow: (
    org: string,
    id: string,
  ) => Promise<{ readonly id: string; readonly name: string; readonly active: boolean } | null>;
};

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Ids that PostgreSQL cannot read as a UUID name nothing. */
export const isUuid = (text: string): boolean => uuid.test(text);

export const userRef = (id: string | null) =>
  id ? { createdBy: { id, selfUri: `/api/v2/users/${id}` } } : {};

export const modifierRef = (name: 'modifiedBy' | 'updatedBy', id: string | null) =>
  id ? { [name]: { id, selfUri: `/api/v2/users/${id}` } } : {};
