import type { AuditChange, AuditNote } from '@tandem/contract';
import { type Acting } from '../vault.types.ts';
import type { ConnectorRecord } from './connectors.model.ts';
/** What was set or changed; of the secret only that it was. */
export declare const changesOf: (before: ConnectorRecord | null, after: ConnectorRecord) => Record<string, AuditChange>;
export declare const entityOf: ({ id, name, }: Pick<ConnectorRecord, 'id' | 'name'>) => AuditNote['entity'];
export declare const noteOf: ({ principal, correlationId }: Acting, connector: Pick<ConnectorRecord, 'id' | 'name'>, what: {
    action: AuditNote['action'];
    changes?: Readonly<Record<string, AuditChange>>;
}) => AuditNote;
