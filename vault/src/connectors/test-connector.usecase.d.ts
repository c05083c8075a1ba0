import type { ConnectorTest } from '@tandem/contract';
import type { createCallThrough } from './call-through.ts';
import type { ConnectorRecord } from './connectors.model.ts';
/** Tries a connector out, at once and for real. What goes wrong is an answer, not an error. */
export declare function testConnector(send: ReturnType<typeof createCallThrough>['send'], connector: ConnectorRecord, path: string | undefined): Promise<ConnectorTest>;
