import type { Clock, Database, Ids } from '@tandem/kit';
import type { AuditDeps } from '../../audit/index.ts';

/** Name of the setting by which the operator keeps Bot Connectors from an organisation; null: it has them. */
export type BotConnectorsWithheld = (org: string) => Promise<string | null>;

export type BotConnectorDeps = AuditDeps & {
  readonly db: Database;
  readonly clock: Pick<Clock, 'now'>;
  readonly ids: Pick<Ids, 'uuid'>;
  /** Seals the fields of credentials. */
  readonly sealer: {
    readonly seal: (org: string, context: string, plaintext: string) => Promise<Buffer>;
    readonly open: (org: string, context: string, sealed: Buffer) => Promise<string>;
  };
  readonly botConnectorsWithheld: BotConnectorsWithheld;
};
