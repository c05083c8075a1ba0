import type { FlowOperation, FlowRecord } from '@tandem/flows';
import type { Transaction } from '@tandem/kit';
import type { By } from '../audit/index.ts';
import { toOperationWire } from './flows.wire.ts';

/** What `v2.flows.{id}` is rendered from. */
export const logFlowEvent = async (
  tx: Transaction,
  record: FlowRecord,
  { by, ...operation }: FlowOperation & { readonly by: By },
): Promise<void> => {
  await tx.query(
    `insert into event_log (org, type, key, data, correlation_id) values ($1, 'flow.operation', $2, $3, $4)`,
    [
      record.org,
      `flow:${record.id}`,
      JSON.stringify({
        flow: { id: record.id, name: record.name },
        operation: toOperationWire(operation, by.principal),
      }),
      by.correlationId,
    ],
  );
};
